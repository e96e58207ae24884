#include "bot.hpp"

#include <fmt/format.h>

#include "../common/printable.hpp"
#include "crowd.hpp"

namespace samples::arena {
namespace {

constexpr std::size_t steps_per_move = 20;

}  // namespace

void snapshot::read(naru::packet_reader& from) {
  head.read(from);
  players = from.read_count(seen_player::size);
  for (std::size_t i = 0; i < players; ++i) {
    seen_player one;
    from.read(one.account, one.x, one.y, one.score);
    if (one.x >= side || one.y >= side) from.fail();
  }
  if (players == 0) from.fail();  // the bot itself is in the room
}

std::string bot_name(std::size_t number) { return fmt::format("bot_{}", number); }

const naru::packet_handlers<bot&>& bot::handlers() {
  static const auto all =
      naru::packet_handlers<bot&>()
          .on<welcome>([](bot& self, const welcome& one) { self.room_ = one.room; })
          .on<refused>(&bot::on_refused)
          .on<snapshot>(&bot::on_snapshot)
          .on<whispered>([](bot& self, const whispered&) { ++self.crowd_.count().whispers_heard; })
          .on<whisper_result>(&bot::on_whisper_result);
  return all;
}

void bot::on_connected() {
  const std::string name = bot_name(number_);
  send(enter{.name = name, .password = "secret of " + name});
}

void bot::on_message(naru::packet received) {
  if (handlers().dispatch(*this, received) == naru::dispatch_outcome::handled) return;
  crowd_.count().note(crowd_.count().wrong,
                      fmt::format("a packet {} that is unknown or malformed", received.id));
}

void bot::on_closed(naru::close_reason reason) {
  const bool was_there = is_there();
  last_tick_.reset();
  crowd_.lost(reason, was_there);
}

void bot::on_refused(const refused& one) {
  crowd_.count().note(crowd_.count().wrong, "refused: " + printable(one.why));
}

void bot::on_snapshot(const snapshot& one) {
  tally& count = crowd_.count();
  const auto now = owner().now();
  if (!last_tick_) {
    crowd_.arrived();
  } else if (one.head.room == room_) {
    if (one.head.tick != *last_tick_ + 1 + one.head.missed) {
      count.note(count.gaps, fmt::format("tick {} came after tick {}", one.head.tick, *last_tick_));
    }
    count.missed += one.head.missed;
    count.interval.record(now - last_time_);
  }
  ++count.snapshots;
  room_ = one.head.room;
  last_tick_ = one.head.tick;
  last_time_ = now;
}

void bot::on_whisper_result(const whisper_result& one) {
  tally& count = crowd_.count();
  ++(one.delivered ? count.whispers_delivered : count.whispers_not_delivered);
}

void bot::step(bool whispers) {
  tally& count = crowd_.count();
  send(walk{static_cast<direction>(crowd_.random(4))});
  ++count.walks;
  if (crowd_.random(steps_per_move) == 0) {
    send(change_room{.room = static_cast<std::uint16_t>(room_ ^ 1U)});  // there and back again
    ++count.moves;
  }
  if (!whispers) return;
  const std::string to_name = bot_name(crowd_.someone());
  send(whisper{.number = ++whispers_, .to_name = to_name, .text = "meet me at the fountain"});
  ++count.whispers_sent;
}

}  // namespace samples::arena
