#include "system/system_proactor.hpp"

#include "sockets/open_socket.hpp"

namespace naru::detail {

listener_pointer system_proactor::listen(const endpoint& local, const listen_options& options,
                                         std::error_code& error) {
  return open_socket<listener_pointer>(
      [&] { return make_listener(options); },
      [&](listener_base& made) { return made.open(local, options); }, error);
}

listener_pointer system_proactor::listen(const unix_endpoint& local, const listen_options& options,
                                         path_removal removal, std::error_code& error) {
  return open_socket<listener_pointer>(
      [&] { return make_listener(options); },
      [&](listener_base& made) { return made.open(local, options, removal); }, error);
}

listener_pointer system_proactor::adopt_listener(native_handle handle, socket_family family,
                                                 const listen_options& options,
                                                 std::error_code& error) {
  return open_socket<listener_pointer>(
      [&] { return make_listener(options); },
      [&](listener_base& made) { return made.adopt(handle, family); }, error);
}

}  // namespace naru::detail
