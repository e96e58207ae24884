// message_run: the messages that a connection sends one after the other, over and over, as bytes;
// and what must come back. Framed messages (--framed) follow their length in four bytes, the most
// significant one first, and are numbered, so that none can be missing, torn or out of turn unseen.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "options.hpp"

namespace bench {

class message_run {
 public:
  /// `count` messages until it begins again; from anywhere, at least `span_max` bytes in one piece.
  message_run(const options& chosen, std::size_t count, std::size_t span_max);

  /// Bytes of one message, with its frame.
  [[nodiscard]] std::size_t message_size() const noexcept { return message_size_; }
  /// Bytes until it begins again.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// The bytes from `position` on, at most span_max.
  [[nodiscard]] std::span<const std::byte> at(std::size_t position, std::size_t bytes) const {
    return std::span(bytes_).subspan(position, bytes);
  }
  /// Where the connection is when `bytes` more have passed.
  [[nodiscard]] std::size_t after(std::size_t position, std::size_t bytes) const noexcept {
    return (position + bytes) % size_;
  }

  /// Throws std::runtime_error where framed messages came back as something else.
  void check(std::size_t position, std::span<const std::byte> received) const;

 private:
  std::size_t message_size_;
  std::size_t size_;
  bool framed_;
  std::vector<std::byte> bytes_;
};

}  // namespace bench
