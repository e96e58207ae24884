#include "protocol.hpp"

namespace samples::world {
namespace {

naru::packet packet_of(packet_id id, const packet_writer& out) {
  return {static_cast<std::uint16_t>(id), out.bytes()};
}

}  // namespace

std::optional<std::uint16_t> read_enter(naru::const_buffer body) noexcept {
  packet_reader reader(body);
  const std::uint16_t version = reader.u16();
  if (!reader.finished()) return std::nullopt;
  return version;
}

std::optional<direction> read_steer(naru::const_buffer body) noexcept {
  packet_reader reader(body);
  const direction where = reader.u8();
  if (!reader.finished() || where >= directions) return std::nullopt;
  return where;
}

std::optional<welcome_packet> read_welcome(naru::const_buffer body) noexcept {
  packet_reader reader(body);
  welcome_packet read;
  read.player = reader.u32();
  read.tick = reader.u32();
  read.ticks_per_second = reader.u16();
  read.side = reader.u32();
  read.cell = reader.u16();
  read.seen_max = reader.u16();
  if (!reader.finished() || read.ticks_per_second == 0 || read.cell == 0) return std::nullopt;
  return read;
}

std::optional<std::string_view> read_refused(naru::const_buffer body) noexcept {
  packet_reader reader(body);
  const std::string_view why = reader.text();
  if (!reader.finished()) return std::nullopt;
  return why;
}

naru::packet compose_enter(packet_writer& out) {
  out.clear();
  out.u16(protocol_version);
  return packet_of(packet_id::enter, out);
}

naru::packet compose_steer(packet_writer& out, direction where) {
  out.clear();
  out.u8(where);
  return packet_of(packet_id::steer, out);
}

naru::packet compose(packet_writer& out, const welcome_packet& welcome) {
  out.clear();
  out.u32(welcome.player);
  out.u32(welcome.tick);
  out.u16(welcome.ticks_per_second);
  out.u32(welcome.side);
  out.u16(welcome.cell);
  out.u16(welcome.seen_max);
  return packet_of(packet_id::welcome, out);
}

naru::packet compose_refused(packet_writer& out, std::string_view why) {
  out.clear();
  out.text(why);
  return packet_of(packet_id::refused, out);
}

update_writer::update_writer(packet_writer& out, std::uint32_t tick) : out_(out) {
  out_.clear();
  out_.u32(tick);
  out_.u16(0);  // the count, which finish writes
}

void update_writer::add(std::uint32_t player, position where) {
  out_.u32(player);
  out_.u16(where.x);
  out_.u16(where.y);
  ++count_;
}

naru::packet update_writer::finish() {
  out_.patch_u16(header_size - sizeof(count_), count_);
  return packet_of(packet_id::update, out_);
}

}  // namespace samples::world
