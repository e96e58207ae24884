// close_reason: the reason why a session ended. See session::on_closed.
//
//     void on_closed(naru::close_reason reason) override {
//       log("{} left: {}", name_, naru::describe(reason));
//     }
#pragma once

#include <naru/detail/export.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace naru {

enum class close_reason : std::uint8_t {
  closed_by_program,  ///< session::close
  aborted,            ///< session::abort
  server_stopped,     ///< the server, or the client, was stopped or destroyed

  peer_closed,        ///< the peer finished sending
  peer_reset,         ///< the peer, or the way to it, is gone
  connection_failed,  ///< any other error of the connection: see session::close_error

  handshake_timeout,  ///< no whole message came in time after the connection
  message_timeout,    ///< the rest of a message did not come in time
  idle_timeout,       ///< nothing came for too long
  write_timeout,      ///< the peer did not take what was sent for too long

  message_too_large,    ///< larger than message_size_max
  message_malformed,    ///< the framing refused it: no size, or less than its own header
  proxy_header_bad,     ///< not the header of the PROXY protocol that was required
  rate_exceeded,        ///< more bytes or messages per second than are allowed
  memory_limit,         ///< it needed more, and all sessions together hold memory_max already
  send_queue_overflow,  ///< more than send_queue_max waited, and the policy ends the session
  handler_failed,       ///< an exception left one of the session's own functions
  out_of_memory,        ///< there was no memory to receive, to send, or in one of its functions
  too_many_sessions,    ///< for this address; only counted, because the session never began
};

/// The number of reasons. A new reason also needs words in `describe`, and a decision whether a
/// client connects again after it.
inline constexpr std::size_t close_reasons =
    static_cast<std::size_t>(close_reason::too_many_sessions) + 1;

/// A few words in English for a log: "the peer finished sending".
[[nodiscard]] NARU_API std::string_view describe(close_reason reason) noexcept;

}  // namespace naru
