// web_socket_layer: RFC 6455 as a layer between a session and its connection.
//
// How it ends: a close frame that the peer sends is answered with one, and gives the end of the
// stream or an error behind the bytes that came before it. What the peer may not send is answered
// with a close frame, too, and everything after it is dropped.
#pragma once

#include <naru/detail/byte_queue.hpp>
#include <naru/detail/stream_layer.hpp>
#include <naru/web/web_error.hpp>

#include <memory>
#include <vector>

#include "web/web_socket/frame_reader.hpp"
#include "web/web_socket/frame_writer.hpp"
#include "web/web_socket/handshake.hpp"

namespace naru::detail {

/// The frames of this end and of the other one.
struct frame_settings {
  bool is_client = false;
  web_socket_messages messages = web_socket_messages::bytes;
  std::size_t message_size_max = 0;
  std::shared_ptr<compression_pool> compression = nullptr;  // for what the other end agrees to
};

class web_socket_layer final : public stream_layer {
 public:
  web_socket_layer(std::unique_ptr<handshake> opening, const frame_settings& settings);

  std::error_code start() override;
  [[nodiscard]] bool is_established() const noexcept override { return !opening_; }
  layer_progress feed(std::span<const std::byte> wire) override;
  std::error_code feed_end() override;
  layer_progress read(std::span<std::byte> plain) override;
  [[nodiscard]] bool has_plain() const noexcept override;
  layer_progress write(std::span<const std::byte> plain) override;
  std::error_code end() override;
  [[nodiscard]] std::span<const std::byte> output() const noexcept override {
    return output_.bytes();
  }
  void drop_output(std::size_t bytes) noexcept override;
  void release_memory() noexcept override;

  /// The plain bytes that are kept until they are read, about.
  static constexpr std::size_t plain_max = 64 * 1024;

 private:
  std::size_t take_opening(std::span<const std::byte> wire);
  std::size_t take_frames(std::span<const std::byte> wire);
  void take_control(const control_frame& control);
  void take_close(std::span<const std::byte> payload);
  void send_pong(std::span<const std::byte> payload);
  void send_waiting_pong();
  void send_close(std::uint16_t number);
  void fail(std::error_code error) noexcept;
  /// Sends a close frame with the number of the error.
  void refuse(web_error error);
  [[nodiscard]] bool has_ended() const noexcept { return static_cast<bool>(ended_); }

  void end_opening() noexcept;

  const frame_settings settings_;
  std::unique_ptr<handshake> opening_;  // null once it is complete
  frame_reader reader_;
  frame_writer writer_;
  byte_queue plain_;
  byte_queue output_;
  std::vector<std::byte> waiting_pong_;  // the payload of the newest ping
  bool pong_waits_ = false;
  bool close_sent_ = false;
  std::error_code ended_;  // nothing is taken any more: what read tells behind the plain bytes
};

}  // namespace naru::detail
