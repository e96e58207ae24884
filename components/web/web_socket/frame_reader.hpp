// frame_reader: takes frames that come in pieces, and makes a stream of plain bytes of them.
//
// The payload of a message goes into the stream as it comes; no message is held back until it is
// whole. So the memory for a message does not depend on the size that the peer has told.
#pragma once

#include <naru/detail/byte_queue.hpp>
#include <naru/web/web_error.hpp>
#include <naru/web/web_socket_options.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "web/text/utf8_checker.hpp"
#include "web/web_socket/deflate/compression_pool.hpp"
#include "web/web_socket/frame_header.hpp"

namespace naru::detail {

/// The frames that may come.
struct frame_rules {
  bool masked = true;  // a client's are, a server's are not
  web_socket_messages messages = web_socket_messages::bytes;
  std::size_t message_size_max = 0;
};

/// A close, a ping or a pong. Its payload is valid until the next call of take.
struct control_frame {
  frame_opcode opcode;
  std::span<const std::byte> payload;
};

class frame_reader {
 public:
  explicit frame_reader(const frame_rules& rules) noexcept : rules_(rules) {}

  /// Messages may come compressed from now on. The pool must outlive the reader.
  void allow_compressed(compression_pool& pool) noexcept { compression_ = &pool; }

  /// The result of take.
  struct progress {
    std::size_t bytes = 0;                 // of `wire`
    std::optional<control_frame> control;  // it came whole, and nothing behind it was taken
    std::optional<web_error> refused;      // nothing may be taken after it
  };
  /// Takes from the front of `wire`: to the end of a frame or of `wire`, or less, as soon as
  /// inflating has added so much to `plain` that it should be read. Throws std::bad_alloc.
  [[nodiscard]] progress take(std::span<const std::byte> wire, byte_queue& plain);
  /// Gives back the memory of the inflating. Nothing may be taken after it.
  void stop() noexcept { inflater_.reset(); }

 private:
  [[nodiscard]] std::size_t take_header(std::span<const std::byte> wire) noexcept;
  [[nodiscard]] std::optional<web_error> begin_frame() noexcept;
  [[nodiscard]] std::optional<web_error> begin_message(frame_opcode opcode) noexcept;
  [[nodiscard]] std::optional<web_error> check_size() noexcept;
  [[nodiscard]] std::size_t take_payload(std::span<const std::byte> piece, byte_queue& plain,
                                         std::optional<web_error>& refused);
  [[nodiscard]] std::optional<web_error> take_data(std::span<const std::byte> piece,
                                                   byte_queue& plain);
  [[nodiscard]] std::size_t take_compressed(std::span<const std::byte> piece, byte_queue& plain,
                                            std::optional<web_error>& refused);
  [[nodiscard]] std::optional<web_error> finish_compressed(byte_queue& plain);
  [[nodiscard]] std::optional<web_error> add_inflated(const inflated& more, byte_queue& plain);
  [[nodiscard]] std::optional<web_error> check_text(std::span<const std::byte> added,
                                                    byte_queue& plain);
  void take_control(std::span<const std::byte> piece) noexcept;
  [[nodiscard]] std::optional<web_error> end_frame(byte_queue& plain);
  [[nodiscard]] bool is_text() const noexcept {
    return rules_.messages == web_socket_messages::lines;
  }

  frame_rules rules_;
  std::array<std::byte, frame_header_size_max> header_bytes_{};
  std::size_t header_size_ = 0;  // bytes of the header that have come
  bool in_payload_ = false;
  bool in_message_ = false;
  frame_header frame_;
  std::uint64_t payload_taken_ = 0;
  std::uint64_t message_size_ = 0;  // of the frames whose header has come
  compression_pool* compression_ = nullptr;
  bool is_compressed_ = false;          // the message
  std::uint64_t inflated_size_ = 0;     // of the message
  std::unique_ptr<inflater> inflater_;  // null between messages
  utf8_checker text_;
  std::array<std::byte, control_size_max> control_{};
};

}  // namespace naru::detail
