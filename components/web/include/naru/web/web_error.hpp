// web_error: why a WebSocket or the handshake before it cannot go on.
//
//     void on_closed(naru::close_reason reason) override {
//       if (close_error() == naru::web_error::message_too_big) …
//     }
//
// From 1000 on the numbers are those of RFC 6455, section 7.4, and of the close frame that is sent
// to the peer or came from it. A close frame with 1000 or 1001, without a number, or with a number
// of the program's own (3000 to 4999) is no error: the stream ends with error::end_of_stream.
#pragma once

#include <system_error>

namespace naru {

enum class web_error {
  /// The request, or the answer to it, is not the HTTP that is expected.
  bad_head = 1,
  /// The request was for a page, and it was answered. No WebSocket begins.
  page_served,
  /// The request was understood and refused: no such path, another origin, another version.
  request_refused,
  /// The server answered the client's request with something else than a WebSocket.
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

/// The category of naru::web_error.
[[nodiscard]] const std::error_category& web_category() noexcept;

/// Makes `naru::web_error` convertible to std::error_code.
[[nodiscard]] std::error_code make_error_code(web_error value) noexcept;

}  // namespace naru

template <>
struct std::is_error_code_enum<naru::web_error> : std::true_type {};
