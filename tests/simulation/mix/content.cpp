#include "content.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <string_view>

namespace mix {
namespace {

constexpr std::size_t period = 4'093;  // a prime, so that no offset repeats soon

/// Letters in no order that a mistake would leave as it is.
const std::vector<char>& letters() {
  static const std::vector<char> made = [] {
    std::vector<char> all(period + content_size_max);
    std::uint32_t state = 1;
    for (char& each : all) {
      state = state * 1'664'525 + 1'013'904'223;
      each = static_cast<char>('a' + (state >> 24) % 26);
    }
    return all;
  }();
  return made;
}

}  // namespace

naru::const_buffer content_of(const message_name& name, std::vector<char>& room) {
  assert(name.size >= content_size_min && name.size <= content_size_max);
  if (room.size() < name.size) room.resize(name.size);
  constexpr std::string_view digits = "0123456789abcdef";
  room[0] = name.kind;
  for (std::size_t i = 1; i != content_size_min; ++i) {
    room[i] = digits[(name.number >> (4 * (content_size_min - 1 - i))) & 15U];
  }
  const std::uint64_t offset = (name.key * 2'654'435'761U + name.number * 131U) % period;
  std::copy_n(letters().begin() + static_cast<std::ptrdiff_t>(offset), name.size - content_size_min,
              room.begin() + content_size_min);
  return naru::buffer(room, name.size);
}

}  // namespace mix
