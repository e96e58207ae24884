// packet_writer: puts the fields of a packet's body together, as packet_reader reads them.
//
//     samples::packet_writer writer;   // kept: its memory is used again
//     writer.clear();
//     writer.u32(target);
//     writer.text("hello");
//     session.send({.id = talk, .body = writer.bytes()});
#pragma once

#include <naru/buffer.hpp>

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

  /// Throws std::length_error where the size does not fit into its two bytes.
  void text(std::string_view text) {
    if (text.size() > (std::numeric_limits<std::uint16_t>::max)()) {
      throw std::length_error("a text of a packet is too long");
    }
    u16(static_cast<std::uint16_t>(text.size()));
    raw(naru::buffer(text));
  }
  void raw(naru::const_buffer bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

  /// Writes a number again that was left open at first, such as a count.
  void patch_u16(std::size_t position, std::uint16_t value) {
    bytes_.at(position) = static_cast<std::byte>(value);
    bytes_.at(position + 1) = static_cast<std::byte>(value >> 8);
  }

  void clear() noexcept { bytes_.clear(); }
  /// Good until the next write.
  [[nodiscard]] naru::const_buffer bytes() const noexcept { return bytes_; }

 private:
  void number(std::uint64_t value, std::size_t width) {
    for (std::size_t place = 0; place < width; ++place) {
      bytes_.push_back(static_cast<std::byte>(value >> (8 * place)));
    }
  }

  std::vector<std::byte> bytes_;
};

}  // namespace samples
