#include "pattern.hpp"

#include <algorithm>
#include <cstring>
#include <random>

namespace samples {

pattern::pattern() : table_(period + most_at_once) {
  std::mt19937 random;  // the same bytes in every run
  const auto repeated = table_.begin() + period;
  std::generate(table_.begin(), repeated, [&] { return static_cast<std::byte>(random() & 0xFFU); });
  std::copy_n(table_.begin(), period, repeated);
  std::copy_n(table_.begin(), most_at_once - period, repeated + period);
}

naru::const_buffer pattern::at(std::size_t connection, std::uint64_t position,
                               std::size_t size) const noexcept {
  const std::uint64_t start = connection * std::uint64_t{step_of_connection} + position;
  return naru::const_buffer(table_).subspan(static_cast<std::size_t>(start % period),
                                            std::min(size, most_at_once));
}

bool pattern::matches(std::size_t connection, std::uint64_t position,
                      naru::const_buffer bytes) const noexcept {
  while (!bytes.empty()) {
    const naru::const_buffer expected = at(connection, position, bytes.size());
    if (std::memcmp(expected.data(), bytes.data(), expected.size()) != 0) return false;
    position += expected.size();
    bytes = bytes.subspan(expected.size());
  }
  return true;
}

}  // namespace samples
