// utf8_repair: makes UTF-8 of text that comes in pieces. What is not UTF-8 becomes U+FFFD, the
// character that stands for one that is missing.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "web/text/utf8_checker.hpp"

namespace naru::detail {

class utf8_repair {
 public:
  /// True if `piece` is whole characters and so was what came before it: then it is its own result.
  [[nodiscard]] bool needs_nothing(std::span<const std::byte> piece) const noexcept;
  /// Appends what `piece` becomes. A character that is not complete is kept for the next piece.
  /// Throws std::bad_alloc, and is then to be dropped.
  void add(std::span<const std::byte> piece, std::vector<std::byte>& result);
  /// Appends what stands for a character that has not become complete.
  void finish(std::vector<std::byte>& result);

 private:
  void replace(std::vector<std::byte>& result);

  utf8_checker checker_;
  std::array<std::byte, 4> begun_{};  // of a character
  std::size_t begun_size_ = 0;
};

}  // namespace naru::detail
