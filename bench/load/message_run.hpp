// message_run: the messages that a connection sends one after the other, over and over, as bytes;
// and the bytes that must come back. Framed messages (--framed) follow their length in four bytes,
// most significant first. They are numbered, so a missing, torn or misplaced message is always
// noticed. A client of a WebSocket sends each message, with its length, in a masked frame, and gets
// it back without one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "options.hpp"

namespace bench {

enum class envelope : std::uint8_t { none, web_socket };

class message_run {
 public:
  /// `count` messages until it begins again. From any position, at least `span_max` bytes are in
  /// one piece.
  message_run(const options& chosen, std::size_t count, std::size_t span_max,
              envelope around = envelope::none);

  /// The number of bytes of one message, with its length and its envelope.
  [[nodiscard]] std::size_t message_size() const noexcept { return message_size_; }
  /// The number of bytes until it begins again.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// The bytes from `position` on, at most span_max.
  [[nodiscard]] std::span<const std::byte> at(std::size_t position, std::size_t bytes) const {
    return std::span(bytes_).subspan(position, bytes);
  }
  /// The position of the connection after `bytes` more.
  [[nodiscard]] std::size_t after(std::size_t position, std::size_t bytes) const noexcept {
    return (position + bytes) % size_;
  }

  /// Throws std::runtime_error if framed messages came back changed.
  void check(std::size_t position, std::span<const std::byte> received) const;

 private:
  void frame(const options& chosen, std::size_t count);

  std::size_t envelope_size_;  // of the frame's header
  std::size_t message_size_;
  std::size_t size_;
  bool framed_;
  std::vector<std::byte> bytes_;
};

}  // namespace bench
