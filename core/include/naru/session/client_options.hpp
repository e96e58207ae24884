// client_options: the server that a client connects to, and the client's limits. Every limit has
// its default here, in connect_options or in session_options.
#pragma once

#include <naru/connect_options.hpp>
#include <naru/session/session_observer.hpp>
#include <naru/session/session_options.hpp>
#include <naru/transport.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <system_error>

namespace naru {

/// How a client goes on when it could not connect, or has lost its session. The wait doubles each
/// time, from delay_min to delay_max, and begins anew after a session that has lasted for
/// delay_max. A random part of the wait, up to a half, is left out, so that a thousand clients of
/// a server that restarts do not come back at the same moment.
struct reconnect_options {
  std::chrono::milliseconds delay_min{100};                        ///< the first wait
  std::chrono::milliseconds delay_max = std::chrono::seconds(10);  ///< the longest wait
  /// The number of attempts in a row that may fail; 0: no limit. 1: the client never tries again.
  std::size_t attempts_max = 0;
  /// The seed of the random part; 0: another one each time.
  std::uint32_t seed = 0;
};

/// The reason why a client has no session, and what comes next.
struct attempt_failure {
  std::error_code error;           ///< of tcp_connector::connect, or of the transport's handshake
  std::size_t attempts;            ///< the number that failed in a row
  bool given_up;                   ///< true: the client makes no other attempt
  std::chrono::milliseconds next;  ///< the time until the next attempt
};

struct client_options {
  /// A name or an address in numbers. Not empty.
  std::string host;
  std::uint16_t port = 0;  ///< the server's, 1 to 65,535
  /// For one attempt, with all addresses of the host together: see connect_options::timeout. The
  /// handshake of the transport belongs to the attempt.
  connect_options connecting = {};
  /// For each session. handshake_timeout and require_proxy_header concern servers and have no
  /// effect; idle_timeout is off unless it is set.
  session_options sessions = {};
  /// The way in which the client goes on when it could not connect, or has lost its session.
  reconnect_options reconnect = {};
  /// Called on a thread that runs the proactor when an attempt has failed.
  // Said, or GCC warns of {.host = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  std::function<void(const attempt_failure&)> on_attempt_failed = {};
  /// Is told what becomes of each connection; may be null.
  // Said, or GCC warns of {.host = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  std::shared_ptr<session_observer> observer = {};
  /// What stands between the session and TCP: by default nothing.
  naru::transport transport = {};
};

}  // namespace naru
