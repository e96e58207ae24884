#include "loop/timer_queue.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace naru::detail {
namespace {

constexpr std::size_t least_capacity = 64;

// Up to this many timers are sorted at once. If there are more, as many samples give a boundary
// before which about a sixteenth of them lies: a longer sort would hold up the loop.
constexpr std::size_t samples = 64;
constexpr std::size_t sample_at_boundary = samples / 16;

}  // namespace

std::size_t timer_queue::count_due(time_point time, std::size_t most) noexcept {
  if (empty() || first().deadline > time) return 0;
  std::size_t count = fresh_.count_due(time, most);
  const std::size_t looks = std::min(most, soon_.size());
  for (std::size_t i = 1; i <= looks; ++i) {
    const timer_node& each = soon_[soon_.size() - i];
    if (each.deadline > time) break;
    if (each.entry != nullptr) ++count;
  }
  return std::min(count, most);
}

void timer_queue::insert(timer_entry& entry) {
  if (!entry.has_room && count_ + kept_ >= capacity_) grow();
  assert(!entry.queued());
  assert(entry.has_room || count_ + kept_ < capacity_);
  ++count_;
  entry.sequence = next_sequence_++;
  if (entry.deadline < boundary_) {
    entry.place = timer_place::fresh;
    return fresh_.insert(entry);
  }
  entry.place = timer_place::later;
  entry.position = later_.size();
  later_.emplace_back(entry);
}

void timer_queue::keep_room(timer_entry& entry) {
  if (count_ + kept_ >= capacity_) grow();
  assert(!entry.has_room);
  ++kept_;
  entry.has_room = true;
}

void timer_queue::give_back_room(timer_entry& entry) noexcept {
  if (!std::exchange(entry.has_room, false)) return;
  assert(kept_ != 0);
  --kept_;
}

// All three arrays grow together, because timers move from one to another in functions that must
// not fail.
void timer_queue::grow() {
  const std::size_t capacity = std::max(capacity_ * 2, least_capacity);
  later_.reserve(capacity);
  soon_.reserve(capacity);
  fresh_.reserve(capacity);
  capacity_ = capacity;
}

void timer_queue::remove(timer_entry& entry) noexcept {
  switch (std::exchange(entry.place, timer_place::none)) {
    case timer_place::none:
      return;
    case timer_place::later:
      assert(later_[entry.position].entry == &entry);  // invariant: timer-knows-its-place
      take_from_later(entry.position);
      break;
    case timer_place::soon:
      assert(soon_[entry.position].entry == &entry);  // invariant: timer-knows-its-place
      soon_[entry.position].entry = nullptr;
      break;
    case timer_place::fresh:
      fresh_.remove(entry.position);
      break;
  }
  assert(count_ != 0);
  if (--count_ == 0) {
    assert(later_.empty() && fresh_.empty());
    soon_.clear();
    boundary_ = time_point::min();
  }
}

void timer_queue::replace(timer_entry& from, timer_entry& to) noexcept {
  to = from;
  switch (std::exchange(from.place, timer_place::none)) {
    case timer_place::none:
      break;
    case timer_place::later:
      later_[to.position].entry = &to;
      break;
    case timer_place::soon:
      soon_[to.position].entry = &to;
      break;
    case timer_place::fresh:
      fresh_.replace(to.position, to);
      break;
  }
  from.waiting = nullptr;
}

timer_entry& timer_queue::pop() noexcept {
  assert(!empty());
  timer_entry& entry = front();
  remove(entry);
  assert(!entry.queued());
  return entry;
}

const timer_node& timer_queue::first() noexcept {
  drop_removed();
  if (soon_.empty() && fresh_.empty()) sort_the_next();
  if (soon_.empty()) return fresh_.front();
  if (fresh_.empty() || soon_.back().before(fresh_.front())) return soon_.back();
  return fresh_.front();
}

void timer_queue::drop_removed() noexcept {
  while (!soon_.empty() && soon_.back().entry == nullptr) soon_.pop_back();
}

void timer_queue::sort_the_next() noexcept {
  assert(soon_.empty() && fresh_.empty() && !later_.empty());
  boundary_ = choose_boundary();
  for (std::size_t i = 0; i < later_.size();) {
    if (later_[i].deadline > boundary_) {
      ++i;
    } else {
      soon_.push_back(later_[i]);
      take_from_later(i);
    }
  }
  std::sort(soon_.begin(), soon_.end(),
            [](const timer_node& a, const timer_node& b) { return b.before(a); });
  for (std::size_t i = 0; i < soon_.size(); ++i) {
    soon_[i].entry->place = timer_place::soon;
    soon_[i].entry->position = i;
  }
}

// The samples are chosen at random. Otherwise a peer that knows their places could make the search
// find almost nothing.
timer_queue::time_point timer_queue::choose_boundary() noexcept {
  if (later_.size() <= samples) {
    return std::max_element(
               later_.begin(), later_.end(),
               [](const timer_node& a, const timer_node& b) { return a.deadline < b.deadline; })
        ->deadline;
  }
  std::array<time_point, samples> sampled;
  for (time_point& each : sampled) {
    random_ = random_ * 1'664'525 + 1'013'904'223;  // Numerical Recipes' generator
    each = later_[random_ % later_.size()].deadline;
  }
  std::nth_element(sampled.begin(), sampled.begin() + sample_at_boundary, sampled.end());
  return sampled[sample_at_boundary];
}

// The last timer fills the gap.
void timer_queue::take_from_later(std::size_t position) noexcept {
  const timer_node last = later_.back();
  later_[position] = last;
  last.entry->position = position;
  later_.pop_back();
}

}  // namespace naru::detail
