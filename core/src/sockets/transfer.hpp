// transfer: one direction of a stream. It has the operation that has the place of this direction,
// and what is left of its buffers. It belongs to the stream and not to the operation, because a
// stream has at most one receive and one send.
//
// A piece is the part of a transfer that one request moves. A look is a call to the system that a
// cancelled transfer still makes, to take what the system holds.
#pragma once

#include <naru/operation.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

#include "values/buffer_cursor.hpp"

namespace naru::detail {

/// About the number of bytes that one request of a send or of an exact receive moves at most. Other
/// sockets are served between two pieces. Only the completion port keeps to it exactly if a request
/// has several buffers.
inline constexpr std::size_t piece_bytes_max = std::size_t{1} << 20U;

/// The number of looks after a cancel. They are enough to take everything that a socket can hold.
/// The number is limited because a fast peer may send or take more meanwhile.
inline constexpr std::uint8_t looks_after_cancel = 8;

/// How much of its buffers a transfer must move before it ends.
enum class extent : std::uint8_t { some, all };

template <class Buffer>
struct transfer {
  /// Starts again for the operation that has just taken the place.
  void begin(std::span<const Buffer> buffers, extent amount) noexcept {
    assert(pending != nullptr);
    left = buffer_cursor<Buffer>(buffers);
    moved = 0;
    wanted = amount;
    asked = false;
    cancelled = false;
    looks = 0;
  }

  void advance(std::size_t bytes) noexcept {
    left.advance(bytes);
    moved += bytes;
  }

  /// Call this before each call to the system. True if a cancelled transfer has made all its looks.
  [[nodiscard]] bool has_looked_enough() noexcept {
    return cancelled && looks++ == looks_after_cancel;
  }

  operation* pending = nullptr;  // until it has its result
  buffer_cursor<Buffer> left{{}};
  std::size_t moved = 0;
  extent wanted = extent::some;
  bool asked = false;  // the backend was asked to start; otherwise there is nothing to cancel
  bool cancelled = false;
  std::uint8_t looks = 0;  // looks since the cancel
};

}  // namespace naru::detail
