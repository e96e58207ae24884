// The world's protocol: the packets between world_server and world_bots.
//
// Each packet is a frame of naru::packet_framing, {u16 size, u16 id} and a body, little-endian.
//
//     from the player
//     1   enter    u16 version                           once, first
//     2   steer    u8 direction                          0: stand; 1 to 8: north, and on clockwise
//
//     from the server
//     100 welcome  u32 player, u32 tick, u16 ticks_per_second, u32 side, u16 cell, u16 seen_max
//     101 update   u32 tick, u16 count, count × {u32 player, u16 x, u16 y}
//     102 refused  text                                  then the server closes the connection
//
// The world is a square of `side` units, with positions from 0 to side - 1. It is divided into
// cells. In each tick a player is told the positions of all players in its own cell and the eight
// cells around it, itself included, but of no more than seen_max.
#pragma once

#include <naru/buffer.hpp>
#include <naru/packet/packet_reader.hpp>
#include <naru/packet/packet_writer.hpp>
#include <naru/session/packet_framing.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace samples::world {

inline constexpr std::uint16_t protocol_version = 1;

enum class packet_id : std::uint16_t {
  enter = 1,
  steer = 2,

  welcome = 100,
  update = 101,
  refused = 102,
};

/// 0 means to stand.
using direction = std::uint8_t;
inline constexpr direction directions = 9;

struct position {
  std::uint16_t x = 0;
  std::uint16_t y = 0;

  friend bool operator==(const position&, const position&) = default;
};

struct enter_request {
  static constexpr packet_id id = packet_id::enter;
  std::uint16_t version = protocol_version;

  void read(naru::packet_reader& from) { from.read(version); }
  void write(naru::packet_writer& to) const { to.write(version); }
};

struct steer_request {
  static constexpr packet_id id = packet_id::steer;
  direction where = 0;

  void read(naru::packet_reader& from);
  void write(naru::packet_writer& to) const { to.write(where); }
};

struct welcome_packet {
  static constexpr packet_id id = packet_id::welcome;
  std::uint32_t player = 0;
  std::uint32_t tick = 0;
  std::uint16_t ticks_per_second = 0;
  std::uint32_t side = 0;
  std::uint16_t cell = 0;
  std::uint16_t seen_max = 0;

  void read(naru::packet_reader& from);
  void write(naru::packet_writer& to) const;
};

struct refused_packet {
  static constexpr packet_id id = packet_id::refused;
  std::string_view why;

  void read(naru::packet_reader& from) { why = from.read_text(); }
  void write(naru::packet_writer& to) const { to.write_text(why); }
};

/// An update that was received. update_writer builds one.
struct update_packet {
  static constexpr packet_id id = packet_id::update;
  static constexpr std::size_t header_size = 6;
  static constexpr std::size_t player_size = 8;
  std::uint32_t tick = 0;
  naru::const_buffer players;  // player_size bytes for each; they refer to the bytes that came

  void read(naru::packet_reader& from);
  /// Calls `visit(player, position)` for each player.
  template <class Visit>
  void for_each(Visit visit) const {
    for (naru::packet_reader from(players); from.remaining() != 0;) {
      std::uint32_t player = 0;
      position where;
      from.read(player, where.x, where.y);
      visit(player, where);
    }
  }
};

/// Builds an update in `room`, player by player, and refers to it.
///
///     update_writer update(room, tick);
///     update.add(player, where);
///     session.send(update.finish());
class update_writer {
 public:
  static constexpr std::size_t players_max =
      (naru::packet_framing::body_size_limit - update_packet::header_size) /
      update_packet::player_size;

  update_writer(naru::mutable_buffer room, std::uint32_t tick);
  void add(std::uint32_t player, position where);
  [[nodiscard]] std::uint16_t count() const noexcept { return count_; }
  [[nodiscard]] naru::packet finish();

 private:
  naru::packet_writer out_;
  std::uint16_t count_ = 0;
};

}  // namespace samples::world
