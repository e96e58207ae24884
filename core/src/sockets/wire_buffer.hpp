// wire_buffer: the memory of a layered stream for bytes on their way to or from the stream below.
//
// It takes its memory when it needs some, and gives it back while nothing is on its way, so an idle
// connection holds none. Spare memory is kept for all streams of the process: a transfer of a
// program that has warmed up allocates nothing.
#pragma once

#include <naru/buffer.hpp>

#include <cassert>
#include <cstddef>
#include <memory>
#include <span>

namespace naru::detail {

/// The memory of one buffer. Two records of TLS with the most that they may hold fit into it
/// nearly.
inline constexpr std::size_t wire_buffer_bytes = std::size_t{32} * 1024;
/// The number of buffers that are kept without use.
inline constexpr std::size_t spare_wire_buffers_max = 64;

class wire_buffer {
 public:
  wire_buffer() = default;
  wire_buffer(const wire_buffer&) = delete;
  wire_buffer& operator=(const wire_buffer&) = delete;
  ~wire_buffer() { drop_all(); }

  [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
  /// The bytes that are in it, in their order.
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
    return {memory_.get() + begin_, end_ - begin_};
  }
  /// The place for more bytes. Empty if there is no memory: make_room comes first.
  [[nodiscard]] mutable_buffer room() const noexcept {
    return memory_ ? mutable_buffer(memory_.get() + end_, wire_buffer_bytes - end_)
                   : mutable_buffer();
  }

  /// Takes memory if there is none. Returns false if none is left.
  [[nodiscard]] bool make_room() noexcept;
  /// Notes bytes that were written into room().
  void add(std::size_t bytes) noexcept {
    assert(bytes <= room().size());
    end_ += bytes;
  }
  /// Copies as much of `more` as fits. Returns the number of bytes.
  std::size_t append(std::span<const std::byte> more) noexcept;
  /// Drops the first bytes.
  void take(std::size_t bytes) noexcept {
    assert(bytes <= end_ - begin_);
    begin_ += bytes;
    if (empty()) begin_ = end_ = 0;
  }
  /// Drops all bytes, and gives the memory back.
  void drop_all() noexcept;

 private:
  std::unique_ptr<std::byte[]> memory_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace naru::detail
