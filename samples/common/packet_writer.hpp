// packet_writer: puts the fields of a packet's body together, as packet_reader reads them.
//
//     samples::packet_writer writer;   // kept: its memory is used again
//     writer.clear();
//     writer.u32(target);
//     writer.text("hello");
//     session.send({.id = talk, .body = writer.bytes()});
#pragma once

#include <naru/buffer.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace samples {

class packet_writer {
 public:
  void u8(std::uint8_t value) { number(value, 1); }
  void u16(std::uint16_t value) { number(value, 2); }
  void u32(std::uint32_t value) { number(value, 4); }
  void u64(std::uint64_t value) { number(value, 8); }

  /// Throws std::length_error if the size does not fit into its two bytes.
  void text(std::string_view text) {
    if (text.size() > (std::numeric_limits<std::uint16_t>::max)()) {
      throw std::length_error("a text of a packet is too long");
    }
    u16(static_cast<std::uint16_t>(text.size()));
    raw(naru::buffer(text));
  }
  void raw(naru::const_buffer bytes) {
    const std::size_t before = bytes_.size();
    bytes_.resize(before + bytes.size());
    std::copy(bytes.begin(), bytes.end(), naru::mutable_buffer(bytes_).subspan(before).begin());
  }

  /// Overwrites a number that was left open at first, such as a count.
  void patch_u16(std::size_t position, std::uint16_t value) {
    bytes_.at(position) = static_cast<std::byte>(value);
    bytes_.at(position + 1) = static_cast<std::byte>(value >> 8);
  }

  void clear() noexcept { bytes_.clear(); }
  /// Valid until the next write.
  [[nodiscard]] naru::const_buffer bytes() const noexcept { return bytes_; }

 private:
  void number(std::uint64_t value, std::size_t width) {
    std::array<std::byte, sizeof(value)> bytes;
    for (std::byte& each : bytes) {
      each = static_cast<std::byte>(value);
      value >>= 8;
    }
    raw(naru::buffer(bytes, width));
  }

  std::vector<std::byte> bytes_;
};

}  // namespace samples
