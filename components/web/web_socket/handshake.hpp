// handshake: what stands before the frames of a WebSocket, on the server's side and the client's.
#pragma once

#include <naru/detail/byte_queue.hpp>
#include <naru/detail/stream_layer.hpp>
#include <naru/web/web_socket_options.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "web/http/head_scanner.hpp"
#include "web/web_socket/deflate/negotiation.hpp"

namespace naru::detail {

struct handshake_progress {
  std::error_code error;
  std::size_t bytes = 0;  // that were taken; what follows them belongs to the frames
  bool complete = false;
};

class handshake {
 public:
  handshake(const handshake&) = delete;
  handshake& operator=(const handshake&) = delete;
  virtual ~handshake() = default;

  /// Called once, before take.
  virtual void begin(byte_queue& output) = 0;
  /// Takes what the peer has sent, until the handshake is complete. Throws std::bad_alloc.
  [[nodiscard]] handshake_progress take(std::span<const std::byte> wire, byte_queue& output);
  /// Appends the next piece of an answer that is too long for the output. Called when `output` is
  /// empty. Throws std::bad_alloc.
  virtual void append_more(byte_queue& output) = 0;
  /// Whether and how messages are compressed, once the handshake is complete.
  [[nodiscard]] const std::optional<deflate_agreement>& deflate() const noexcept {
    return deflate_;
  }

 protected:
  explicit handshake(const http_limits& limits) noexcept : limits_(limits) {}

  [[nodiscard]] const http_limits& limits() const noexcept { return limits_; }
  void agree(const std::optional<deflate_agreement>& deflate) noexcept { deflate_ = deflate; }

 private:
  /// The head is complete, or it was refused with this status: 400 or 431.
  virtual std::error_code end(std::string_view head, byte_queue& output) = 0;
  virtual std::error_code refuse(unsigned status, byte_queue& output) = 0;

  const http_limits limits_;
  std::string head_;
  head_scanner scanner_;
  std::optional<deflate_agreement> deflate_;
};

[[nodiscard]] std::unique_ptr<handshake> make_server_handshake(
    std::shared_ptr<const web_socket_server_options> options, const layered_connection& on);
[[nodiscard]] std::unique_ptr<handshake> make_client_handshake(
    std::shared_ptr<const web_socket_client_options> options, const layered_connection& on);

/// The answer to a Sec-WebSocket-Key.
[[nodiscard]] std::string accept_key(std::string_view key);

}  // namespace naru::detail
