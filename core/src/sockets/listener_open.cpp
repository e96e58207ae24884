// Opens a listener: its socket takes its address as the options want it, and listens. Or it adopts
// a socket that listens already.
#include <utility>

#include "sockets/listener_base.hpp"

namespace naru::detail {

std::error_code listener_base::open(const endpoint& local, const listen_options& options) noexcept {
  const auto family = local.address().is_v4() ? socket_family::v4 : socket_family::v6;
  return listen(family, options.backlog,
                [&](native_handle handle) { return calls().bind(handle, local, options); });
}

std::error_code listener_base::open(const unix_endpoint& local, const listen_options& options,
                                    path_removal removal) noexcept {
  return listen(socket_family::local, options.backlog, [&](native_handle handle) {
    const std::error_code error = calls().bind(handle, local);
    if (error || removal == path_removal::never) return error;
    // The path is removed when the listener closes, if it still leads to the file that bind has
    // made.
    path_ = local;
    made_ = identify(local);
    return error;
  });
}

template <class Bind>
std::error_code listener_base::listen(socket_family family, int backlog, Bind bind) noexcept {
  const std::lock_guard lock(lock_);
  std::error_code error;
  const native_handle opened = calls().open_stream(family, error);
  if (error) return error;
  error = bind(opened);
  if (!error) error = calls().listen(opened, backlog);
  if (!error) error = begin(opened, family);
  if (error) {
    // The path is removed before the close. While the socket is open, no other file can have the
    // identity that bind made.
    if (!path_.path().empty()) remove_path(std::exchange(path_, {}), made_);
    calls().close(opened);
  }
  return error;
}

std::error_code listener_base::adopt(native_handle handle, socket_family family) noexcept {
  const std::lock_guard lock(lock_);
  adopted_ = true;
  return begin(handle, family);
}

std::error_code listener_base::begin(native_handle handle, socket_family family) noexcept {
  if (const std::error_code error = tie(handle, family)) return error;
  handle_ = handle;
  family_ = family;
  accept_more();
  return {};
}

}  // namespace naru::detail
