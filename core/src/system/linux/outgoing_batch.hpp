// outgoing_batch: datagrams as sendmmsg takes them, each piece that goes to one place in one size
// left whole for the system to cut up (UDP segmentation offload, Linux 4.18): the way through the
// system is then paid once for all of it.
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

  /// In place of what was there. `batch` has datagrams_per_call at most.
  void fill(std::span<const outgoing_datagram> batch, segmentation mode) noexcept;

  [[nodiscard]] mmsghdr* data() noexcept { return messages_.data(); }
  [[nodiscard]] unsigned size() const noexcept { return static_cast<unsigned>(size_); }
  /// How many datagrams the first messages are made of.
  [[nodiscard]] std::size_t datagrams(std::size_t messages) const noexcept;
  /// Whether one of the messages is to be cut up.
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
  // Only what is used is set: to clear all of it would take as long as the call.
  per_datagram<native_address> targets_;
  per_datagram<iovec> buffers_;
  per_datagram<segment_size> sizes_;
  per_datagram<mmsghdr> messages_;
};

}  // namespace naru::detail
