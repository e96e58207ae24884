// rate_limit: the bytes and messages that a session has received within the last second, and the
// limits on them.
#pragma once

#include <naru/proactor.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

#include "session/sliding_second.hpp"

namespace naru::detail {

class rate_limit {
 public:
  rate_limit() = default;
  rate_limit(std::size_t bytes_max, std::size_t messages_max) { allow(bytes_max, messages_max); }

  /// The limits from now on; 0: none. Throws std::bad_alloc.
  void allow(std::size_t bytes_max, std::size_t messages_max) {
    if (bytes_max != bytes_max_) bytes_ = make_second(bytes_max, std::move(bytes_));
    if (messages_max != messages_max_) messages_ = make_second(messages_max, std::move(messages_));
    bytes_max_ = bytes_max;
    messages_max_ = messages_max;
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
  /// Forgets what is a second old at `now`. Returns whether a byte and a message may come.
  [[nodiscard]] bool has_room(proactor::time_point now, proactor::duration late) noexcept {
    now_ = now;
    late_ = late;
    if (bytes_) bytes_->forget_before(now);
    if (messages_) messages_->forget_before(now);
    return bytes_left() != 0 && messages_left() != 0;
  }
  /// The number of bytes that may still come.
  [[nodiscard]] std::size_t bytes_left() const noexcept { return left_of(bytes_, bytes_max_); }
  /// The number of messages that may still come.
  [[nodiscard]] std::size_t messages_left() const noexcept {
    return left_of(messages_, messages_max_);
  }
  /// Counts messages of the bytes that were added last.
  void add_messages(std::size_t messages) noexcept {
    if (messages_) messages_->add(now_, messages);
  }

 private:
  using second_pointer = std::unique_ptr<sliding_second>;

  /// Keeps what was counted if only the limit changes.
  [[nodiscard]] static second_pointer make_second(std::size_t max, second_pointer present) {
    if (max == 0) return nullptr;
    return present ? std::move(present) : std::make_unique<sliding_second>();
  }
  [[nodiscard]] std::size_t left_of(const second_pointer& counted, std::size_t max) const noexcept {
    if (!counted) return (std::numeric_limits<std::size_t>::max)();
    const std::size_t most = allowed(max);
    return most - (std::min)(most, counted->sum());
  }
  [[nodiscard]] std::size_t allowed(std::size_t max) const noexcept {
    const double more = static_cast<double>(max) * std::chrono::duration<double>(late_).count();
    const std::size_t room = (std::numeric_limits<std::size_t>::max)() - max;
    return max + (more < static_cast<double>(room) ? static_cast<std::size_t>(more) : room);
  }

  std::size_t bytes_max_ = 0;
  std::size_t messages_max_ = 0;
  second_pointer bytes_;
  second_pointer messages_;
  proactor::time_point now_;
  proactor::duration late_{0};
};

}  // namespace naru::detail
