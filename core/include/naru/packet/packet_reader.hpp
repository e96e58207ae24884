// packet_reader: reads the fields of a packet, whose bytes came from an untrusted peer.
//
// Only the reader checks bounds. After the first error every field is 0 or empty, so a packet is
// read to its end and judged once:
//
//     naru::packet_reader reader(packet.body);
//     const auto target = reader.read<std::uint32_t>();
//     const std::string_view text = reader.read_text(200);
//     if (!reader.complete()) return refuse("malformed");
//
// Numbers are little-endian, or big-endian if the constructor is told so. A text or a row of bytes
// that has no fixed size follows its size, which is a number of the type `Size`. Texts and buffers
// that were read refer to the bytes of the packet, so they are valid as long as those are.
//
// An error is sticky: a field that is not whole, a text above its limit, a bool that is neither 0
// nor 1, a count whose elements cannot be there, or a call of fail.
//
// Nothing throws and nothing allocates. Use types of a fixed size (std::int64_t, not long), because
// the type decides how many bytes are read.
//
// Not for a stream of bytes that comes in pieces: buffered_reader and framings are for that.
//
// Thread-safety: as for an int.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/integer_bytes.hpp>
#include <naru/detail/packet_field.hpp>

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace naru {

class packet_reader {
 public:
  /// No bound but the bytes that are there.
  static constexpr std::size_t no_limit = (std::numeric_limits<std::size_t>::max)();

  /// Reads `bytes`, which must outlive the use of the reader and of the texts and bytes that it
  /// returned.
  explicit packet_reader(const_buffer bytes, std::endian order = std::endian::little) noexcept
      : rest_(bytes), order_(order) {}

  /// An integer, a bool, a float, a double, or an enum whose underlying type is fixed. Any value of
  /// that type may come, so an enum may have a value that has no name.
  template <detail::packet_field T>
  [[nodiscard]] T read() noexcept {
    const auto bits = read_bits<sizeof(T)>();
    if constexpr (std::same_as<T, bool>) {
      if (bits > 1) fail();
      return bits == 1;
    } else {
      return detail::from_bits<T>(bits);
    }
  }
  /// An integer that takes only `Width` bytes: read<std::uint32_t, 3>(). The sign is kept.
  template <class T, std::size_t Width>
    requires detail::narrowed_to<T, Width>
  [[nodiscard]] T read() noexcept {
    return detail::widened<Width, T>(read_bits<Width>());
  }
  /// Reads each of `fields`, in their order.
  template <detail::packet_field... T>
    requires(sizeof...(T) != 0)
  void read(T&... fields) noexcept {
    ((fields = read<T>()), ...);
  }

  /// A text after its size in bytes. More than `size_max` bytes are an error. The encoding is not
  /// checked.
  template <detail::packet_size Size = std::uint16_t>
  [[nodiscard]] std::string_view read_text(std::size_t size_max = no_limit) noexcept {
    return read_bytes<Size>(size_max);
  }
  /// Works like read_text, for bytes that are not text.
  template <detail::packet_size Size = std::uint16_t>
  [[nodiscard]] const_buffer read_bytes(std::size_t size_max = no_limit) noexcept {
    const std::uint64_t size = read<Size>();
    if (size > size_max || size > rest_.size()) {
      fail();
      return {};
    }
    return read_raw(static_cast<std::size_t>(size));
  }
  /// Exactly `size` bytes, without a size before them.
  [[nodiscard]] const_buffer read_raw(std::size_t size) noexcept {
    if (size > rest_.size()) {
      fail();
      return {};
    }
    const const_buffer taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }
  /// All bytes that are left.
  [[nodiscard]] const_buffer read_rest() noexcept { return read_raw(rest_.size()); }
  /// Leaves `size` bytes out.
  void skip(std::size_t size) noexcept { static_cast<void>(read_raw(size)); }

  /// The number of elements that follow, of which each takes at least `element_size` bytes, one or
  /// more. It is an error if the bytes that are left cannot hold them. So a loop over the elements
  /// ends soon, whatever the peer claims.
  template <detail::packet_size Size = std::uint16_t>
  [[nodiscard]] std::size_t read_count(std::size_t element_size) noexcept {
    const std::uint64_t count = read<Size>();
    if (element_size == 0 || count > rest_.size() / element_size) {
      fail();
      return 0;
    }
    return static_cast<std::size_t>(count);
  }

  /// Tells the reader of an error that it cannot see, such as a value that the protocol forbids.
  void fail() noexcept {
    ok_ = false;
    rest_ = {};
  }

  /// True if there was no error so far.
  [[nodiscard]] bool ok() const noexcept { return ok_; }
  /// True if also nothing is left.
  [[nodiscard]] bool complete() const noexcept { return ok_ && rest_.empty(); }
  /// How many bytes are left; 0 after an error.
  [[nodiscard]] std::size_t remaining() const noexcept { return rest_.size(); }

 private:
  template <std::size_t Width>
  detail::integer_of_bytes<Width> read_bits() noexcept {
    const const_buffer bytes = read_raw(Width);
    if (bytes.empty()) return 0;
    return detail::read_integer(order_, bytes.first<Width>());
  }

  const_buffer rest_;  // empty after an error
  std::endian order_;
  bool ok_ = true;
};

}  // namespace naru
