#include <naru/web/web_error.hpp>

#include <string>

namespace naru {
namespace {

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

class web_error_category final : public std::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "naru.web"; }
  [[nodiscard]] std::string message(int value) const override {
    return text_of(static_cast<web_error>(value));
  }
};

}  // namespace

const std::error_category& web_category() noexcept {
  static const web_error_category category;
  return category;
}

std::error_code make_error_code(web_error value) noexcept {
  return {static_cast<int>(value), web_category()};
}

}  // namespace naru
