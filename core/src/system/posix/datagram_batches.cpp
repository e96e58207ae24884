// For systems that take one datagram at a time.
#include "datagrams/datagram_handle.hpp"

#include <sys/socket.h>
#include <sys/uio.h>

#include "datagrams/one_at_a_time.hpp"
#include "native/native_address.hpp"
#include "system/posix/network_report.hpp"

namespace naru::detail {
namespace {

std::optional<io_result> receive_datagram(native_handle handle, datagram& into) noexcept {
  native_address source;
  iovec buffer{into.buffer.data(), into.buffer.size()};
  msghdr message{};
  message.msg_name = source.data();
  message.msg_namelen = source.size();
  message.msg_iov = &buffer;
  message.msg_iovlen = 1;
  for (;;) {
    const auto bytes = ::recvmsg(native::to_handle(handle), &message, 0);
    if (bytes >= 0) {
      into.size = static_cast<std::size_t>(bytes);
      into.source = source.to_endpoint();
      into.truncated = (message.msg_flags & MSG_TRUNC) != 0;
      return io_result{{}, 1};
    }
    if (is_would_block(errno)) return std::nullopt;
    if (errno != EINTR && !is_network_report(errno)) return io_result{native::last_error(), 0};
  }
}

}  // namespace

std::size_t datagrams_in_a_row() noexcept { return datagrams_per_call; }

std::optional<io_result> receive_datagrams(native_handle handle,
                                           std::span<datagram> batch) noexcept {
  return one_at_a_time(batch.size(),
                       [&](std::size_t index) { return receive_datagram(handle, batch[index]); });
}

std::optional<io_result> send_datagrams(native_handle handle, ip_family family, addressing how,
                                        std::span<const outgoing_datagram> batch) noexcept {
  return send_one_at_a_time(handle, family, how, batch);
}

}  // namespace naru::detail
