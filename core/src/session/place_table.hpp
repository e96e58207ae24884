// place_table: entries that keep their places while others come and go. So a walk over them may
// release its lock in between, and still misses no entry that stays.
#pragma once

#include <naru/session/session_base.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <memory>
#include <vector>

namespace naru::detail {

/// The sessions that a walk keeps at a time.
using some_sessions = std::array<std::shared_ptr<session_base>, 64>;

template <class Entry>
class place_table {
 public:
  /// Takes a free place and returns it. The entry there is Entry() until the caller sets it. Throws
  /// std::bad_alloc.
  [[nodiscard]] std::size_t take() {
    if (free_.empty()) add_place();
    const std::size_t place = free_.back();
    free_.pop_back();
    return place;
  }
  void give_back(std::size_t place) noexcept {
    assert(place < places_.size() && free_.size() < places_.size());
    places_[place] = Entry();
    free_.push_back(place);  // add_place has reserved the memory
  }

  [[nodiscard]] Entry& operator[](std::size_t place) noexcept { return places_[place]; }
  [[nodiscard]] const Entry& operator[](std::size_t place) const noexcept { return places_[place]; }
  /// The number of all places, also of free ones.
  [[nodiscard]] std::size_t places() const noexcept { return places_.size(); }
  [[nodiscard]] std::size_t taken() const noexcept { return places_.size() - free_.size(); }

  /// Copies the next sessions from `place` on, moves `place` behind them, and returns their number.
  /// `session_of` gives the session of an entry, or null.
  template <class SessionOf>
  [[nodiscard]] std::size_t copy_some(std::size_t& place, some_sessions& copied,
                                      SessionOf session_of) const {
    std::size_t count = 0;
    for (; place < places_.size() && count < copied.size(); ++place) {
      if (auto session = session_of(places_[place])) copied[count++] = std::move(session);
    }
    return count;
  }

 private:
  static constexpr std::size_t places_at_first = 16;

  void add_place() {
    if (places_.size() == places_.capacity()) {
      places_.reserve(std::max(2 * places_.size(), places_at_first));
    }
    free_.reserve(places_.capacity());
    places_.emplace_back();
    free_.push_back(places_.size() - 1);
  }

  std::vector<Entry> places_;
  std::vector<std::size_t> free_;
};

/// Calls `visit` with every session that `copy_some(place, copied)` gives. copy_some takes the lock
/// that it needs. No lock is held while `visit` runs.
template <class CopySome, class Visit>
void walk(CopySome copy_some, Visit visit) {
  std::size_t place = 0;
  while (true) {
    some_sessions some;
    const std::size_t count = copy_some(place, some);
    if (count == 0) return;
    for (std::size_t i = 0; i < count; ++i) visit(some[i]);
  }
}

}  // namespace naru::detail
