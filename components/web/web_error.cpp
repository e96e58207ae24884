#include <naru/error.hpp>
#include <naru/web/web_error.hpp>

#include <string>
#include <string_view>

#include "web/http/http_answer.hpp"
#include "web/web_code.hpp"

namespace naru {
namespace {

// Where the statuses of HTTP begin in a code; below stand the values of web_error.
constexpr int answered_base = 10'000;
constexpr int refused_base = 20'000;

const char* text_of(web_error value) noexcept {
  switch (value) {
    case web_error::bad_head:
      return "the head of the request or of the answer is not valid HTTP/1.1";
    case web_error::page_served:
      return "the request was for a page, which was served";
    case web_error::request_refused:
      return "the request was refused";
    case web_error::no_web_socket:
      return "the server did not answer with a WebSocket";
    case web_error::protocol_error:
      return "WebSocket 1002: protocol error";
    case web_error::unsupported_data:
      return "WebSocket 1003: unsupported data";
    case web_error::abnormal_end:
      return "WebSocket 1006: the connection ended without a close frame";
    case web_error::invalid_text:
      return "WebSocket 1007: the text is not UTF-8";
    case web_error::policy_violation:
      return "WebSocket 1008: policy violation";
    case web_error::message_too_big:
      return "WebSocket 1009: the message is too big";
    case web_error::extension_missing:
      return "WebSocket 1010: an extension is missing";
    case web_error::internal_error:
      return "WebSocket 1011: internal error";
    case web_error::other_close:
      return "WebSocket: the peer closed for another failure";
  }
  return "unknown error of a WebSocket";
}

web_error condition_of(int code) noexcept {
  if (code >= refused_base) return web_error::request_refused;
  if (code >= answered_base) return web_error::no_web_socket;
  return static_cast<web_error>(code);
}

std::string with_name(int status) {
  const std::string_view name = detail::status_text(static_cast<unsigned>(status));
  return name.empty() ? std::to_string(status) : std::to_string(status) + ' ' + std::string(name);
}

// A server refuses with each of these statuses for one reason only.
std::string reason_of(int status) {
  switch (status) {
    case 400:
      return "its fields are not those of a handshake of WebSocket";
    case 401:
      return "its token is missing or wrong";
    case 403:
      return "its Origin may not connect";
    case 404:
      return "no WebSocket is at its path";
    case 421:
      return "its Host is not served";
    case 426:
      return "its version of WebSocket is not 13";
    default:
      return with_name(status);
  }
}

std::string text_of_answer(int status) {
  if (status == 101) return "the server answered 101, but not as the client has asked";
  return "the server answered " + with_name(status) + ", and with no WebSocket";
}

class web_error_category final : public std::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "naru.web"; }

  [[nodiscard]] std::string message(int code) const override {
    if (code >= refused_base) {
      return text_of(web_error::request_refused) + (": " + reason_of(code - refused_base));
    }
    if (code >= answered_base) return text_of_answer(code - answered_base);
    return text_of(static_cast<web_error>(code));
  }

  [[nodiscard]] std::error_condition default_error_condition(int code) const noexcept override {
    return {static_cast<int>(condition_of(code)), *this};
  }

  // A conversation that has ended with a page has ended well.
  [[nodiscard]] bool equivalent(int code,
                                const std::error_condition& other) const noexcept override {
    return std::error_category::equivalent(code, other) ||
           (condition_of(code) == web_error::page_served &&
            other == make_error_code(error::end_of_stream).default_error_condition());
  }
};

}  // namespace

const std::error_category& web_category() noexcept {
  static const web_error_category category;
  return category;
}

std::error_condition make_error_condition(web_error value) noexcept {
  return {static_cast<int>(value), web_category()};
}

namespace detail {

std::error_code web_code(web_error what) noexcept {
  return {static_cast<int>(what), web_category()};
}

std::error_code refused_with(unsigned status) noexcept {
  return {refused_base + static_cast<int>(status), web_category()};
}

std::error_code answered_with(unsigned status) noexcept {
  return {answered_base + static_cast<int>(status), web_category()};
}

}  // namespace detail

}  // namespace naru
