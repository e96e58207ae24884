// remark: what a bot says: a number, when it was said, and letters that follow from both, so that
// who hears it knows whether it is whole, in order, and how long it took.
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
  /// Empty where a character is not as it was said.
  [[nodiscard]] static std::optional<remark> parse(std::string_view text);
};

}  // namespace samples::chat
