// rate_limit: what a session has received within the last second, where that is limited.
#pragma once

#include <naru/proactor.hpp>
#include <naru/session/session_options.hpp>

#include <chrono>
#include <cstddef>
#include <limits>

namespace naru::detail {

class rate_limit {
 public:
  /// Counts `bytes` received; false where they are too many.
  [[nodiscard]] bool add(std::size_t bytes, const session_options& limits, const proactor& clock) {
    if (limits.bytes_per_second_max == 0 && limits.messages_per_second_max == 0) return true;
    const proactor::time_point now = clock.now();
    if (now - begin_ >= std::chrono::seconds(1)) *this = rate_limit(now);
    bytes_ += bytes;
    return limits.bytes_per_second_max == 0 || bytes_ <= limits.bytes_per_second_max;
  }
  /// How many messages may still come.
  [[nodiscard]] std::size_t messages_left(const session_options& limits) const noexcept {
    const std::size_t max = limits.messages_per_second_max;
    return max == 0 ? (std::numeric_limits<std::size_t>::max)() : max - messages_;
  }
  void add_messages(std::size_t messages) noexcept { messages_ += messages; }

  rate_limit() = default;

 private:
  explicit rate_limit(proactor::time_point now) noexcept : begin_(now) {}

  proactor::time_point begin_;
  std::size_t bytes_ = 0;
  std::size_t messages_ = 0;
};

}  // namespace naru::detail
