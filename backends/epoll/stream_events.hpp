// stream_events: the events that a stream asks for.
#pragma once

#include <poll.h>
#include <sys/epoll.h>

#include <naru/native_handle.hpp>

#include <cstdint>

#include <sockets.hpp>

namespace naru::detail {

/// After these a look that does not fill its buffers may still have left something behind: the end
/// of the stream, an error, or what follows urgent data.
inline constexpr std::uint32_t end_events = EPOLLRDHUP | EPOLLHUP | EPOLLERR | EPOLLPRI;
inline constexpr std::uint32_t receive_events = EPOLLIN | EPOLLRDHUP | EPOLLPRI;
inline constexpr std::uint32_t all_events = receive_events | EPOLLOUT;

/// Asks the system, without waiting and without taking anything.
[[nodiscard]] inline bool is_ready(native_handle socket, short events) noexcept {
  pollfd look{native::to_handle(socket), events, 0};
  return ::poll(&look, 1, 0) > 0;
}

}  // namespace naru::detail
