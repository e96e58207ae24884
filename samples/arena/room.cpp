#include "room.hpp"

#include <naru/packet/packet_writer.hpp>

#include <algorithm>
#include <utility>
#include <vector>

#include "lobby.hpp"
#include "player.hpp"
#include "treasury.hpp"

namespace samples::arena {
namespace {

constexpr std::uint64_t ticks_per_save = 200;  // ten seconds
constexpr int coins_at_first = 100;

std::uint8_t moved(std::uint8_t place, int by) {
  return static_cast<std::uint8_t>(std::clamp(place + by, 0, side - 1));
}

}  // namespace

room::room(lobby& hall, naru::proactor& owner, treasury& scores, naru::histogram& tick_seconds,
           std::uint16_t number)
    : hall_(hall),
      scores_(scores),
      tick_seconds_(tick_seconds),
      number_(number),
      random_(number + 1U),
      turn_(owner) {
  std::uniform_int_distribution<std::size_t> anywhere(0, side - 1);
  for (int i = 0; i < coins_at_first; ++i) coins_[anywhere(random_)][anywhere(random_)] = true;
  ticks_ = naru::every(turn_, tick_period, [this](const naru::tick& now) { tick(now); });
}

// The names become free last. So the next session of such a name loads the score after this save.
template <class Goes>
void room::retire(Goes goes) {
  std::vector<saved_score> scores;
  std::vector<std::shared_ptr<player>> left;
  std::erase_if(residents_, [&](const auto& each) {
    const auto& [account, one] = each;
    if (!goes(*one.who)) return false;
    scores.push_back({account, one.score});
    left.push_back(one.who);
    return true;
  });
  if (left.empty()) return;
  scores_.save(scores);
  for (const std::shared_ptr<player>& each : left) hall_.leave(each->name());
}

bool room::join(std::shared_ptr<player> who, std::int64_t account, std::uint32_t score) {
  return turn_.post([this, who = std::move(who), account, score]() mutable {
    add(std::move(who), account, score);
  });
}

// A player that has ended meanwhile goes with the next tick.
void room::add(std::shared_ptr<player> who, std::int64_t account, std::uint32_t score) {
  std::uniform_int_distribution<int> anywhere(0, side - 1);
  listeners_.join(*who);
  resident added{.who = std::move(who), .score = score};
  added.x = static_cast<std::uint8_t>(anywhere(random_));
  added.y = static_cast<std::uint8_t>(anywhere(random_));
  residents_.insert_or_assign(account, std::move(added));
}

room::resident* room::find(std::int64_t account) {
  const auto found = residents_.find(account);
  return found != residents_.end() ? &found->second : nullptr;
}

// A player whom `next` refuses goes with the next tick of this room.
bool room::hand_over(std::int64_t account, room& next) {
  return turn_.post([this, account, &next] {
    const resident* const one = find(account);
    if (one == nullptr) return;
    if (!next.join(one->who, account, one->score)) {
      return one->who->put_out(ending::refused, "the room takes nobody now");
    }
    listeners_.leave(*one->who);
    residents_.erase(account);
  });
}

void room::walk(std::int64_t account, direction where) {
  turn_.post([this, account, where] {
    resident* const found = find(account);
    if (found == nullptr) return;
    resident& one = *found;
    one.x = moved(one.x, (where == direction::east) - (where == direction::west));
    one.y = moved(one.y, (where == direction::south) - (where == direction::north));
    pick_up(one);
  });
}

// Another room may still hand over a player to this one. That is refused from here on, and the
// other room saves the score. When the serial has drained, no function uses the residents.
naru::task<> room::stop() {
  co_await turn_.stop_and_wait(naru::stop_mode::drain);
  ticks_.stop();
  retire([](const player&) { return true; });
}

void room::pick_up(resident& one) {
  if (!std::exchange(coins_[one.y][one.x], false)) return;
  ++one.score;
  ++picked_up_;
  one.changed = true;
  std::uniform_int_distribution<std::size_t> anywhere(0, side - 1);
  coins_[anywhere(random_)][anywhere(random_)] = true;
}

void room::tick(const naru::tick& now) {
  const auto begin = std::chrono::steady_clock::now();
  missed_ += now.missed;
  retire([](const player& one) { return !one.is_open(); });
  if (!residents_.empty()) tell(now);
  if (now.number / ticks_per_save != (now.number - 1 - now.missed) / ticks_per_save) save_changed();
  const auto took = std::chrono::steady_clock::now() - begin;
  tick_times_.record(took);
  tick_seconds_.record(took);
}

// One packet for all: it is put together once, and each session sends the same bytes.
void room::tell(const naru::tick& now) {
  std::array<std::byte, 32 + players_max * seen_player::size> storage;
  naru::packet_writer body(storage);
  snapshot_head{number_, static_cast<std::uint32_t>(now.number),
                static_cast<std::uint32_t>(now.missed)}
      .write(body);
  body.write(static_cast<std::uint16_t>(residents_.size()));
  for (const auto& [account, one] : residents_) {
    body.write(static_cast<std::uint64_t>(account), one.x, one.y, one.score);
  }
  listeners_.broadcast(
      {.id = static_cast<std::uint16_t>(packet_id::snapshot), .body = body.bytes()});
}

void room::save_changed() {
  std::vector<saved_score> changed;
  for (auto& [account, one] : residents_) {
    if (std::exchange(one.changed, false)) changed.push_back({account, one.score});
  }
  if (!changed.empty()) scores_.save(changed);
}

}  // namespace samples::arena
