// One system call for up to datagrams_per_call datagrams: Linux's recvmmsg and sendmmsg.
#include "datagrams/datagram_handle.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "native/native_address.hpp"
#include "system/linux/outgoing_batch.hpp"
#include "system/posix/network_report.hpp"

namespace naru::detail {
namespace {

template <class Type>
using per_datagram = std::array<Type, datagrams_per_call>;

// These errors come from a kernel without segmentation, a path of small packets, or an interface
// that leaves checksums to the program.
bool is_refused_segmentation(int error) noexcept {
  return error == EINVAL || error == EIO || error == EMSGSIZE || error == ENOPROTOOPT;
}

}  // namespace

std::size_t datagrams_in_a_row() noexcept { return 16 * datagrams_per_call; }

std::optional<io_result> receive_datagrams(native_handle handle,
                                           std::span<datagram> batch) noexcept {
  // Only the used elements are set: clearing all of them would take as long as the call.
  per_datagram<native_address> sources;
  per_datagram<iovec> buffers;
  per_datagram<mmsghdr> messages;
  const std::size_t most = std::min(batch.size(), datagrams_per_call);
  for (std::size_t i = 0; i < most; ++i) {
    buffers[i] = {batch[i].buffer.data(), batch[i].buffer.size()};
    messages[i] = {};
    messages[i].msg_hdr.msg_name = sources[i].data();
    messages[i].msg_hdr.msg_namelen = sources[i].size();
    messages[i].msg_hdr.msg_iov = &buffers[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }
  for (;;) {
    const int came = ::recvmmsg(native::to_handle(handle), messages.data(),
                                static_cast<unsigned>(most), 0, nullptr);
    if (came > 0) {
      const auto count = static_cast<std::size_t>(came);
      for (std::size_t i = 0; i < count; ++i) {
        batch[i].size = messages[i].msg_len;
        batch[i].source = sources[i].to_endpoint();
        batch[i].truncated = (messages[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
      }
      return io_result{{}, count};
    }
    if (came == 0 || is_would_block(errno)) return std::nullopt;
    if (errno != EINTR && !is_network_report(errno)) return io_result{native::last_error(), 0};
  }
}

std::optional<io_result> send_datagrams(native_handle handle, ip_family family, addressing how,
                                        std::span<const outgoing_datagram> batch) noexcept {
  outgoing_batch messages(family, how);
  messages.fill(batch.first(std::min(batch.size(), datagrams_per_call)), segmentation::offered);
  for (int tries = 1;;) {
    const int sent = ::sendmmsg(native::to_handle(handle), messages.data(), messages.size(), 0);
    if (sent >= 0) return io_result{{}, messages.datagrams(static_cast<std::size_t>(sent))};
    if (is_would_block(errno)) return std::nullopt;
    if (errno == EINTR) continue;
    if (messages.segmented() && is_refused_segmentation(errno)) {
      messages.fill(batch.first(messages.datagrams(messages.size())), segmentation::off);
    } else if (!is_network_report(errno) || tries++ == send_tries) {
      return io_result{native::last_error(), 0};
    }
  }
}

}  // namespace naru::detail
