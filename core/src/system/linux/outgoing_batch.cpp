#include "system/linux/outgoing_batch.hpp"

#include <algorithm>
#include <cstring>

namespace naru::detail {
namespace {

// A segment must fit into one packet, or the system refuses it. This size fits on every IPv6 path
// and on nearly every IPv4 path. (RFC 8200: 1,280 bytes, less the headers of IPv6 and UDP.)
constexpr std::size_t segment_bytes_max = 1'280 - 40 - 8;

// The limit for all segments together: less than the 64 KiB that IP can count.
constexpr std::size_t piece_bytes_max = 65'000;

// The number of segments into which the kernel cuts one message at most (UDP_MAX_SEGMENTS).
constexpr std::size_t segments_max = 64;
static_assert(datagrams_per_call <= segments_max);

}  // namespace

void outgoing_batch::fill(std::span<const outgoing_datagram> batch, segmentation mode) noexcept {
  size_ = 0;
  segmented_ = false;
  for (std::size_t first = 0; first < batch.size();) {
    const auto rest = batch.subspan(first);
    const std::size_t count = mode == segmentation::offered ? piece(rest) : 1;
    add(rest.first(count), first);
    first += count;
  }
}

// The number of datagrams at the front that can leave in one piece: they have one destination and
// one size, except for the last, which may be shorter. The system cannot cut off an empty
// datagram.
std::size_t outgoing_batch::piece(std::span<const outgoing_datagram> batch) const noexcept {
  const outgoing_datagram& first = batch.front();
  const std::size_t size = first.payload.size();
  if (size == 0 || size > segment_bytes_max) return 1;
  const std::size_t most = std::min(batch.size(), piece_bytes_max / size);
  for (std::size_t count = 1; count < most; ++count) {
    const outgoing_datagram& next = batch[count];
    if (how_ == addressing::individual && next.destination != first.destination) return count;
    if (next.payload.empty() || next.payload.size() > size) return count;
    if (next.payload.size() < size) return count + 1;
  }
  return most;
}

void outgoing_batch::add(std::span<const outgoing_datagram> piece, std::size_t first) noexcept {
  for (std::size_t i = 0; i < piece.size(); ++i) {
    const const_buffer payload = piece[i].payload;
    buffers_[first + i] = {const_cast<std::byte*>(payload.data()), payload.size()};  // only read
  }
  mmsghdr& message = messages_[size_];
  message = {};
  message.msg_hdr.msg_iov = &buffers_[first];
  message.msg_hdr.msg_iovlen = piece.size();
  if (how_ == addressing::individual) {
    targets_[size_] = native_address(reachable(piece.front().destination, family_));
    message.msg_hdr.msg_name = targets_[size_].data();
    message.msg_hdr.msg_namelen = targets_[size_].size();
  }
  if (piece.size() > 1) cut(message.msg_hdr, piece.front().payload.size(), sizes_[size_]);
  ++size_;
}

void outgoing_batch::cut(msghdr& message, std::size_t bytes, segment_size& room) noexcept {
  const auto size = static_cast<std::uint16_t>(bytes);
  message.msg_control = room.bytes.data();
  message.msg_controllen = room.bytes.size();
  cmsghdr* const control = CMSG_FIRSTHDR(&message);
  control->cmsg_level = SOL_UDP;
  control->cmsg_type = UDP_SEGMENT;
  control->cmsg_len = CMSG_LEN(sizeof size);
  std::memcpy(CMSG_DATA(control), &size, sizeof size);
  segmented_ = true;
}

std::size_t outgoing_batch::datagrams(std::size_t messages) const noexcept {
  std::size_t count = 0;
  for (const mmsghdr& each : std::span(messages_).first(messages)) count += each.msg_hdr.msg_iovlen;
  return count;
}

}  // namespace naru::detail
