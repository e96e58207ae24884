// remark: the words of a bot: a number, the time when it was said, and letters that follow from
// both. So a listener can tell whether it is whole and in order, and how long it took.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace samples::chat {

struct remark {
  std::uint32_t number = 0;      // of its speaker, from 1
  std::uint64_t said_at_ns = 0;  // by the steady clock

  [[nodiscard]] std::string to_text() const;
  /// Empty if a character differs from what was said.
  [[nodiscard]] static std::optional<remark> parse(std::string_view text);
};

}  // namespace samples::chat
