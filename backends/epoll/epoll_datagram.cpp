#include "epoll/epoll_datagram.hpp"

#include <utility>

#include "epoll/epoll_proactor.hpp"

namespace naru::detail {

epoll_datagram::epoll_datagram(epoll_proactor& owner)
    : polled_datagram(owner, looks::until_nothing_is_left), watch_(owner.events(), *this) {}

std::error_code epoll_datagram::tie(naru::native_handle handle) noexcept {
  const std::error_code error = watch_.reserve();
  return error ? error : watch_.want(handle, EPOLLIN);
}

// The system tells of room whenever a datagram has left. So it is asked only while a send waits.
std::error_code epoll_datagram::wait_for(direction which) noexcept {
  if (which == direction::receive) return {};
  return watch_.want(handle_, EPOLLOUT, /*again=*/true);
}

void epoll_datagram::ready(std::uint32_t events, place_lock&) noexcept {
  const std::lock_guard lock(lock_);
  if (closing() || handle_ == no_handle) return;
  if ((events & (EPOLLIN | EPOLLERR)) != 0) came();
  if ((events & (EPOLLOUT | EPOLLERR)) == 0) return;
  send_more();
  // If this fails, the socket is told of room that it does not need.
  if (sends_.empty()) static_cast<void>(watch_.change(handle_, EPOLLIN));
}

void epoll_datagram::close_tied() noexcept {
  closing_handle_ = handle_;
  abandon_receives(canceled());
  abandon_sends(canceled());
}

void epoll_datagram::close_handle() noexcept {
  watch_.leave();
  if (closing_handle_ != no_handle) close_datagram_handle(closing_handle_);
}

new_datagram make_epoll_datagram(loop& owner) {
  return new_datagram(new epoll_datagram(static_cast<epoll_proactor&>(owner)));
}

}  // namespace naru::detail
