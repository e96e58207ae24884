// Compression of messages by DEFLATE, each for itself: no message refers to one before it.
//
// CMake chooses between two sources: zlib/compression.cpp, and no_zlib/compression.cpp, by which
// there is no compression.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <span>

namespace naru::detail {

/// Tells whether there is compression. If not, the functions below return null.
[[nodiscard]] bool has_compression() noexcept;

/// Compresses the payloads of frames.
class deflater {
 public:
  deflater(const deflater&) = delete;
  deflater& operator=(const deflater&) = delete;
  virtual ~deflater() = default;

  /// The payload of a frame, compressed; valid until the next call. `is_final`: the frame is the
  /// last of its message. Throws std::bad_alloc.
  [[nodiscard]] virtual std::span<const std::byte> deflate(std::span<const std::byte> payload,
                                                           bool is_final) = 0;
  /// As make_deflater got it.
  [[nodiscard]] virtual int window_bits() const noexcept = 0;

 protected:
  deflater() = default;
};

/// How far an inflater has come.
struct inflated {
  bool good = true;                  // false: that is no DEFLATE, and nothing may follow
  std::size_t bytes = 0;             // that were taken
  std::span<const std::byte> plain;  // the beginning of the room that was given
};

/// Inflates messages that come in pieces.
class inflater {
 public:
  inflater(const inflater&) = delete;
  inflater& operator=(const inflater&) = delete;
  virtual ~inflater() = default;

  /// Room for plain bytes. It belongs to the caller, so that an inflater is small.
  using plain_room = std::array<std::byte, std::size_t{16} * 1024>;

  /// Takes from the front of `piece`. If it fills the room, there may be more to come, even if all
  /// of `piece` was taken. Throws std::bad_alloc.
  [[nodiscard]] virtual inflated take(std::span<const std::byte> piece, plain_room& room) = 0;
  /// The message is complete. Gives its last plain bytes, and is ready for the next message. Not
  /// good, with no plain bytes, if the message was cut off. Throws std::bad_alloc.
  [[nodiscard]] virtual inflated finish(plain_room& room) = 0;

 protected:
  inflater() = default;
};

/// `level`: 1 to 9. `window_bits`: the base-2 logarithm of how far a message refers back, 9 to 15.
/// Both throw std::bad_alloc.
[[nodiscard]] std::unique_ptr<deflater> make_deflater(int level, int window_bits);
[[nodiscard]] std::unique_ptr<inflater> make_inflater();

}  // namespace naru::detail
