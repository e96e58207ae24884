// inbox: keeps the players' wishes, which come from any threads, until the next tick takes them.
//
// The world itself belongs to the tick, so nothing in it is locked or atomic. Only one list is
// shared. Its lock is held as long as it takes to append to the list, or once a tick to swap it. A
// thousand players take it some thousand times a second, and two of them hardly ever meet. The
// wishes of one player keep their order. Both lists keep their memory.
//
// Thread-safety: add may be called from any thread, take by one thread at a time.
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
  std::uint64_t session;  // the player's
  direction where = 0;    // for a wish to steer
  // For a wish to enter. Initialized, because GCC otherwise warns of {.session = …}.
  // NOLINTNEXTLINE(readability-redundant-member-init)
  std::shared_ptr<player> who = {};
};

class inbox {
 public:
  void add(wish next) {
    const std::lock_guard lock(mutex_);
    wishes_.push_back(std::move(next));
  }

  /// Takes all wishes; the result is valid until the next call.
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
