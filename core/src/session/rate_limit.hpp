// rate_limit: the bytes and messages that a session has received within the last second, and the
// limits on them.
#pragma once

#include <naru/proactor.hpp>
#include <naru/session/session_options.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>

#include "session/sliding_second.hpp"

namespace naru::detail {

class rate_limit {
 public:
  /// Throws std::bad_alloc.
  explicit rate_limit(const session_options& limits)
      : bytes_max_(limits.bytes_per_second_max), messages_max_(limits.messages_per_second_max) {
    if (bytes_max_ != 0) bytes_ = std::make_unique<sliding_second>();
    if (messages_max_ != 0) messages_ = std::make_unique<sliding_second>();
  }

  /// Counts `bytes` that were received at `now`. Returns false if they are too many. `late` is the
  /// time for which the server was held up before. Bytes that had to wait in that time may come at
  /// once in addition.
  [[nodiscard]] bool add(std::size_t bytes, proactor::time_point now,
                         proactor::duration late) noexcept {
    now_ = now;
    late_ = late;
    if (messages_) messages_->forget_before(now);
    if (!bytes_) return true;
    bytes_->forget_before(now);
    bytes_->add(now, bytes);
    return bytes_->sum() <= allowed(bytes_max_);
  }
  /// The number of messages that may still come.
  [[nodiscard]] std::size_t messages_left() const noexcept {
    if (!messages_) return (std::numeric_limits<std::size_t>::max)();
    const std::size_t most = allowed(messages_max_);
    return most - (std::min)(most, messages_->sum());
  }
  /// Counts messages of the bytes that were added last.
  void add_messages(std::size_t messages) noexcept {
    if (messages_) messages_->add(now_, messages);
  }

 private:
  [[nodiscard]] std::size_t allowed(std::size_t max) const noexcept {
    const double more = static_cast<double>(max) * std::chrono::duration<double>(late_).count();
    const std::size_t room = (std::numeric_limits<std::size_t>::max)() - max;
    return max + (more < static_cast<double>(room) ? static_cast<std::size_t>(more) : room);
  }

  const std::size_t bytes_max_;
  const std::size_t messages_max_;
  std::unique_ptr<sliding_second> bytes_;
  std::unique_ptr<sliding_second> messages_;
  proactor::time_point now_;
  proactor::duration late_{0};
};

/// Returns null if both limits are off. Throws std::bad_alloc.
[[nodiscard]] inline std::unique_ptr<rate_limit> make_rate_limit(const session_options& limits) {
  if (limits.bytes_per_second_max == 0 && limits.messages_per_second_max == 0) return nullptr;
  return std::make_unique<rate_limit>(limits);
}

}  // namespace naru::detail
