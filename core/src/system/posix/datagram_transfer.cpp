#include "datagrams/datagram_handle.hpp"

#include <sys/uio.h>
#include <unistd.h>

#include <array>

#include "native/native_address.hpp"
#include "system/posix/descriptors.hpp"
#include "system/posix/network_report.hpp"

namespace naru::detail {

native::handle native::open_datagram(int family) noexcept {
  const int socket = open_socket(family, SOCK_DGRAM);
  if (socket == no_handle || set_non_blocking(socket)) return socket;
  const int reason = errno;
  ::close(socket);
  errno = reason;
  return no_handle;
}

void native::close(handle socket) noexcept { ::close(socket); }

std::optional<io_result> peek_datagram(native_handle handle) noexcept {
  for (;;) {
    char nothing = 0;
    if (::recv(native::to_handle(handle), &nothing, 0, MSG_PEEK) >= 0) return io_result{};
    if (is_would_block(errno)) return std::nullopt;
    if (errno != EINTR && !is_network_report(errno)) return io_result{native::last_error(), 0};
  }
}

std::optional<io_result> send_datagram(native_handle handle, ip_family family,
                                       const buffer_cursor<const_buffer>& buffers,
                                       const endpoint* destination) noexcept {
  std::array<iovec, buffers_per_call> parts;  // only the first `count` are set
  std::optional<native_address> target;
  msghdr message{};
  if (destination != nullptr) {
    target.emplace(reachable(*destination, family));
    message.msg_name = target->data();
    message.msg_namelen = target->size();
  }
  const std::size_t count = buffers.count();
  for (std::size_t i = 0; i < count; ++i) {
    const const_buffer part = buffers[i];
    parts[i] = {const_cast<std::byte*>(part.data()), part.size()};  // sendmsg only reads
  }
  message.msg_iov = parts.data();
  message.msg_iovlen = static_cast<decltype(message.msg_iovlen)>(count);
  for (int tries = 1;;) {
    const auto sent = ::sendmsg(native::to_handle(handle), &message, 0);
    if (sent >= 0) return io_result{{}, static_cast<std::size_t>(sent)};
    if (is_would_block(errno)) return std::nullopt;
    if (errno == EINTR) continue;
    if (!is_network_report(errno) || tries++ == send_tries) {
      return io_result{native::last_error(), 0};
    }
  }
}

}  // namespace naru::detail
