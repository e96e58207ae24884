#include "simulated/timeline.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace naru::detail {

void timeline::plan(time_point when, std::shared_ptr<event_target> target, std::uint64_t what) {
  add({std::max(when, now_), next_sequence_++, std::move(target), what, false});
}

void timeline::plan_aside(time_point when, std::shared_ptr<event_target> target,
                          std::uint64_t what) {
  add({std::max(when, now_), next_sequence_++, std::move(target), what, true});
  ++aside_;
}

void timeline::add(event planned) {
  queue_.push_back(std::move(planned));
  std::push_heap(queue_.begin(), queue_.end());
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
  const event first = std::move(queue_.back());
  queue_.pop_back();
  if (first.is_aside) --aside_;
  ++events_;
  note(static_cast<std::uint64_t>(first.when.time_since_epoch().count()));
  note(first.sequence);
  note(first.what);
  first.target->happen(first.what);
}

std::optional<timeline::time_point> timeline::next() {
  while (!queue_.empty() && !queue_.front().target->is_wanted(queue_.front().when)) take_first();
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
