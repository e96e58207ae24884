// frame_writer: makes frames of what a session writes.
#pragma once

#include <naru/detail/byte_queue.hpp>
#include <naru/web/web_socket_options.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "web/text/utf8_repair.hpp"
#include "web/web_socket/deflate/compression_pool.hpp"
#include "web/web_socket/frame_header.hpp"
#include "web/web_socket/mask_source.hpp"

namespace naru::detail {

class frame_writer {
 public:
  frame_writer(web_socket_messages messages, bool is_client) : messages_(messages) {
    if (is_client) masks_.emplace();
  }

  /// Messages are compressed from now on, with windows of at most so many bits. The pool must
  /// outlive the writer.
  void use_deflate(compression_pool& pool, int window_bits) noexcept {
    compression_ = &pool;
    window_bits_ = window_bits;
  }

  /// Where output is kept until it is sent; beyond `output_max` bytes nothing is added to it but
  /// control frames.
  static constexpr std::size_t output_max = 64 * 1024;

  /// Takes bytes from the front of `plain` and appends frames. In lines, what is not UTF-8 becomes
  /// U+FFFD, because a browser would close the connection. Throws std::bad_alloc.
  [[nodiscard]] std::size_t write(std::span<const std::byte> plain, byte_queue& output);
  /// Appends a control frame of at most 125 bytes.
  void write_control(frame_opcode opcode, std::span<const std::byte> payload, byte_queue& output);
  /// Appends a close frame with that number.
  void write_close(std::uint16_t number, byte_queue& output);

 private:
  [[nodiscard]] std::size_t write_line(std::span<const std::byte> plain, byte_queue& output);
  void write_data(frame_header header, std::span<const std::byte> payload, byte_queue& output);
  [[nodiscard]] bool write_compressed(frame_header header, std::span<const std::byte> payload,
                                      byte_queue& output);
  void write_frame(frame_header header, std::span<const std::byte> payload, byte_queue& output);

  web_socket_messages messages_;
  std::optional<mask_source> masks_;
  bool in_line_ = false;  // the last frame began a line or went on with it
  utf8_repair text_;      // of that line
  compression_pool* compression_ = nullptr;
  int window_bits_ = 0;
  bool is_compressed_ = false;  // the message whose last frame has not been written
};

}  // namespace naru::detail
