// conversation: the state that outlasts a connection: the user's name, the room, and the lines
// that were typed and not sent yet. Lines that are typed while there is no connection wait for the
// next connection.
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

  // Used by the sessions, of which there is one at a time.

  std::string name;  // what the user wants to be called
  std::string room;  // the room that the user wants

  // Used by the thread that reads the typed lines.

  /// Returns false, and drops the line, if too many lines wait.
  bool add(std::string line) {
    const std::lock_guard lock(mutex_);
    if (lines_.size() >= lines_max) return false;
    lines_.push_back(std::move(line));
    return true;
  }
  /// No more lines will come.
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }

  // Used by any thread.

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

  mutable std::mutex mutex_;  // guards the members below
  std::deque<std::string> lines_;
  bool ended_ = false;
};

}  // namespace samples::chat
