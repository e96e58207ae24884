// ip_packet: the bytes of packets as a network has them, with the headers of IP and of TCP or UDP
// and right checksums.
#pragma once

#include <naru/endpoint.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace naru::detail {

struct tcp_header {
  static constexpr std::uint8_t finish = 0x01;
  static constexpr std::uint8_t synchronize = 0x02;
  static constexpr std::uint8_t reset = 0x04;
  static constexpr std::uint8_t push = 0x08;
  static constexpr std::uint8_t acknowledge = 0x10;
  /// The window is counted in units of 2^7 bytes, as the first packet of each side says.
  static constexpr unsigned window_shift = 7;

  std::uint32_t sequence = 0;
  std::uint32_t acknowledged = 0;
  std::uint8_t flags = 0;
  std::uint64_t window = 0;  // in bytes
};

// `payload` is a payload of `size` bytes, or its beginning. The headers count all of it, and the
// checksum those that are there: who has only the beginning cannot check it anyway. `size` is at
// most 65,495 bytes for TCP, and 65,507 for UDP.

[[nodiscard]] std::string tcp_packet(const endpoint& source, const endpoint& target,
                                     const tcp_header& header, std::span<const std::byte> payload,
                                     std::size_t size);
[[nodiscard]] std::string udp_packet(const endpoint& source, const endpoint& target,
                                     std::span<const std::byte> payload, std::size_t size);

}  // namespace naru::detail
