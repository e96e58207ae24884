#include "signals/signal_registry.hpp"

#include <algorithm>
#include <cassert>

#include "signals/system_signals.hpp"
#include "values/immortal.hpp"

namespace naru::detail {

signal_registry& signal_registry::instance() {
  static const immortal<signal_registry> registry;
  return *registry;
}

std::error_code signal_registry::add(signal_watch& watch) {
  const std::lock_guard changing(changing_);
  {
    const std::lock_guard delivering(delivering_);
    watches_.reserve(watches_.size() + 1);  // now, so that nothing throws after the first change
  }
  const bool first = watches_.empty();
  if (first) {
    if (const std::error_code refused = system_signals::start()) return refused;
  }
  // The watch is on the list before a signal can come.
  {
    const std::lock_guard delivering(delivering_);
    assert(watches_.size() < watches_.capacity());
    watches_.push_back(&watch);
  }
  const std::error_code refused = take(watch.kinds());
  if (refused) {
    {
      const std::lock_guard delivering(delivering_);
      watches_.pop_back();
    }
    if (first) system_signals::stop();
  }
  return refused;
}

void signal_registry::remove(signal_watch& watch) noexcept {
  const std::lock_guard changing(changing_);
  const auto place = std::find(watches_.begin(), watches_.end(), &watch);
  if (place == watches_.end()) return;
  give_back(watch.kinds());
  {
    const std::lock_guard delivering(delivering_);
    watches_.erase(place);
  }
  if (watches_.empty()) system_signals::stop();
}

bool signal_registry::deliver(signal_kind kind) noexcept {
  const std::lock_guard delivering(delivering_);
  bool heard = false;
  for (signal_watch* const watch : watches_) {
    if ((watch->kinds() & bit(kind)) == 0) continue;
    watch->deliver(kind);
    heard = true;
  }
  return heard;
}

std::error_code signal_registry::take(signal_mask kinds) {
  signal_mask taken = 0;
  for (const signal_kind kind : signal_kinds) {
    if ((kinds & bit(kind)) == 0) continue;
    if (watched_[index(kind)] == 0) {
      if (const std::error_code refused = system_signals::take(kind)) {
        give_back(taken);
        return refused;
      }
    }
    ++watched_[index(kind)];
    taken |= bit(kind);
  }
  return {};
}

void signal_registry::give_back(signal_mask kinds) noexcept {
  for (const signal_kind kind : signal_kinds) {
    if ((kinds & bit(kind)) == 0) continue;
    assert(watched_[index(kind)] != 0);
    if (--watched_[index(kind)] == 0) system_signals::give_back(kind);
  }
}

}  // namespace naru::detail
