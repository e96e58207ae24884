#include <naru/error.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>

#include "values/joined.hpp"

namespace naru {
namespace {

/// Null for a code that naru does not have.
const char* text_of(int code) noexcept {
  switch (static_cast<error>(code)) {
    case error::end_of_stream:
      return "end of stream: the peer has finished sending";
    case error::operation_already_pending:
      return "an operation of this kind is already pending";
    case error::connected_to_itself:
      return "connection refused: it came back to its own local endpoint";
    case error::host_not_found:
      return "host not found: no such name, or no address of that family";
    case error::try_again:
      return "the name service does not answer for now; try again later";
    case error::lookup_failed:
      return "the name service failed";
  }
  return nullptr;
}

class naru_error_category final : public std::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "naru"; }

  [[nodiscard]] std::string message(int code) const override {
    const char* const text = text_of(code);
    if (text != nullptr) return text;
    const auto size = static_cast<std::uint64_t>(std::abs(static_cast<long long>(code)));
    return detail::joined({"unknown naru error ", code < 0 ? "-" : "", detail::digits(size)});
  }

  [[nodiscard]] std::error_condition default_error_condition(int code) const noexcept override {
    switch (static_cast<error>(code)) {
      case error::operation_already_pending:
        return std::errc::operation_in_progress;
      case error::connected_to_itself:
        return std::errc::connection_refused;
      case error::end_of_stream:
      case error::host_not_found:
      case error::try_again:
      case error::lookup_failed:
        break;
    }
    return {code, *this};
  }
};

}  // namespace

const std::error_category& error_category() noexcept {
  static const naru_error_category category;
  return category;
}

std::error_code make_error_code(error value) noexcept {
  return {static_cast<int>(value), error_category()};
}

}  // namespace naru
