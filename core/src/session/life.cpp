#include "session/life.hpp"

#include <cassert>
#include <utility>

#include "session/overdue.hpp"
#include "session/room_members.hpp"

namespace naru::detail {

void life::enter(phase next) noexcept {
  assert(next > phase_);  // invariant: phases-go-forward
  assert(next != phase::draining || phase_ == phase::flushing);
  assert(next != phase::closed || phase_ == phase::closing);
  assert(next != phase::open || admitted_);
  if (next == phase::open) was_open_ = true;
  phase_ = next;
}

void life::end_for(close_reason reason, close_mode mode, const std::error_code& error) noexcept {
  assert(phase_ < phase::closing);
  mode_ = mode;
  if (phase_ > phase::open) return;
  reason_ = reason;
  error_ = error;
}

void life::note_code(kept_code&& code) noexcept {
  assert(phase_ <= phase::open);  // the text of an earlier code may be in use
  code_ = std::move(code);
}

void life::set_remote(const endpoint& remote) noexcept {
  assert(!admitted_);  // by another address it could not leave
  remote_ = remote;
}

bool life::has_waited(std::chrono::milliseconds limit, proactor::time_point now) const noexcept {
  return has_passed(limit, since_, now);
}

bool life::note_close_overdue() noexcept {
  assert(phase_ == phase::flushing || phase_ == phase::draining);
  return std::exchange(close_is_overdue_, true);
}

bool life::add_membership(room_membership& added) noexcept {
  if (phase_ != phase::open || find_membership(*added.room) != nullptr) return false;
  added.next = std::exchange(memberships_, &added);
  return true;
}

room_membership* life::remove_membership(const room_members& room) noexcept {
  for (room_membership** link = &memberships_; *link != nullptr; link = &(*link)->next) {
    if ((*link)->room.get() != &room) continue;
    room_membership* const removed = *link;
    *link = removed->next;
    return removed;
  }
  return nullptr;
}

const room_membership* life::find_membership(const room_members& room) const noexcept {
  const room_membership* each = memberships_;
  while (each != nullptr && each->room.get() != &room) each = each->next;
  return each;
}

// A session that is closed joins no other room, so this takes all for good.
room_membership* life::take_memberships() noexcept {
  assert(phase_ == phase::closed);
  return std::exchange(memberships_, nullptr);
}

bool life::invariants() const noexcept {
  assert(phase_ != phase::open || was_open_);
  assert(!was_open_ || admitted_);
  assert(memberships_ == nullptr || was_open_);
  assert(!close_is_overdue_ || phase_ >= phase::flushing);
  assert(phase_ > phase::open || !error_);
  return true;
}

}  // namespace naru::detail
