// stream_transfer: the calls that move the bytes of a stream, or ask about them, and never wait,
// whatever the mode of the socket.
#pragma once

#include <poll.h>
#include <sys/types.h>

#include <cstddef>

#include "values/buffer_cursor.hpp"
#include <sockets.hpp>

namespace naru::detail {

/// Receives up to `most` bytes. Returns their number, or -1 with errno set. `emptied` is true
/// afterwards if the socket holds no more bytes. A socket with urgent data stops there, and this
/// cannot tell.
[[nodiscard]] ssize_t receive_now(native::handle socket, const buffer_cursor<mutable_buffer>& into,
                                  std::size_t most, bool is_local, bool& emptied) noexcept;
/// Sends up to `most` bytes. Returns the number that the system has taken, or -1 with errno set. A
/// peer that has gone raises no signal.
[[nodiscard]] ssize_t send_now(native::handle socket, const buffer_cursor<const_buffer>& from,
                               std::size_t most) noexcept;
/// Asks for POLLIN or POLLOUT, without taking anything. An error or an end counts as ready.
[[nodiscard]] inline bool is_ready(native::handle socket, short events) noexcept {
  pollfd look{socket, events, 0};
  return ::poll(&look, 1, 0) > 0;
}

}  // namespace naru::detail
