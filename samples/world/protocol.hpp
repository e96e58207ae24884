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
#include <naru/session/packet_framing.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "../common/packet_reader.hpp"
#include "../common/packet_writer.hpp"

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

struct welcome_packet {
  std::uint32_t player = 0;
  std::uint32_t tick = 0;
  std::uint16_t ticks_per_second = 0;
  std::uint32_t side = 0;
  std::uint16_t cell = 0;
  std::uint16_t seen_max = 0;
};

/// Each reads the body of its packet. The result is empty if the body is malformed.
[[nodiscard]] std::optional<std::uint16_t> read_enter(naru::const_buffer body) noexcept;
[[nodiscard]] std::optional<direction> read_steer(naru::const_buffer body) noexcept;
[[nodiscard]] std::optional<welcome_packet> read_welcome(naru::const_buffer body) noexcept;
[[nodiscard]] std::optional<std::string_view> read_refused(naru::const_buffer body) noexcept;

/// Each builds a packet in `out`, to which the packet refers.
[[nodiscard]] naru::packet compose_enter(packet_writer& out);
[[nodiscard]] naru::packet compose_steer(packet_writer& out, direction where);
[[nodiscard]] naru::packet compose(packet_writer& out, const welcome_packet& welcome);
[[nodiscard]] naru::packet compose_refused(packet_writer& out, std::string_view why);

/// Builds an update, player by player.
///
///     update_writer update(out, tick);
///     update.add(player, where);
///     session.send(update.finish());
class update_writer {
 public:
  static constexpr std::size_t header_size = 6;
  static constexpr std::size_t player_size = 8;
  static constexpr std::size_t players_max =
      (naru::packet_framing::body_size_limit - header_size) / player_size;

  update_writer(packet_writer& out, std::uint32_t tick);
  void add(std::uint32_t player, position where);
  [[nodiscard]] std::uint16_t count() const noexcept { return count_; }
  [[nodiscard]] naru::packet finish();

 private:
  packet_writer& out_;
  std::uint16_t count_ = 0;
};

/// Reads an update: calls `visit(player, position)` for each player, and returns the tick. Empty
/// if the body is malformed.
template <class Visit>
[[nodiscard]] std::optional<std::uint32_t> read_update(naru::const_buffer body, Visit visit) {
  packet_reader reader(body);
  const std::uint32_t tick = reader.u32();
  const std::uint16_t count = reader.u16();
  for (std::uint16_t i = 0; i < count && reader.good(); ++i) {
    const std::uint32_t player = reader.u32();
    const position where{reader.u16(), reader.u16()};
    if (reader.good()) visit(player, where);
  }
  if (!reader.finished()) return std::nullopt;
  return tick;
}

}  // namespace samples::world
