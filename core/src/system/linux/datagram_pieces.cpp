// Generic receive offload for UDP: Linux 5.0.
#include "datagrams/datagram_pieces.hpp"

#include <netinet/udp.h>
#include <sys/socket.h>

#include <array>
#include <cassert>
#include <cstring>

#include "native/native_address.hpp"
#include "system/posix/network_report.hpp"
#include <sockets.hpp>

namespace naru::detail {
namespace {

struct alignas(cmsghdr) control_room {
  std::array<std::byte, CMSG_SPACE(sizeof(int))> bytes;
};

// A piece of one datagram has no such number.
std::size_t size_of_each(msghdr& message, std::size_t bytes) noexcept {
  for (cmsghdr* each = CMSG_FIRSTHDR(&message); each != nullptr;
       each = CMSG_NXTHDR(&message, each)) {
    if (each->cmsg_level != SOL_UDP || each->cmsg_type != UDP_GRO) continue;
    int size = 0;
    std::memcpy(&size, CMSG_DATA(each), sizeof size);
    if (size > 0) return static_cast<std::size_t>(size);
  }
  return bytes;
}

}  // namespace

bool receive_in_pieces(native_handle handle) noexcept {
  return !native::set_option(native::to_handle(handle), SOL_UDP, UDP_GRO, 1);
}

std::optional<io_result> receive_piece(native_handle handle, mutable_buffer room,
                                       datagram_piece& came) noexcept {
  assert(room.size() >= datagram_piece::bytes_max);
  for (;;) {
    native_address source;
    iovec buffer{room.data(), room.size()};
    control_room control;  // NOLINT: filled by the system
    msghdr message{};
    message.msg_name = source.data();
    message.msg_namelen = source.size();
    message.msg_iov = &buffer;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    const auto bytes = ::recvmsg(native::to_handle(handle), &message, 0);
    if (bytes >= 0) {
      came.bytes = static_cast<std::size_t>(bytes);
      came.size_of_each = size_of_each(message, came.bytes);
      came.source = source.to_endpoint();
      return io_result{{}, came.bytes};
    }
    if (is_would_block(errno)) return std::nullopt;
    if (errno != EINTR && !is_network_report(errno)) return io_result{native::last_error(), 0};
  }
}

}  // namespace naru::detail
