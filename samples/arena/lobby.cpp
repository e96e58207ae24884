#include "lobby.hpp"

#include <algorithm>
#include <utility>

#include "player.hpp"

namespace samples::arena {

lobby::lobby(naru::proactor& owner, treasury& scores, naru::histogram& tick_seconds,
             std::size_t rooms)
    : proactor_(owner), taken_(rooms, 0), turn_(owner, {.waiting_max = rooms * room::players_max}) {
  for (std::size_t i = 0; i < rooms; ++i) {
    rooms_.emplace_back(*this, owner, scores, tick_seconds, static_cast<std::uint16_t>(i));
  }
}

naru::task<room*> lobby::admit(std::string name, std::shared_ptr<player> who) {
  co_await turn_.enter();
  const auto emptiest = std::ranges::min_element(taken_);
  const auto index = static_cast<std::size_t>(emptiest - taken_.begin());
  room* found = nullptr;
  if (*emptiest < room::players_max &&
      guests_.try_emplace(std::move(name), guest{who, index}).second) {
    ++*emptiest;
    found = &rooms_[index];
  }
  co_await naru::resume_on(proactor_);
  co_return found;
}

naru::task<room*> lobby::change_room(std::string name, std::uint16_t number) {
  co_await turn_.enter();
  room* found = nullptr;
  const auto here = guests_.find(name);
  if (here != guests_.end() && number < rooms_.size() && taken_[number] < room::players_max) {
    --taken_[std::exchange(here->second.room, number)];
    ++taken_[number];
    found = &rooms_[number];
  }
  co_await naru::resume_on(proactor_);
  co_return found;
}

naru::task<std::shared_ptr<player>> lobby::find(std::string name) {
  co_await turn_.enter();
  const auto here = guests_.find(name);
  std::shared_ptr<player> found = here != guests_.end() ? here->second.who.lock() : nullptr;
  co_await naru::resume_on(proactor_);
  co_return found;
}

// No leave is refused: there is one for each seat at most.
void lobby::leave(std::string name) {
  turn_.post([this, name = std::move(name)] {
    const auto here = guests_.find(name);
    if (here == guests_.end()) return;
    --taken_[here->second.room];
    guests_.erase(here);
  });
}

naru::task<> lobby::stop() {
  for (room& each : rooms_) co_await each.stop();
}

}  // namespace samples::arena
