// place_table: entries that keep their places while others come and go. So a walk over them may
// release its lock in between, and still misses no entry that stays. Each entry has a session.
#pragma once

#include <naru/session/session_base.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "session/lent_sessions.hpp"

namespace naru::detail {

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

  // Walks: see lent_sessions.

  void begin_walk(lent_sessions& walk) noexcept {
    walk.next = walks_;
    walks_ = &walk;
  }
  void end_walk(lent_sessions& walk) noexcept {
    lent_sessions** link = &walks_;
    while (*link != &walk) link = &(*link)->next;
    *link = walk.next;
  }
  /// Lends the next sessions to `walk`, which has none. `session_of` gives the session of an entry,
  /// or null.
  template <class SessionOf>
  void lend(lent_sessions& walk, SessionOf session_of) const noexcept {
    for (; walk.place < places_.size() && !walk.is_full(); ++walk.place) {
      if (session_base* const session = session_of(places_[walk.place])) walk.add(*session);
    }
  }
  [[nodiscard]] bool is_walked() const noexcept { return walks_ != nullptr; }
  /// Call this when a session leaves the table. It stays alive for the walks that have it.
  void keep_for_walks(const std::shared_ptr<session_base>& leaving) noexcept {
    for (lent_sessions* each = walks_; each != nullptr; each = each->next) each->keep(leaving);
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
  lent_sessions* walks_ = nullptr;
};

/// One walk over the sessions of a table. A Guard locks `mutex`, which guards the table.
template <class Guard, class Mutex, class Table, class SessionOf>
class table_walk {
 public:
  table_walk(Mutex& mutex, Table& table, SessionOf session_of) noexcept
      : mutex_(mutex), table_(table), session_of_(session_of) {
    const Guard lock(mutex_);
    table_.begin_walk(lent_);
    table_.lend(lent_, session_of_);
  }
  /// The shares in lent_ are given back after the unlock.
  ~table_walk() {
    const Guard lock(mutex_);
    table_.end_walk(lent_);
  }
  table_walk(const table_walk&) = delete;
  table_walk& operator=(const table_walk&) = delete;

  [[nodiscard]] std::span<session_base* const> sessions() const noexcept { return lent_.all(); }
  /// Takes the next sessions. Returns false if there are no more.
  [[nodiscard]] bool go_on() noexcept {
    if (!lent_.is_full()) return false;
    {
      const Guard lock(mutex_);
      lent_.clear();
    }
    lent_.drop_shares();
    const Guard lock(mutex_);
    table_.lend(lent_, session_of_);
    return true;
  }

 private:
  Mutex& mutex_;
  Table& table_;
  const SessionOf session_of_;
  lent_sessions lent_;
};

/// Calls `visit` with every session of `table`. No lock is held while `visit` runs. An exception
/// that leaves `visit` ends the walk.
template <class Guard, class Mutex, class Table, class SessionOf, class Visit>
void walk(Mutex& mutex, Table& table, SessionOf session_of, Visit&& visit) {
  table_walk<Guard, Mutex, Table, SessionOf> part(mutex, table, session_of);
  do {
    for (session_base* const each : part.sessions()) visit(*each);
  } while (part.go_on());
}

}  // namespace naru::detail
