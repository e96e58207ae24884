// packet_writer: puts the fields of a packet into memory of the caller, as packet_reader reads
// them.
//
//     std::array<std::byte, 256> storage;
//     naru::packet_writer body(storage);
//     body.write(target);  // a std::uint32_t
//     body.write_text("hello");
//     if (body.ok()) session.send({.id = talk, .body = body.bytes()});
//
// Numbers are little-endian, or big-endian if the constructor is told so. The type of a value
// decides how many bytes are written: write<std::uint16_t>(0) writes two.
//
// An error is sticky: there is no room for a field, a size or a number does not fit into its bytes,
// or fail was called. After it nothing more is written, and bytes() is empty.
//
// Nothing throws and nothing allocates. A type of the program's own that writes itself needs no
// memory at all: session::send writes it right into the queue. See packet_traits.
//
// Thread-safety: as for an int.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/copy_bytes.hpp>
#include <naru/detail/integer_bytes.hpp>
#include <naru/detail/packet_field.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace naru {

class packet_writer {
 public:
  /// `room` must outlive the use of the writer and of bytes().
  explicit packet_writer(mutable_buffer room, std::endian order = std::endian::little) noexcept
      : out_(room.data()), size_max_(room.size()), order_(order) {}
  /// A writer that only counts. More than `size_max` bytes are an error.
  [[nodiscard]] static packet_writer counting(std::size_t size_max) noexcept {
    packet_writer counter{mutable_buffer()};
    counter.size_max_ = size_max;
    return counter;
  }

  /// Integers, bools, floats, doubles, and enums whose underlying type is fixed.
  template <detail::packet_field... T>
    requires(sizeof...(T) != 0)
  void write(T... values) noexcept {
    (write_bits<sizeof(T)>(detail::to_bits<sizeof(T)>(values)), ...);
  }
  /// An integer that takes only `Width` bytes: write<std::uint32_t, 3>(value). It is an error if it
  /// does not fit.
  template <class T, std::size_t Width>
    requires detail::narrowed_to<T, Width>
  void write(T value) noexcept {
    const auto bits = detail::to_bits<Width>(value);
    if (detail::widened<Width, T>(bits) != value) return fail();
    write_bits<Width>(bits);
  }

  /// A text after its size in bytes. It is an error if the type `Size` cannot express the size.
  template <detail::packet_size Size = std::uint16_t>
  void write_text(std::string_view text) noexcept {
    write_bytes<Size>(naru::buffer(text));
  }
  /// Works like write_text, for bytes that are not text.
  template <detail::packet_size Size = std::uint16_t>
  void write_bytes(const_buffer bytes) noexcept {
    write_count<Size>(bytes.size());
    write_raw(bytes);
  }
  /// The bytes alone, without a size before them.
  void write_raw(const_buffer bytes) noexcept {
    if (const mutable_buffer room = claim(bytes.size()); !room.empty()) {
      detail::copy_bytes(bytes, room);
    }
  }
  /// Memory for the next `size` bytes, all of which the caller writes. Empty after an error, and if
  /// the writer only counts. For libraries that write into memory by themselves.
  [[nodiscard]] mutable_buffer claim(std::size_t size) noexcept {
    if (size > size_max_ - size_) {
      fail();
      return {};
    }
    size_ += size;
    if (!ok_ || out_ == nullptr) return {};
    return {out_ + (size_ - size), size};
  }
  /// The number of elements that follow. It is an error if the type `Size` cannot express it.
  template <detail::packet_size Size = std::uint16_t>
  void write_count(std::size_t count) noexcept {
    if (count > (std::numeric_limits<Size>::max)()) return fail();
    write(static_cast<Size>(count));
  }

  /// Writes a field anew that was written at `position` before, such as a count that is known only
  /// at the end. It is an error if nothing was written there.
  template <detail::packet_field T>
  void overwrite(std::size_t position, T value) noexcept {
    if (!ok_ || position > size_ || sizeof(T) > size_ - position) return fail();
    if (out_ == nullptr) return;
    detail::write_integer(order_, detail::to_bits<sizeof(T)>(value),
                          std::span<std::byte, sizeof(T)>(out_ + position, sizeof(T)));
  }

  /// Tells the writer of an error that it cannot see.
  void fail() noexcept {
    ok_ = false;
    size_max_ = size_;
  }

  /// True if there was no error so far.
  [[nodiscard]] bool ok() const noexcept { return ok_; }
  /// How many bytes were written, or counted, before an error.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Everything that was written. Empty after an error, so that no part of a packet is sent.
  [[nodiscard]] const_buffer bytes() const noexcept {
    return ok_ && out_ != nullptr ? const_buffer(out_, size_) : const_buffer();
  }

 private:
  template <std::size_t Width>
  void write_bits(detail::integer_of_bytes<Width> bits) noexcept {
    const mutable_buffer room = claim(Width);
    if (!room.empty()) detail::write_integer(order_, bits, room.first<Width>());
  }

  std::byte* out_;        // null if the writer only counts
  std::size_t size_max_;  // equals size_ after an error
  std::size_t size_ = 0;
  std::endian order_;
  bool ok_ = true;
};

}  // namespace naru
