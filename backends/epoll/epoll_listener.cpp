#include "epoll/epoll_listener.hpp"

#include "epoll/epoll_proactor.hpp"
#include "system/posix/descriptors.hpp"

namespace naru::detail {

epoll_listener::epoll_listener(epoll_proactor& owner, const listen_options& options)
    : polled_listener(owner, options.retry_delay), watch_(owner.events(), *this) {}

// An accept that asks the system must not wait for the next connection.
std::error_code epoll_listener::tie(native_handle handle, socket_family) noexcept {
  if (!native::set_non_blocking(native::to_handle(handle))) return native::last_error();
  const std::error_code error = watch_.reserve();
  return error ? error : watch_.want(handle, EPOLLIN);
}

void epoll_listener::ready(std::uint32_t, place_lock&) noexcept {
  const std::lock_guard lock(lock_);
  if (!closing()) look_came();
}

void epoll_listener::close_acceptor() noexcept { close_arrival(); }

// Another process, or another listener of this one, may go on with a duplicate of the handle. Then
// the registration would outlive the handle, so it is ended.
void epoll_listener::close_handle() noexcept {
  if (handle_ != no_handle) static_cast<void>(watch_.end(handle_));
  watch_.leave();
  if (handle_ != no_handle) native::close(native::to_handle(handle_));
}

}  // namespace naru::detail
