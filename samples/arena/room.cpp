#include "room.hpp"

#include <naru/packet/packet_writer.hpp>

#include <algorithm>
#include <utility>
#include <vector>

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

room::room(naru::proactor& owner, treasury& scores, naru::histogram& tick_seconds,
           std::uint16_t number)
    : scores_(scores),
      tick_seconds_(tick_seconds),
      number_(number),
      random_(number + 1U),
      turn_(owner) {
  std::uniform_int_distribution<std::size_t> anywhere(0, side - 1);
  for (int i = 0; i < coins_at_first; ++i) coins_[anywhere(random_)][anywhere(random_)] = true;
  ticks_ = naru::every(turn_, tick_period, [this](const naru::tick& now) { tick(now); });
}

void room::join(std::shared_ptr<player> who, std::int64_t account, std::uint32_t score) {
  turn_.post([this, who = std::move(who), account, score]() mutable {
    add(std::move(who), account, score);
  });
}

// A player that has ended has left already: perhaps this room, before it was here.
void room::add(std::shared_ptr<player> who, std::int64_t account, std::uint32_t score) {
  if (!who->is_open()) return scores_.save({{account, score}});
  std::uniform_int_distribution<int> anywhere(0, side - 1);
  listeners_.join(*who);
  const auto x = static_cast<std::uint8_t>(anywhere(random_));
  const auto y = static_cast<std::uint8_t>(anywhere(random_));
  residents_.insert_or_assign(account, resident{std::move(who), x, y, score, false});
}

room::resident* room::find(std::int64_t account) {
  const auto found = residents_.find(account);
  return found != residents_.end() ? &found->second : nullptr;
}

void room::leave(std::int64_t account) {
  turn_.post([this, account] {
    const resident* const one = find(account);
    if (one == nullptr) return;
    scores_.save({{account, one->score}});
    residents_.erase(account);
  });
}

void room::hand_over(std::int64_t account, room& next) {
  turn_.post([this, account, &next] {
    resident* const one = find(account);
    if (one == nullptr) return;
    listeners_.leave(*one->who);
    next.join(std::move(one->who), account, one->score);
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

void room::stop() {
  ticks_.stop();
  turn_.post([this] { save_changed(); });
  turn_.stop(naru::stop_mode::drain);
}

void room::pick_up(resident& one) {
  if (!std::exchange(coins_[one.y][one.x], false)) return;
  ++one.score;
  one.changed = true;
  std::uniform_int_distribution<std::size_t> anywhere(0, side - 1);
  coins_[anywhere(random_)][anywhere(random_)] = true;
}

void room::tick(const naru::tick& now) {
  const auto begin = std::chrono::steady_clock::now();
  missed_ += now.missed;
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
  if (!changed.empty()) scores_.save(std::move(changed));
}

}  // namespace samples::arena
