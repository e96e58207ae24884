#include "protocol.hpp"

namespace samples::world {
namespace {

constexpr std::size_t count_at = sizeof(update_packet::tick);

}  // namespace

void steer_request::read(naru::packet_reader& from) {
  from.read(where);
  if (where >= directions) from.fail();
}

void welcome_packet::read(naru::packet_reader& from) {
  from.read(player, tick, ticks_per_second, side, cell, seen_max);
  if (ticks_per_second == 0 || cell == 0) from.fail();
}

void welcome_packet::write(naru::packet_writer& to) const {
  to.write(player, tick, ticks_per_second, side, cell, seen_max);
}

void update_packet::read(naru::packet_reader& from) {
  from.read(tick);
  players = from.read_raw(from.read_count(player_size) * player_size);
}

update_writer::update_writer(naru::mutable_buffer room, std::uint32_t tick) : out_(room) {
  out_.write(tick, count_);  // finish writes the count anew
}

void update_writer::add(std::uint32_t player, position where) {
  out_.write(player, where.x, where.y);
  ++count_;
}

naru::packet update_writer::finish() {
  out_.overwrite(count_at, count_);
  return {static_cast<std::uint16_t>(packet_id::update), out_.bytes()};
}

}  // namespace samples::world
