// pattern: the bytes that each connection sends, by their position in its stream.
//
// Every connection reads one table from a place of its own, so sending fills nothing and checking
// is a memcmp. The table repeats after a prime number of bytes, so bytes that were lost, doubled
// or swapped, or that belong to another connection, do not match.
#pragma once

#include <naru/buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace samples {

class pattern {
 public:
  /// The most bytes that one call of at gives.
  static constexpr std::size_t most_at_once = 65'536;

  pattern();

  /// The next bytes of `connection` from `position` on: `size` of them, but at most most_at_once.
  [[nodiscard]] naru::const_buffer at(std::size_t connection, std::uint64_t position,
                                      std::size_t size) const noexcept;

  /// True if `bytes` are what `connection` has sent from `position` on.
  [[nodiscard]] bool matches(std::size_t connection, std::uint64_t position,
                             naru::const_buffer bytes) const noexcept;

 private:
  static constexpr std::size_t period = 65'521;              // the largest prime below 2^16
  static constexpr std::size_t step_of_connection = 40'503;  // connections lie far apart

  std::vector<std::byte> table_;
};

}  // namespace samples
