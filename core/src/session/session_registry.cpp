#include "session/session_registry.hpp"

#include <cassert>
#include <utility>

namespace naru::detail {

std::uint64_t session_registry::reserve() {
  const guard lock(mutex_);
  const std::size_t place = table_.take();
  return table_[place].id = ++last_serial_ << place_bits | place;
}

void session_registry::put(std::uint64_t id, std::shared_ptr<session_base> session) {
  const guard lock(mutex_);
  assert(table_[place_of(id)].id == id && !table_[place_of(id)].session);
  table_[place_of(id)].session = std::move(session);
}

void session_registry::remove(std::uint64_t id) {
  std::shared_ptr<session_base> removed;  // before the lock, to be destroyed without it
  const guard lock(mutex_);
  assert(table_[place_of(id)].id == id);
  removed = std::move(table_[place_of(id)].session);
  table_.keep_for_walks(removed);
  table_.give_back(place_of(id));
}

std::shared_ptr<session_base> session_registry::find(std::uint64_t id) const {
  const guard lock(mutex_);
  const std::size_t place = place_of(id);
  if (id == 0 || place >= table_.places() || table_[place].id != id) return {};
  return table_[place].session;
}

std::size_t session_registry::size() const {
  const guard lock(mutex_);
  return table_.taken();
}

}  // namespace naru::detail
