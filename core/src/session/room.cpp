#include <naru/session/room.hpp>

#include <utility>

#include "session/broadcast.hpp"
#include "session/room_members.hpp"
#include "session/session_core.hpp"

namespace naru::detail {

room_base::room_base() : members_(std::make_shared<room_members>()) {}
room_base::~room_base() { members_->remove_all(); }

std::size_t room_base::size() const { return members_->size(); }
room_counters room_base::counters() const noexcept { return members_->counters(); }
bool room_base::add(session_base& joining) { return members_->add(joining); }
bool room_base::remove(session_base& leaving) { return members_->remove(leaving); }

bool room_base::has(const session_base& one) const {
  const session_core* const core = session_core::of(one);
  return core != nullptr && core->is_in(*members_);
}

void room_base::visit_sessions(const std::function<void(session_base&)>& visit) const {
  members_->for_each(visit);
}

std::size_t room_base::send_to_sessions(
    const segment_pointer& holder, const_buffer bytes,
    const std::function<bool(const session_base&)>& filter) const {
  broadcast sending(holder, bytes);
  members_->for_each([&](session_base& each) {
    if (!filter || filter(each)) sending.send_to(each);
  });
  members_->count_broadcast(sending.queued(), bytes.size());
  return sending.queued();
}

bool room_members::add(session_base& joining) {
  session_core* const core = session_core::of(joining);
  if (core == nullptr) return false;
  auto added = std::make_unique<room_membership>(shared_from_this(), joining);
  const guard lock(mutex_);
  const std::size_t place = table_.take();
  added->place = place;
  if (!core->add_membership(*added)) {
    table_.give_back(place);
    return false;
  }
  table_[place] = added.release();
  return true;
}

bool room_members::remove(session_base& leaving) noexcept {
  session_core* const core = session_core::of(leaving);
  if (core == nullptr) return false;
  const guard lock(mutex_);
  keep_for_walks(leaving);
  const std::unique_ptr<room_membership> ended(core->remove_membership(*this));
  if (ended) table_.give_back(ended->place);
  return ended != nullptr;
}

void room_members::remove(room_membership& ended) noexcept {
  const guard lock(mutex_);
  keep_for_walks(ended.session);
  table_.give_back(ended.place);
}

// Needs the lock. Call this before the session forgets the room: until then its end waits for the
// lock, and afterwards another thread may end and free it. The caller may have no share of the
// session, if a walk over this room visits it. A session that is being destroyed has none left, and
// no walk has it.
void room_members::keep_for_walks(session_base& leaving) noexcept {
  if (table_.is_walked()) table_.keep_for_walks(leaving.weak_from_this().lock());
}

// If a session has taken its memberships already, the session removes them itself.
void room_members::remove_all() noexcept {
  const guard lock(mutex_);
  for (std::size_t place = 0; place < table_.places(); ++place) {
    room_membership* const member = table_[place];
    if (member == nullptr) continue;
    keep_for_walks(member->session);
    const std::unique_ptr<room_membership> ended(
        session_core::of(member->session)->remove_membership(*this));
    if (ended) table_.give_back(place);
  }
}

std::size_t room_members::size() const noexcept {
  const guard lock(mutex_);
  return table_.taken();
}

bool session_core::add_membership(room_membership& added) noexcept {
  const session_lock lock = locked();
  return life_.add_membership(added);
}

room_membership* session_core::remove_membership(const room_members& room) noexcept {
  const session_lock lock = locked();
  return life_.remove_membership(room);
}

bool session_core::is_in(const room_members& room) const noexcept {
  const session_lock lock = locked();
  return life_.find_membership(room) != nullptr;
}

}  // namespace naru::detail
