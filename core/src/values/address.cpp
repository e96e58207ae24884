#include <naru/address.hpp>

#include <algorithm>
#include <stdexcept>

#include "values/joined.hpp"
#include "values/text_cursor.hpp"

namespace naru {
namespace {

using detail::digits;
using detail::joined;
using detail::text_cursor;

address::v4_bytes parse_v4(text_cursor& text) {
  address::v4_bytes bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i != 0) text.expect('.', "'.'");
    if (text.peek() == '0' && text.digit_follows(1)) text.fail("a number without leading zeros");
    bytes[i] = static_cast<std::uint8_t>(text.number(10, 255, "a number from 0 to 255"));
  }
  return bytes;
}

// Collects the groups before and after "::" in one row, and remembers the place of the gap. At the
// end the groups behind the gap move to the end of the address.
class v6_parser {
 public:
  explicit v6_parser(text_cursor& text) : text_(text) {}

  address::v6_bytes parse() {
    if (text_.peek() == ':') {
      text_.expect(':', "':'");
      text_.expect(':', "'::'");
      gap_ = 0;
    }
    while (length_ < bytes_.size() && text_.hex_digit_follows()) {
      if (text_.looks_like_v4() && length_ + 4 <= bytes_.size()) {
        for (const std::uint8_t byte : parse_v4(text_)) bytes_[length_++] = byte;
        break;
      }
      group();
      if (text_.peek() != ':') break;
      separator();
    }
    return spread();
  }

 private:
  void group() {
    const unsigned value = text_.number(16, 0xffff, "up to four hexadecimal digits");
    bytes_[length_++] = static_cast<std::uint8_t>(value >> 8U);
    bytes_[length_++] = static_cast<std::uint8_t>(value & 0xffU);
  }

  void separator() {
    text_.expect(':', "':'");
    if (text_.peek() == ':') {
      if (gap_ != none) text_.fail("only one '::'");
      text_.expect(':', "':'");
      gap_ = length_;
    } else if (!text_.hex_digit_follows()) {
      text_.fail("a group of hexadecimal digits");
    }
  }

  address::v6_bytes spread() {
    if (gap_ == none) {
      if (length_ != bytes_.size()) text_.fail("eight groups, or '::'");
      return bytes_;
    }
    if (length_ == bytes_.size()) text_.fail("fewer than eight groups beside '::'");
    std::rotate(bytes_.begin() + static_cast<std::ptrdiff_t>(gap_),
                bytes_.begin() + static_cast<std::ptrdiff_t>(length_), bytes_.end());
    return bytes_;
  }

  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  text_cursor& text_;
  address::v6_bytes bytes_{};
  std::size_t length_ = 0;
  std::size_t gap_ = none;
};

/// True for "localhost" or "game.example": the last label of a name begins with a letter.
bool looks_like_name(std::string_view text) noexcept {
  const std::string_view label = text.substr(text.rfind('.') + 1);
  if (label.empty()) return false;
  const char first = label.front();
  return (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
}

struct zero_run {
  std::size_t first = 0;
  std::size_t length = 0;
};

unsigned group_at(const address::v6_bytes& bytes, std::size_t group) {
  return static_cast<unsigned>(bytes[2 * group] << 8U | bytes[2 * group + 1]);
}

// RFC 5952 section 4.2: the longest run of at least two zero groups; the first one if several are
// equally long.
zero_run longest_zero_run(const address::v6_bytes& bytes) {
  zero_run best;
  for (std::size_t first = 0; first < 8; ++first) {
    std::size_t last = first;
    while (last < 8 && group_at(bytes, last) == 0) ++last;
    if (last - first > best.length && last - first >= 2) best = {first, last - first};
  }
  return best;
}

std::string v4_text(const address::v4_bytes& bytes) {
  return joined(
      {digits(bytes[0]), ".", digits(bytes[1]), ".", digits(bytes[2]), ".", digits(bytes[3])});
}

std::string v6_text(const address::v6_bytes& bytes) {
  const zero_run gap = longest_zero_run(bytes);
  std::string text;
  for (std::size_t group = 0; group < 8; ++group) {
    if (gap.length != 0 && group == gap.first) {
      text += "::";
      group += gap.length - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += digits(group_at(bytes, group), 16);
  }
  return text;
}

}  // namespace

address address::parse(std::string_view whole) {
  text_cursor text(whole, "IP address");
  if (whole.find(':') == std::string_view::npos) {
    if (looks_like_name(whole)) {
      throw std::invalid_argument(joined({"not an IP address: \"", whole,
                                          "\" is a name: naru::resolver looks it up, and "
                                          "naru::tcp_connector connects to it"}));
    }
    const address result(parse_v4(text));
    text.expect_end();
    return result;
  }
  const v6_bytes bytes = v6_parser(text).parse();
  std::uint32_t scope = 0;
  if (text.peek() == '%') {
    text.expect('%', "'%'");
    scope = text.number(10, 0xffffffff, "an interface number");
  }
  text.expect_end();
  return address(bytes, scope);
}

std::optional<address> address::try_parse(std::string_view text) noexcept {
  try {
    return parse(text);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

bool address::is_unspecified() const noexcept { return bytes_ == v6_bytes{}; }

bool address::is_loopback() const noexcept {
  return is_v6_ ? bytes_ == loopback_v6().bytes_ : bytes_[0] == 127;
}

bool address::is_v4_mapped() const noexcept {
  constexpr std::array<std::uint8_t, 12> prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return is_v6_ && std::equal(prefix.begin(), prefix.end(), bytes_.begin());
}

address address::unmapped() const noexcept {
  if (!is_v4_mapped()) return *this;
  return address(v4_bytes{bytes_[12], bytes_[13], bytes_[14], bytes_[15]});
}

std::string address::to_string() const {
  if (is_v4()) return v4_text(to_v4_bytes());
  if (is_v4_mapped()) return joined({"::ffff:", v4_text(unmapped().to_v4_bytes())});
  const std::string text = v6_text(bytes_);
  return scope_ == 0 ? text : joined({text, "%", digits(scope_)});
}

}  // namespace naru
