// outgoing_batch: datagrams in the form that sendmmsg takes. Datagrams to one place in one size
// become one piece that the system cuts up (UDP segmentation offload, Linux 4.18): one piece costs
// one way through the system.
//
//     outgoing_batch messages(family, how);
//     messages.fill(batch, segmentation::offered);
//     sent = sendmmsg(handle, messages.data(), messages.size(), 0);
//     … messages.datagrams(sent) of the batch have left …
#pragma once

#include <netinet/udp.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>

#include "datagrams/datagram_handle.hpp"
#include "native/native_address.hpp"

namespace naru::detail {

enum class segmentation : std::uint8_t { off, offered };

class outgoing_batch {
 public:
  outgoing_batch(ip_family family, addressing how) noexcept : family_(family), how_(how) {}

  /// Replaces the former contents. `batch` has datagrams_per_call at most.
  void fill(std::span<const outgoing_datagram> batch, segmentation mode) noexcept;

  [[nodiscard]] mmsghdr* data() noexcept { return messages_.data(); }
  [[nodiscard]] unsigned size() const noexcept { return static_cast<unsigned>(size_); }
  /// The number of datagrams in the first `messages` messages.
  [[nodiscard]] std::size_t datagrams(std::size_t messages) const noexcept;
  /// True if the system has to cut up one of the messages.
  [[nodiscard]] bool segmented() const noexcept { return segmented_; }

 private:
  template <class Type>
  using per_datagram = std::array<Type, datagrams_per_call>;

  struct alignas(cmsghdr) segment_size {
    std::array<std::byte, CMSG_SPACE(sizeof(std::uint16_t))> bytes;
  };

  [[nodiscard]] std::size_t piece(std::span<const outgoing_datagram> batch) const noexcept;
  void add(std::span<const outgoing_datagram> piece, std::size_t first) noexcept;
  void cut(msghdr& message, std::size_t bytes, segment_size& room) noexcept;

  ip_family family_;
  addressing how_;
  std::size_t size_ = 0;
  bool segmented_ = false;
  // Only the used elements are set: clearing all of them would take as long as the call.
  per_datagram<native_address> targets_;
  per_datagram<iovec> buffers_;
  per_datagram<segment_size> sizes_;
  per_datagram<mmsghdr> messages_;
};

}  // namespace naru::detail
