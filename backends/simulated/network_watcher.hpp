// network_watcher: a socket that the network tells of what has come for it. It looks when its
// proactor asks. A real system holds what has come, too, until a loop asks for it: what comes
// during a stall, or while a completion function takes its time, is seen by the next look.
#pragma once

#include <cassert>
#include <utility>

namespace naru::detail {

class simulated_proactor;

class network_watcher {
 public:
  explicit network_watcher(simulated_proactor& owner) noexcept : owner_(owner) {}
  network_watcher(const network_watcher&) = delete;
  network_watcher& operator=(const network_watcher&) = delete;

  /// The network has something. The proactor has a turn in which it looks.
  void tell() noexcept;

 protected:
  ~network_watcher() { assert(!is_told_); }
  /// For a socket that closes: it does not look any more.
  void forget_news() noexcept;

 private:
  friend class told_watchers;

  virtual void look() noexcept = 0;

  simulated_proactor& owner_;
  bool is_told_ = false;
  network_watcher* before_ = nullptr;  // among those that were told
  network_watcher* after_ = nullptr;
};

/// The sockets of a proactor that were told and have not looked yet, in the order in which they
/// were told. It takes no memory, because the network tells of everything.
class told_watchers {
 public:
  [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }

  void add(network_watcher& told) noexcept {
    if (std::exchange(told.is_told_, true)) return;
    told.before_ = std::exchange(last_, &told);
    (told.before_ == nullptr ? first_ : told.before_->after_) = &told;
  }
  void remove(network_watcher& told) noexcept {
    if (!std::exchange(told.is_told_, false)) return;
    network_watcher* const before = std::exchange(told.before_, nullptr);
    network_watcher* const after = std::exchange(told.after_, nullptr);
    (before == nullptr ? first_ : before->after_) = after;
    (after == nullptr ? last_ : after->before_) = before;
  }
  /// Each of them looks. Returns whether there was one.
  bool look() noexcept {
    const bool some = !empty();
    while (!empty()) {
      network_watcher& next = *first_;
      remove(next);
      next.look();
    }
    return some;
  }

 private:
  network_watcher* first_ = nullptr;
  network_watcher* last_ = nullptr;
};

}  // namespace naru::detail
