#include "web/http/head_scanner.hpp"

namespace naru::detail {
namespace {

bool is_control(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

}  // namespace

scan_outcome head_scanner::scan(std::string_view bytes) noexcept {
  while (at_ < bytes.size()) {
    const char c = bytes[at_];
    if (after_return_) {
      if (c != '\n') return scan_outcome::refused;
      ++at_;
      if (line_is_empty_) return scan_outcome::complete;
      after_return_ = false;
      line_is_empty_ = true;
      continue;
    }
    const bool is_return = c == '\r' && at_ != 0;
    if (!is_return && is_control(c)) return scan_outcome::refused;
    after_return_ = is_return;
    if (!is_return) line_is_empty_ = false;
    ++at_;
  }
  return scan_outcome::incomplete;
}

}  // namespace naru::detail
