// transfer: one direction of a stream: the operation that has the place there, and what is left of
// its buffers. It belongs to the stream and not to the operation, because a stream has one receive
// and one send at most.
#pragma once

#include <naru/operation.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>

#include "values/buffer_cursor.hpp"

namespace naru::detail {

/// About the most bytes that one request of a send or of an exact receive moves, however large that
/// is. Other sockets are served between two pieces. Only the completion port bounds a request of
/// several buffers exactly.
inline constexpr std::size_t piece_bytes_max = std::size_t{1} << 20U;

/// How often a cancelled transfer still asks the system. That is enough to take everything that a
/// socket can hold, and it ends although a fast peer sends or takes more meanwhile.
inline constexpr std::uint8_t looks_after_cancel = 8;

/// How much of its buffers a transfer has to move before it ends.
enum class extent : std::uint8_t { some, all };

template <class Buffer>
struct transfer {
  /// For the operation that has just taken the place.
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

  /// Asked before each call to the system. True if a cancelled transfer has made all the calls that
  /// it may make.
  [[nodiscard]] bool has_looked_enough() noexcept {
    return cancelled && looks++ == looks_after_cancel;
  }

  operation* pending = nullptr;  // until just before its completion function runs
  buffer_cursor<Buffer> left{{}};
  std::size_t moved = 0;
  extent wanted = extent::some;
  bool asked = false;  // the backend was asked to start: only then is there something to cancel
  bool cancelled = false;
  std::uint8_t looks = 0;  // calls to the system since the cancel
};

}  // namespace naru::detail
