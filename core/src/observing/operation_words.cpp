#include "observing/operation_words.hpp"

#include <array>
#include <cstddef>

namespace naru::detail {
namespace {

constexpr auto words =
    std::to_array<std::string_view>({"operation", "post", "timer", "connect", "accept", "receive",
                                     "send", "receive batch", "send batch"});
static_assert(words.size() == static_cast<std::size_t>(operation_kind::send_batch) + 1,
              "each operation_kind needs its words");

}  // namespace

std::string_view words_for(operation_kind kind) noexcept {
  return words[static_cast<std::size_t>(kind)];
}

}  // namespace naru::detail
