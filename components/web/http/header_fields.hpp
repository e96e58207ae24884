// header_fields: the header of an HTTP message, as RFC 9112 has it, without lines that are folded.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace naru::detail {

struct header_field {
  std::string_view name;
  std::string_view value;  // without spaces around it
};

class header_fields {
 public:
  /// Reads lines that end with CR LF, up to the empty one. Returns 0, or the status with which a
  /// request is refused. The texts refer to `lines`.
  [[nodiscard]] unsigned read(std::string_view lines, std::size_t fields_max);

  /// The number of fields of that name, whose letters may be of any case.
  [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
  /// The value, if there is exactly one field of that name.
  [[nodiscard]] std::optional<std::string_view> only(std::string_view name) const noexcept;
  /// True if one of the lists in the fields of that name has the token, in letters of any case.
  [[nodiscard]] bool has_token(std::string_view name, std::string_view token) const noexcept;
  /// The tokens of all the lists in the fields of that name.
  [[nodiscard]] std::vector<std::string_view> tokens(std::string_view name) const;
  /// The values of the fields of that name.
  [[nodiscard]] std::vector<std::string_view> values(std::string_view name) const;

 private:
  std::vector<header_field> fields_;
};

/// True for one character or more that RFC 9110 allows in a token.
[[nodiscard]] bool is_token(std::string_view text) noexcept;
/// Compares the letters of ASCII without their case.
[[nodiscard]] bool same_letters(std::string_view left, std::string_view right) noexcept;
/// The text without spaces and tabs around it.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
/// Takes the text up to `separator` from the front of `rest`, and the separator with it.
std::string_view take_until(std::string_view& rest, std::string_view separator) noexcept;

}  // namespace naru::detail
