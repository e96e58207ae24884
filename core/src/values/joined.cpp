#include "values/joined.hpp"

#include <cassert>

namespace naru::detail {

std::string joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text.append(part);
  return text;
}

digits::digits(std::uint64_t number, unsigned base) noexcept {
  assert(base == 10 || base == 16);
  do {
    characters_[--begin_] = "0123456789abcdef"[number % base];
    number /= base;
  } while (number != 0);
}

}  // namespace naru::detail
