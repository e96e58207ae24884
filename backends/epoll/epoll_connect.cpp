// How an epoll_stream connects.
#include <cassert>

#include "epoll/epoll_stream.hpp"
#include "system/linux/stream_transfer.hpp"
#include "system/posix/descriptors.hpp"

namespace naru::detail {
namespace {

// The error with which the attempt to connect has ended.
std::error_code outcome_of(native::handle socket) noexcept {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return native::last_error();
  return {error, system_category()};
}

}  // namespace

// EAGAIN: the backlog of a Unix domain socket is full. Nothing tells when there is room.
std::optional<std::error_code> epoll_stream::start_connect(const connect_target& target,
                                                           operation&) noexcept {
  const native::handle socket = native::to_handle(handle_);
  if (!native::set_non_blocking(socket)) return native::last_error();
  if (::connect(socket, target.address, target.size) == 0) return std::error_code();
  if (errno == EAGAIN) return std::make_error_code(std::errc::no_buffer_space);
  if (errno != EINPROGRESS && errno != EINTR) return native::last_error();
  if (const std::error_code error = watch_.want(handle_, all_events)) return error;
  connecting_ = true;
  return std::nullopt;
}

// Needs the lock. Returns false if the attempt goes on.
bool epoll_stream::look_for_connection(std::error_code& error) noexcept {
  if (!is_ready(native::to_handle(handle_), POLLOUT)) return false;
  connecting_ = false;
  error = outcome_of(native::to_handle(handle_));
  if (abandoned_) error = std::make_error_code(std::errc::operation_canceled);
  return true;
}

// Needs the lock. If the connection is established, or refused, an event for that is on its way.
// Otherwise the shutdown ends the attempt, and the system tells of that.
void epoll_stream::cancel_connect() noexcept {
  if (closing()) {
    operation& op = *send_.pending;
    connecting_ = false;
    loop_.complete(op, {connected({}), 0});
    return;
  }
  if (is_ready(native::to_handle(handle_), POLLOUT) || abandoned_) return;
  abandoned_ = true;
  static_cast<void>(::shutdown(native::to_handle(handle_), SHUT_RDWR));
}

}  // namespace naru::detail
