// joined: puts a text together. It is a function, because `a + b + c` would put the code of each
// std::string into the caller.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace naru::detail {

[[nodiscard]] std::string joined(std::initializer_list<std::string_view> parts);

/// The digits of a number, as one of the parts.
class digits {
 public:
  explicit digits(std::uint64_t number, unsigned base = 10) noexcept;
  /// Valid as long as this object.
  operator std::string_view() const noexcept {  // NOLINT: stands in a list of parts
    return {characters_.data() + begin_, characters_.size() - begin_};
  }

 private:
  std::array<char, 20> characters_{};  // the longest number in base 10
  std::size_t begin_ = characters_.size();
};

}  // namespace naru::detail
