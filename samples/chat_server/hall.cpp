#include "hall.hpp"

#include "member.hpp"
#include "room.hpp"

namespace samples::chat {

hall::hall(const hall_limits& limits) : limits_(limits) {}
hall::~hall() = default;

bool hall::take_name(std::string_view new_name, std::string_view old_name) {
  const std::lock_guard lock(names_mutex_);
  if (!names_.emplace(new_name).second) return false;
  if (const auto old = names_.find(old_name); old != names_.end()) names_.erase(old);
  return true;
}

void hall::give_back_name(std::string_view name) {
  const std::lock_guard lock(names_mutex_);
  if (const auto known = names_.find(name); known != names_.end()) names_.erase(known);
}

// The broker is told under the lock, so that the first join and the last leave reach it in their
// order.
std::shared_ptr<room> hall::join(std::string_view name, member& joining) {
  const std::lock_guard lock(rooms_mutex_);
  auto place = rooms_.find(name);
  const bool is_new = place == rooms_.end();
  if (is_new) {
    if (rooms_.size() >= limits_.rooms_max) return nullptr;
    place = rooms_.emplace(name, std::make_shared<room>(name)).first;
  }
  std::shared_ptr<room> joined = place->second;
  if (!joined->members.join(joining)) {
    if (is_new) rooms_.erase(place);
    return nullptr;
  }
  ++joined->joined;
  if (is_new && broker_ != nullptr) broker_->subscribe(name);
  return joined;
}

void hall::leave(room& left, member& leaving) {
  const std::lock_guard lock(rooms_mutex_);
  left.members.leave(leaving);
  if (--left.joined != 0) return;
  if (broker_ != nullptr) broker_->unsubscribe(left.name);
  rooms_.erase(left.name);
}

// The members on this server need not wait until the broker has the packet.
void hall::tell(const room& where, const naru::packet& packet) const {
  where.members.broadcast(packet);
  if (broker_ != nullptr) broker_->publish(where.name, packet);
}

void hall::tell_here(std::string_view name, const naru::packet& packet) const {
  std::shared_ptr<room> found;
  {
    const std::lock_guard lock(rooms_mutex_);
    if (const auto place = rooms_.find(name); place != rooms_.end()) found = place->second;
  }
  if (found) found->members.broadcast(packet);
}

}  // namespace samples::chat
