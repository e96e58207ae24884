#include <naru/detail/delimiter_search.hpp>

#include <algorithm>
#include <cassert>
#include <cstring>

namespace naru::detail {
namespace {

bool same(const_buffer left, const_buffer right) noexcept {
  return std::memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace

std::size_t find_delimiter(const_buffer text, std::size_t from, const_buffer delimiter) noexcept {
  assert(!delimiter.empty());
  while (from < text.size()) {
    const const_buffer rest = text.subspan(from);
    const void* const hit =
        std::memchr(rest.data(), std::to_integer<int>(delimiter.front()), rest.size());
    if (hit == nullptr) return text.size();
    from = static_cast<std::size_t>(static_cast<const std::byte*>(hit) - text.data());
    const std::size_t visible = std::min(delimiter.size(), text.size() - from);
    if (same(text.subspan(from, visible), delimiter.first(visible))) return from;
    ++from;
  }
  return text.size();
}

bool ends_at_delimiter(const_buffer text, const_buffer delimiter) noexcept {
  std::size_t position = find_delimiter(text, 0, delimiter);
  while (position < text.size()) {
    // The text ends with the beginning of a delimiter; the text that follows may complete it.
    const std::size_t begun = text.size() - position;
    if (begun >= delimiter.size()) return false;
    const const_buffer missing = delimiter.subspan(begun);
    if (same(missing, delimiter.first(missing.size()))) return false;
    position = find_delimiter(text, position + 1, delimiter);
  }
  return true;
}

}  // namespace naru::detail
