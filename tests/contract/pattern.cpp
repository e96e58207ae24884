// The payload of tests. It is copied and compared as a whole: tests move hundreds of mebibytes, and
// a sanitizer looks at each access.
#include "support.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace contract {
namespace {

/// The bytes of the pattern, which come again and again. Their number is a prime: no buffer's size
/// is a multiple of it, so bytes that are lost or come twice show.
struct period {
  static constexpr std::size_t size = 65'521;

  period() noexcept {
    std::uint32_t position = 0;
    for (std::byte& byte : all) {
      // The multiplier spreads neighbouring positions over all byte values.
      byte = static_cast<std::byte>((position++ * std::uint32_t{2'654'435'761}) >> 24U);
    }
  }

  std::array<std::byte, size> all;
};

/// The bytes of the pattern from `position` on, `most` at most, and not beyond the end of a period.
std::span<const std::byte> part_of_pattern(std::size_t position, std::size_t most) noexcept {
  static const period made;
  const auto rest = std::span(made.all).subspan(position % period::size);
  return rest.first(std::min(rest.size(), most));
}

}  // namespace

void fill_pattern(std::span<std::byte> target, std::size_t start) noexcept {
  while (!target.empty()) {
    const auto part = part_of_pattern(start, target.size());
    std::memcpy(target.data(), part.data(), part.size());
    start += part.size();
    target = target.subspan(part.size());
  }
}

bytes pattern(std::size_t size, std::size_t start) {
  bytes result(size);
  fill_pattern(result, start);
  return result;
}

bool is_pattern(std::span<const std::byte> found, std::size_t start) noexcept {
  while (!found.empty()) {
    const auto part = part_of_pattern(start, found.size());
    if (std::memcmp(found.data(), part.data(), part.size()) != 0) return false;
    start += part.size();
    found = found.subspan(part.size());
  }
  return true;
}

}  // namespace contract
