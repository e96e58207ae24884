#include "web/web_socket/close_number.hpp"

#include <naru/error.hpp>
#include <naru/web/web_error.hpp>

#include "web/text/utf8_checker.hpp"
#include "web/web_code.hpp"

namespace naru::detail {
namespace {

constexpr unsigned first_of_libraries = 3000;
constexpr unsigned last_of_programs = 4999;

// 1004, 1005, 1006 and 1015 are never sent; 1012 to 1014 were registered after the RFC.
bool may_be_sent(unsigned number) noexcept {
  return (number >= 1000 && number <= 1003) || (number >= 1007 && number <= 1014) ||
         (number >= first_of_libraries && number <= last_of_programs);
}

}  // namespace

std::optional<close_frame> read_close(std::span<const std::byte> payload) noexcept {
  if (payload.empty()) return close_frame{no_close_number, true};
  if (payload.size() == 1) return std::nullopt;
  const unsigned number =
      std::to_integer<unsigned>(payload[0]) << 8 | std::to_integer<unsigned>(payload[1]);
  if (!may_be_sent(number)) return std::nullopt;
  utf8_checker text;
  const bool is_text = text.take(payload.subspan(2)) && text.is_whole();
  return close_frame{static_cast<std::uint16_t>(number), is_text};
}

std::error_code error_of_close(std::uint16_t number) noexcept {
  if (number == normal_close || number == going_away || number == no_close_number ||
      number >= first_of_libraries) {
    return error::end_of_stream;
  }
  const auto value = static_cast<web_error>(number);
  switch (value) {
    case web_error::protocol_error:
    case web_error::unsupported_data:
    case web_error::invalid_text:
    case web_error::policy_violation:
    case web_error::message_too_big:
    case web_error::extension_missing:
    case web_error::internal_error:
      return web_code(value);
    default:
      return web_code(web_error::other_close);
  }
}

}  // namespace naru::detail
