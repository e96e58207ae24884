// head_scanner: finds the end of a head of HTTP/1.1 that comes in pieces, and refuses bytes that no
// head may have as soon as they come. It looks at each byte once.
#pragma once

#include <cstddef>
#include <string_view>

namespace naru::detail {

enum class scan_outcome { incomplete, complete, refused };

class head_scanner {
 public:
  /// `bytes` are those of the last call and what came since. Refuses control characters, a carriage
  /// return or a line feed without the other, and an empty line at the front: servers that take
  /// them for different things can be made to see different requests.
  [[nodiscard]] scan_outcome scan(std::string_view bytes) noexcept;
  /// The size of the head with its empty line, once it is complete.
  [[nodiscard]] std::size_t size() const noexcept { return at_; }

 private:
  std::size_t at_ = 0;
  bool after_return_ = false;
  bool line_is_empty_ = true;
};

}  // namespace naru::detail
