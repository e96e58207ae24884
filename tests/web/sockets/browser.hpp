// What the tests of WebSockets on sockets share: a peer that speaks WebSocket by hand, so that it
// can break its rules, and sessions of lines.
#pragma once

#include "sessions.hpp"

#include <naru/web/web_error.hpp>
#include <naru/web/web_socket.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace web_tests {

/// A client that sends and receives the bytes of a WebSocket itself.
class browser {
 public:
  browser(naru::proactor& proactor, const naru::endpoint& server) : peer_(proactor, server) {}

  bool send(std::string_view raw) { return peer_.send(contract::bytes_of(raw)); }
  /// Sends the request and returns the head of the answer, with its empty line.
  std::string open(std::string_view more_fields = {});
  /// The next `size` bytes, or fewer if the connection ends before.
  std::string receive(std::size_t size);
  /// Everything up to the end of the connection.
  std::string receive_all() { return receive(2 * contract::mebibyte); }
  [[nodiscard]] contract::peer& connection() { return peer_; }

 private:
  contract::peer peer_;
};

/// What an observer was told of connections that became no session.
class failed_handshakes final : public naru::session_observer {
 public:
  void on_refused(const naru::endpoint&, refusal why) override;
  void on_handshake_failed(const naru::endpoint&, const std::error_code& error) override;
  [[nodiscard]] std::ptrdiff_t count(refusal why) const;
  [[nodiscard]] std::vector<std::error_code> errors() const;

 private:
  mutable std::mutex mutex_;  // guards the members below
  std::vector<refusal> refusals_;
  std::vector<std::error_code> errors_;
};

/// Records each line, and sends it back if it is told to.
class line_session final : public naru::session<naru::delimited<>> {
 public:
  line_session(contract::journal& written, bool echoes) : written_(written), echoes_(echoes) {}

 private:
  void on_connected() override;
  void on_message(naru::const_buffer line) override;
  void on_closed(naru::close_reason reason) override { written_.closed(reason); }

  contract::journal& written_;
  const bool echoes_;
};

/// Options of a client of that server.
[[nodiscard]] naru::client_options to(const naru::endpoint& server, naru::transport through);
/// A WebSocket of binary messages, for servers.
[[nodiscard]] naru::transport of_bytes(naru::web_socket_server_options options = {});

}  // namespace web_tests
