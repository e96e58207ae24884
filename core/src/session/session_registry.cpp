#include "session_registry.hpp"

#include <utility>

namespace naru::detail {

std::uint64_t session_registry::reserve() {
  const std::lock_guard lock(mutex_);
  if (free_.empty()) {
    free_.reserve(places_.size() + 1);  // so that giving the place back cannot fail
    places_.emplace_back();
    free_.push_back(static_cast<std::uint32_t>(places_.size() - 1));
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  places_[place].id = ++last_serial_ << place_bits | place;
  return places_[place].id;
}

void session_registry::put(std::uint64_t id, std::shared_ptr<session_base> session) {
  const std::lock_guard lock(mutex_);
  places_[place_of(id)].session = std::move(session);
}

void session_registry::remove(std::uint64_t id) {
  std::shared_ptr<session_base> removed;  // destroyed without the lock
  const std::lock_guard lock(mutex_);
  place_entry& entry = places_[place_of(id)];
  removed = std::move(entry.session);
  entry = {};
  free_.push_back(static_cast<std::uint32_t>(place_of(id)));
}

std::shared_ptr<session_base> session_registry::find(std::uint64_t id) const {
  const std::lock_guard lock(mutex_);
  const std::size_t place = place_of(id);
  if (id == 0 || place >= places_.size() || places_[place].id != id) return {};
  return places_[place].session;
}

std::size_t session_registry::size() const {
  const std::lock_guard lock(mutex_);
  return places_.size() - free_.size();
}

std::size_t session_registry::copy_some(std::size_t& place,
                                        std::array<std::shared_ptr<session_base>, 64>& some) const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (; place < places_.size() && count < some.size(); ++place) {
    if (places_[place].session) some[count++] = places_[place].session;
  }
  return count;
}

}  // namespace naru::detail
