// inbox: what the players want of the world, from whatever threads, until its next tick takes it.
//
// The world itself belongs to the tick, so that nothing of it is locked or atomic. What crosses
// over is one list, whose lock is held for as long as it takes to append to it, or once a tick to
// swap it: with a thousand players that is some thousand times a second, in which two hardly ever
// meet. The order of what one player wants is kept. Both lists keep their memory.
//
// Thread-safety: add from any thread, take by one at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "../world/protocol.hpp"

namespace samples::world {

class player;

struct wish {
  enum class kind : std::uint8_t { enter, steer, leave };

  kind what;
  std::uint64_t session;  // whose
  direction where = 0;    // to steer
  // To enter. Said, or GCC warns of {.session = …}.
  // NOLINTNEXTLINE(readability-redundant-member-init)
  std::shared_ptr<player> who = {};
};

class inbox {
 public:
  void add(wish next) {
    const std::lock_guard lock(mutex_);
    wishes_.push_back(std::move(next));
  }

  /// All there is; it is good until the next call.
  [[nodiscard]] const std::vector<wish>& take() {
    taken_.clear();
    const std::lock_guard lock(mutex_);
    std::swap(wishes_, taken_);
    return taken_;
  }

 private:
  std::mutex mutex_;  // guards wishes_
  std::vector<wish> wishes_;
  std::vector<wish> taken_;
};

}  // namespace samples::world
