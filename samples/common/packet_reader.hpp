// packet_reader: reads the fields of a packet's body that came from an untrusted peer.
//
// Only this class checks the bounds. After the first missing field every other field is 0 or empty
// too, so a body is read to its end and judged once:
//
//     samples::packet_reader reader(packet.body);
//     const std::uint32_t target = reader.u32();
//     const std::string_view text = reader.text();
//     if (!reader.finished()) return refuse("malformed");
//
// Numbers are little-endian. A text is its size, as a u16, and its bytes. The texts refer to the
// body.
#pragma once

#include <naru/buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace samples {

class packet_reader {
 public:
  explicit packet_reader(naru::const_buffer body) noexcept : rest_(body) {}

  [[nodiscard]] std::uint8_t u8() noexcept { return static_cast<std::uint8_t>(number(1)); }
  [[nodiscard]] std::uint16_t u16() noexcept { return static_cast<std::uint16_t>(number(2)); }
  [[nodiscard]] std::uint32_t u32() noexcept { return static_cast<std::uint32_t>(number(4)); }
  [[nodiscard]] std::uint64_t u64() noexcept { return number(8); }

  [[nodiscard]] std::string_view text() noexcept { return take(u16()); }
  /// The bytes that are left.
  [[nodiscard]] naru::const_buffer rest() noexcept { return take(rest_.size()); }

  /// True if every field so far was there.
  [[nodiscard]] bool good() const noexcept { return good_; }
  /// True if also nothing is left behind the fields.
  [[nodiscard]] bool finished() const noexcept { return good_ && rest_.empty(); }

 private:
  naru::const_buffer take(std::size_t size) noexcept {
    good_ = good_ && size <= rest_.size();
    if (!good_) return {};
    const naru::const_buffer taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  std::uint64_t number(std::size_t width) noexcept {
    std::uint64_t value = 0;
    unsigned shift = 0;
    for (const std::byte each : take(width)) {
      value |= std::to_integer<std::uint64_t>(each) << shift;
      shift += 8;
    }
    return value;
  }

  naru::const_buffer rest_;
  bool good_ = true;
};

}  // namespace samples
