// web_error: why a WebSocket or the handshake before it cannot go on, as a condition that an error
// code is compared with.
//
//     void on_closed(naru::close_reason reason) override {
//       if (close_error() == naru::web_error::message_too_big) …
//     }
//
// The code itself keeps the detail: the status with which a client was answered, or why a server
// has refused a request. So message() tells more than the condition: "the server answered 401
// Unauthorized, and with no WebSocket". Compare with the condition, and log the message.
//
// From 1000 on the numbers are those of RFC 6455, section 7.4, and of the close frame that is sent
// to the peer or came from it. A close frame with 1000 or 1001, without a number, or with a number
// of the program's own (3000 to 4999) is no error: the stream ends with error::end_of_stream.
#pragma once

#include <system_error>

namespace naru {

/// The conditions of WebSocket and its handshake.
enum class web_error {
  /// The request, or the answer to it, is not the HTTP that is expected.
  bad_head = 1,
  /// The request was for a page, and it was answered. No WebSocket begins, and a server of sessions
  /// counts the connection neither as a session nor as refused.
  page_served,
  /// The request was understood and refused, for which the message has the reason: the token, the
  /// path, the host, the origin, the version, or a limit.
  request_refused,
  /// The server answered the client's request with something else than a WebSocket. The message has
  /// the status.
  no_web_socket,

  protocol_error = 1002,
  unsupported_data = 1003,  ///< text where only binary messages are taken, or the reverse
  abnormal_end = 1006,      ///< the connection ended without a close frame
  invalid_text = 1007,      ///< text that is not UTF-8, or a message that cannot be inflated
  policy_violation = 1008,
  message_too_big = 1009,
  extension_missing = 1010,  ///< the peer wanted an extension
  internal_error = 1011,     ///< the peer failed
  other_close = 1015,        ///< the peer closed with another number that tells of a failure
};

/// The category of the codes that WebSocket reports.
[[nodiscard]] const std::error_category& web_category() noexcept;

/// Makes a web_error comparable with a std::error_code.
[[nodiscard]] std::error_condition make_error_condition(web_error value) noexcept;

}  // namespace naru

template <>
struct std::is_error_condition_enum<naru::web_error> : std::true_type {};
