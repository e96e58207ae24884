// web_code: makes the error codes of WebSocket.
#pragma once

#include <naru/web/web_error.hpp>

#include <system_error>

namespace naru::detail {

/// The code of a condition of which no more is known.
[[nodiscard]] std::error_code web_code(web_error what) noexcept;
/// web_error::request_refused: a server has refused a request with this status.
[[nodiscard]] std::error_code refused_with(unsigned status) noexcept;
/// web_error::no_web_socket: a client was answered with this status, or with 101 and something else
/// than it asked for.
[[nodiscard]] std::error_code answered_with(unsigned status) noexcept;

}  // namespace naru::detail
