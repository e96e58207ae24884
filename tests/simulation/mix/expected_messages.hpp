// expected_messages: one direction of a connection, with the messages that were queued for it and
// have not come. It decides whether each comes once and in its order.
#pragma once

#include <naru/buffer.hpp>

#include <cstddef>
#include <deque>
#include <vector>

#include "content.hpp"

namespace mix {

class expected_messages {
 public:
  /// A message was queued. If it is not certain, it may come or not: a message for many of which
  /// one receiver had no room, and nobody says which.
  void push(const message_name& sent, bool certain) { waiting_.push_back({sent, certain}); }
  /// From here on messages may be missing: the receiver drops what is above its rate.
  void allow_gaps() noexcept { gaps_allowed_ = true; }
  [[nodiscard]] std::size_t gaps() const noexcept { return gaps_; }

  /// A whole message has come. Returns whether it is the next one.
  [[nodiscard]] bool take(naru::const_buffer came);
  /// Bytes without bounds have come. Returns whether they are the next ones.
  [[nodiscard]] bool take_bytes(naru::const_buffer came);
  /// True if nothing is missing that must come.
  [[nodiscard]] bool complete() const noexcept;

 private:
  struct expected {
    message_name name;
    bool certain;
  };

  std::deque<expected> waiting_;
  std::size_t taken_ = 0;  // bytes of the first message that have come
  std::size_t gaps_ = 0;
  bool gaps_allowed_ = false;
  std::vector<char> room_;
};

}  // namespace mix
