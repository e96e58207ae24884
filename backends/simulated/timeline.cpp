#include "simulated/timeline.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace naru::detail {

void timeline::plan(time_point when, std::shared_ptr<event_target> target, std::uint64_t what) {
  if (when != time_point::max()) add(when, {std::move(target), what, false});
}

void timeline::plan_aside(time_point when, std::shared_ptr<event_target> target,
                          std::uint64_t what) {
  if (when == time_point::max()) return;
  add(when, {std::move(target), what, true});
  ++aside_;
}

void timeline::add(time_point when, event planned) {
  const std::size_t slot = take_slot();
  planned_[slot] = std::move(planned);
  queue_.push_back({std::max(when, now_), next_sequence_++, slot});
  std::push_heap(queue_.begin(), queue_.end());
}

std::size_t timeline::take_slot() {
  if (free_.empty()) {
    planned_.emplace_back();
    free_.reserve(planned_.capacity());
    queue_.reserve(planned_.capacity());
    return planned_.size() - 1;
  }
  const std::size_t slot = free_.back();
  free_.pop_back();
  return slot;
}

bool timeline::run_due() {
  bool some = false;
  while (!queue_.empty() && queue_.front().when <= now_) {
    take_first();
    some = true;
  }
  return some;
}

void timeline::take_first() {
  std::pop_heap(queue_.begin(), queue_.end());
  const place first = queue_.back();
  queue_.pop_back();
  const event taken = std::move(planned_[first.slot]);
  free_.push_back(first.slot);  // has room
  if (taken.is_aside) --aside_;
  ++events_;
  note(static_cast<std::uint64_t>(first.when.time_since_epoch().count()));
  note(first.sequence);
  note(taken.what);
  taken.target->happen(taken.what);
}

bool timeline::first_is_wanted() const {
  return planned_[queue_.front().slot].target->is_wanted(queue_.front().when);
}

std::optional<timeline::time_point> timeline::next() {
  while (!queue_.empty() && !first_is_wanted()) take_first();
  return queue_.empty() ? std::nullopt : std::optional(queue_.front().when);
}

void timeline::run_for(duration time) {
  const time_point end = after(time);
  for (auto when = next(); when && *when <= end; when = next()) {
    move_to(*when);
    run_due();
  }
  if (end != time_point::max()) move_to(end);
}

void timeline::move_to(time_point when) noexcept { now_ = std::max(now_, when); }

// FNV-1a over words, with a shift that brings the high bits down.
void timeline::note(std::uint64_t what) noexcept {
  hash_ = (hash_ ^ what) * 0x100000001b3;
  hash_ ^= hash_ >> 29;
}

}  // namespace naru::detail
