// conversation: what outlasts a connection: what the user is called, where, and what was typed and
// not sent yet. What is typed while there is no connection waits for the next.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace samples::chat {

class conversation {
 public:
  conversation(std::string called, std::string where)
      : name(std::move(called)), room(std::move(where)) {}

  // By the sessions, of which there is one at a time.

  std::string name;  // what the user wants to be called
  std::string room;  // where the user wants to be

  // By the thread that reads what is typed.

  /// False, and the line is lost, where too many wait.
  bool add(std::string line) {
    const std::lock_guard lock(mutex_);
    if (lines_.size() >= lines_max) return false;
    lines_.push_back(std::move(line));
    return true;
  }
  /// There will be no other.
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }

  // By any.

  [[nodiscard]] std::optional<std::string> next_line() {
    const std::lock_guard lock(mutex_);
    if (lines_.empty()) return std::nullopt;
    std::string line = std::move(lines_.front());
    lines_.pop_front();
    return line;
  }
  [[nodiscard]] bool has_ended() const {
    const std::lock_guard lock(mutex_);
    return ended_ && lines_.empty();
  }

 private:
  static constexpr std::size_t lines_max = 10'000;

  mutable std::mutex mutex_;  // guards the rest
  std::deque<std::string> lines_;
  bool ended_ = false;
};

}  // namespace samples::chat
