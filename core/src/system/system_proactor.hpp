// system_proactor: the base of the backends that run on an operating system. It is a loop whose
// listeners are opened with the system's own calls. Lookups, signals and datagram sockets are not
// here: resolver, signal_set and udp_socket use the system's, unless the proactor has own_services.
#pragma once

#include <memory>

#include "loop/loop.hpp"
#include "sockets/listener_base.hpp"

namespace naru::detail {

class system_proactor : public loop {
 public:
  using loop::loop;

  listener_pointer listen(const endpoint& local, const listen_options& options,
                          std::error_code& error) final;
  listener_pointer listen(const unix_endpoint& local, const listen_options& options,
                          path_removal removal, std::error_code& error) final;

  listener_pointer adopt_listener(native_handle handle, socket_family family,
                                  const listen_options& options, std::error_code& error) final;

 protected:
  using new_listener = std::unique_ptr<listener_base, release_socket>;

  /// Makes a listener that is not open yet. Like make_stream it throws std::bad_alloc.
  virtual new_listener make_listener(const listen_options& options) = 0;
};

}  // namespace naru::detail
