#include "system/linux/stream_transfer.hpp"

#include <sys/uio.h>

#include <algorithm>
#include <array>

namespace naru::detail {
namespace {

constexpr int send_flags = MSG_DONTWAIT | MSG_NOSIGNAL;

// The buffers as the system takes them. Only the first `count` are set.
struct native_buffers {
  std::array<iovec, buffers_per_call> list;
  std::size_t count = 0;
  std::size_t bytes = 0;

  template <class Buffer>
  native_buffers(const buffer_cursor<Buffer>& from, std::size_t most) noexcept {
    for (std::size_t i = 0; i < from.count() && bytes < most; ++i) {
      const std::size_t size = std::min(from[i].size(), most - bytes);
      list[count++] = {const_cast<std::byte*>(from[i].data()), size};  // sendmsg only reads
      bytes += size;
    }
  }

  [[nodiscard]] msghdr message() noexcept {
    msghdr made{};
    made.msg_iov = list.data();
    made.msg_iovlen = static_cast<decltype(made.msg_iovlen)>(count);
    return made;
  }
};

// Calls the system again if a signal has interrupted it.
template <class Call>
ssize_t uninterrupted(Call call) noexcept {
  ssize_t moved = 0;
  do moved = call();
  while (moved < 0 && errno == EINTR);
  return moved;
}

}  // namespace

// A local peer may pass descriptors or its identity with its bytes. The system drops them here, and
// does not go on to the bytes after them.
ssize_t receive_now(native::handle socket, const buffer_cursor<mutable_buffer>& into,
                    std::size_t most, bool is_local, bool& emptied) noexcept {
  if (into.single() && !is_local) {
    const std::size_t asked = std::min(into.first().size(), most);
    const ssize_t came =
        uninterrupted([&] { return ::recv(socket, into.first().data(), asked, MSG_DONTWAIT); });
    emptied = came > 0 && static_cast<std::size_t>(came) < asked;
    return came;
  }
  native_buffers buffers(into, most);
  msghdr message = buffers.message();
  const ssize_t came = uninterrupted([&] { return ::recvmsg(socket, &message, MSG_DONTWAIT); });
  const bool stopped_early = (message.msg_flags & MSG_CTRUNC) != 0;
  emptied = came > 0 && static_cast<std::size_t>(came) < buffers.bytes && !stopped_early;
  return came;
}

ssize_t send_now(native::handle socket, const buffer_cursor<const_buffer>& from,
                 std::size_t most) noexcept {
  if (from.single()) {
    const std::size_t size = std::min(from.first().size(), most);
    return uninterrupted([&] { return ::send(socket, from.first().data(), size, send_flags); });
  }
  native_buffers buffers(from, most);
  const msghdr message = buffers.message();
  return uninterrupted([&] { return ::sendmsg(socket, &message, send_flags); });
}

}  // namespace naru::detail
