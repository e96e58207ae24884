// session_observer: is told what becomes of the connections of a server or client, for a log, for
// statistics, or for a list of addresses that misbehave.
//
//     class access_log : public naru::session_observer {
//       void on_closed(const naru::session_base& session, const summary& was) override {
//         log("{} {}: {} messages", session.remote_endpoint().to_string(),
//             naru::describe(was.reason), was.messages_received);
//       }
//       void on_refused(const naru::endpoint& peer, refusal why) override {
//         log("{} {}", peer.to_string(), naru::describe(why));
//       }
//     };
//     options.observer = std::make_shared<access_log>();
//
// It is not for the work of a session: session::on_connected and on_closed are. For numbers only,
// session_counters cost less. Failures are told to proactor_options::on_failure, too.
//
// Each function does nothing unless it is overridden. Each runs on a thread that runs the proactor,
// for different connections on several threads at once. The library holds no lock meanwhile. The
// connection waits for it, so it must not block. An exception that leaves one of the functions is
// dropped. The first one of a server or client is reported to proactor_options::on_failure.
//
// The server or client shares the observer until the last of its sessions has ended. So the
// observer may be told of an end after a server was destroyed that was not stopped before.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/endpoint.hpp>
#include <naru/session/close_reason.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace naru {

class session_base;

class NARU_API session_observer {
 public:
  /// The reason why a connection has not become an open session.
  enum class refusal : std::uint8_t {
    sessions_max,              ///< server_options::sessions_max
    sessions_per_address_max,  ///< server_options::sessions_per_address_max
    memory_max,                ///< most of server_options::memory_max is in use
    stopping,                  ///< the server or client stops
    factory_refused,           ///< the factory returned null
    factory_failed,            ///< the factory threw, or there was no memory for the session
    handshake_failed,          ///< that of the transport, or no header of a proxy had come
    handshakes_max,            ///< server_options::handshakes_max
  };
  /// The number of them.
  static constexpr std::size_t refusals = static_cast<std::size_t>(refusal::handshakes_max) + 1;

  /// The life of a session in figures. session_base::close_code and close_error tell the rest.
  struct summary {
    /// The reason why it ended.
    close_reason reason;
    /// From the connection to the end, with a precision of the clock.
    std::chrono::nanoseconds lasted;
    /// Bytes on the connection, with everything that surrounds the messages.
    std::uint64_t bytes_received;
    std::uint64_t bytes_sent;
    /// Whole messages.
    std::uint64_t messages_received;
    std::uint64_t messages_sent;
  };

  session_observer() = default;
  session_observer(const session_observer&) = delete;
  session_observer& operator=(const session_observer&) = delete;
  virtual ~session_observer() = default;

  /// The session is open, and its on_connected follows. One call of on_closed follows for each.
  virtual void on_accepted([[maybe_unused]] session_base& session) {}
  /// The session has ended, and its on_closed has returned.
  virtual void on_closed([[maybe_unused]] const session_base& session,
                         [[maybe_unused]] const summary& was) {}
  /// The connection has not become an open session. `peer` is the address that the header of a
  /// proxy told, if it has come.
  virtual void on_refused([[maybe_unused]] const endpoint& peer, [[maybe_unused]] refusal why) {}
  /// An exception left one of the session's own functions, and has ended it. `what` is the text of
  /// the exception.
  virtual void on_handler_failed([[maybe_unused]] const session_base& session,
                                 [[maybe_unused]] std::string_view what) {}
  /// The server could not accept a connection, and goes on. Called at most once within
  /// listen_options::retry_delay, because a peer can make accepts fail.
  virtual void on_accept_failed([[maybe_unused]] const std::error_code& error) {}
  /// The handshake of a server's transport has failed for `error`; timed_out if it took longer than
  /// session_options::handshake_timeout. on_refused with refusal::handshake_failed follows. Neither
  /// is called of a connection that a transport has answered in place of a session, with a page.
  virtual void on_handshake_failed([[maybe_unused]] const endpoint& peer,
                                   [[maybe_unused]] const std::error_code& error) {}
};

/// A few words in English for a log: "its address has too many sessions".
[[nodiscard]] NARU_API std::string_view describe(session_observer::refusal why) noexcept;

}  // namespace naru
