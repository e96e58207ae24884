// conversation: a WebSocket layer over a TCP connection, moved by one coroutine. It does one thing
// at a time, which is enough for an echo.
#pragma once

#include <naru/detail/stream_layer.hpp>
#include <naru/task.hpp>
#include <naru/tcp_stream.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace peer {

class conversation {
 public:
  conversation(naru::tcp_stream stream, std::unique_ptr<naru::detail::stream_layer> layer)
      : stream_(std::move(stream)), layer_(std::move(layer)) {}

  /// Ends once the handshake is complete, or with its error.
  naru::task<std::error_code> begin();
  /// Gives plain bytes, at least one, or the error or end behind them.
  naru::task<std::error_code> read(std::string& plain);
  naru::task<std::error_code> write(std::string_view plain);
  /// Sends a close frame, and waits for the peer's.
  naru::task<std::error_code> end();
  /// Sends the last output, whatever has failed, and ends the TCP connection.
  naru::task<> finish();

 private:
  naru::task<std::error_code> flush();
  naru::task<std::error_code> receive();

  naru::tcp_stream stream_;
  std::unique_ptr<naru::detail::stream_layer> layer_;
  std::array<std::byte, 65'536> wire_{};
  std::span<const std::byte> fed_;  // what has come and was not taken
};

}  // namespace peer
