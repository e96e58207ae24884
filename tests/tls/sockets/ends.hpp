// Helpers of the tests of naru::tls on connections: certificates for the loopback address, streams,
// clients and observers.
//
// The order of declarations in a test is that of support.hpp and sessions.hpp.
#pragma once

#include "certificates.hpp"
#include "sessions.hpp"

#include <naru/session/session_observer.hpp>
#include <naru/tls/tls_client.hpp>
#include <naru/tls/tls_error.hpp>
#include <naru/tls/tls_server.hpp>
#include <naru/tls/tls_stream.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <string_view>
#include <system_error>
#include <vector>

namespace tls_tests {

/// A certificate of the common authority for localhost and 127.0.0.1.
[[nodiscard]] naru::tls_certificate at_loopback(const std::string& subject = "a server");
/// A server that has such a certificate, and a client that trusts the common authority only.
[[nodiscard]] naru::tls_server loopback_server();
[[nodiscard]] naru::tls_client trusting_client();

/// The two ends of a connection with TLS on both.
struct secure_pair {
  explicit secure_pair(naru::proactor& proactor)
      : secure_pair(contract::connected_pair(proactor), loopback_server(), trusting_client()) {}
  secure_pair(contract::connected_pair plain, const naru::tls_server& at_server,
              const naru::tls_client& at_client)
      : client(std::move(plain.client), at_client, "localhost"),
        server(std::move(plain.server), at_server) {}

  naru::tls_stream client;
  naru::tls_stream server;
};

/// The result of the handshake of one side, while the proactor runs both.
[[nodiscard]] std::error_code shake_hands(naru::proactor& proactor, naru::tls_stream& stream);

/// What a server was told of connections that became no session.
class refusals final : public naru::session_observer {
 public:
  using refusal = naru::session_observer::refusal;

  void on_refused(const naru::endpoint&, refusal why) override;
  void on_handshake_failed(const naru::endpoint&, const std::error_code& error) override;
  [[nodiscard]] std::size_t count(refusal why) const;
  [[nodiscard]] std::vector<std::error_code> errors() const;

 private:
  mutable std::mutex mutex_;  // guards the members below
  std::vector<refusal> all_;
  std::vector<std::error_code> errors_;
};

/// A client to 127.0.0.1 that comes back soon.
[[nodiscard]] naru::client_options to(const naru::endpoint& server, const naru::transport& through);

/// A client of scripted sessions, with its failed attempts.
struct guest {
  guest(naru::proactor& proactor, naru::client_options options, contract::script text);

  [[nodiscard]] std::error_code last_failure() const;

  contract::journal written;
  contract::script lines;
  std::atomic<int> failures{0};
  mutable std::mutex mutex;  // guards failure
  std::error_code failure;
  naru::client<contract::scripted_session> client;

 private:
  naru::client_options watched(naru::client_options options);
};

/// What a client says first.
[[nodiscard]] contract::script saying(std::string_view text);

}  // namespace tls_tests
