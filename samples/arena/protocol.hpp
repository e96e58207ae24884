// The packets of the arena. Each travels in naru::packet_framing: size and id, then the fields.
//
// A client enters with a name and a password; the first time, that makes the account. Then it is in
// a room, in which it walks on a square field and picks up coins. The room tells all who are in it
// where everybody is, 20 times per second.
#pragma once

#include <naru/packet/packet_reader.hpp>
#include <naru/packet/packet_traits.hpp>
#include <naru/packet/packet_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace samples::arena {

inline constexpr std::uint32_t protocol_version = 1;
inline constexpr std::size_t name_size_max = 16;
inline constexpr std::size_t password_size_max = 64;
inline constexpr std::size_t text_size_max = 200;
/// The field has so many squares on a side.
inline constexpr std::uint8_t side = 32;

enum class packet_id : std::uint16_t {
  // from a client
  enter = 1,
  walk,
  change_room,
  whisper,
  kick,
  // from the server
  welcome = 100,
  refused,
  whispered,
  whisper_result,
  snapshot,
};

enum class direction : std::uint8_t { north, east, south, west };

struct enter {
  static constexpr auto id = packet_id::enter;
  std::uint32_t version = protocol_version;
  std::string_view name;
  std::string_view password;

  void read(naru::packet_reader& from) {
    from.read(version);
    name = from.read_text(name_size_max);
    password = from.read_text(password_size_max);
  }
  void write(naru::packet_writer& to) const {
    to.write(version);
    to.write_text(name);
    to.write_text(password);
  }
};

struct walk {
  static constexpr auto id = packet_id::walk;
  direction where = direction::north;

  void read(naru::packet_reader& from) {
    from.read(where);
    if (where > direction::west) from.fail();
  }
  void write(naru::packet_writer& to) const { to.write(where); }
};

struct change_room {
  static constexpr auto id = packet_id::change_room;
  std::uint16_t room = 0;

  void read(naru::packet_reader& from) { from.read(room); }
  void write(naru::packet_writer& to) const { to.write(room); }
};

/// The sender gets a whisper_result with the same number.
struct whisper {
  static constexpr auto id = packet_id::whisper;
  std::uint32_t number = 0;
  std::string_view to_name;
  std::string_view text;

  void read(naru::packet_reader& from) {
    from.read(number);
    to_name = from.read_text(name_size_max);
    text = from.read_text(text_size_max);
  }
  void write(naru::packet_writer& to) const {
    to.write(number);
    to.write_text(to_name);
    to.write_text(text);
  }
};

/// Only the account that the server's --admin names may send it.
struct kick {
  static constexpr auto id = packet_id::kick;
  std::string_view name;
  std::string_view reason;

  void read(naru::packet_reader& from) {
    name = from.read_text(name_size_max);
    reason = from.read_text(text_size_max);
  }
  void write(naru::packet_writer& to) const {
    to.write_text(name);
    to.write_text(reason);
  }
};

struct welcome {
  static constexpr auto id = packet_id::welcome;
  std::uint64_t account = 0;
  std::uint32_t score = 0;
  std::uint16_t room = 0;

  void read(naru::packet_reader& from) { from.read(account, score, room); }
  void write(naru::packet_writer& to) const { to.write(account, score, room); }
};

/// The connection ends after it.
struct refused {
  static constexpr auto id = packet_id::refused;
  std::string_view why;

  void read(naru::packet_reader& from) { why = from.read_text(text_size_max); }
  void write(naru::packet_writer& to) const { to.write_text(why); }
};

struct whispered {
  static constexpr auto id = packet_id::whispered;
  std::string_view from_name;
  std::string_view text;

  void read(naru::packet_reader& from) {
    from_name = from.read_text(name_size_max);
    text = from.read_text(text_size_max);
  }
  void write(naru::packet_writer& to) const {
    to.write_text(from_name);
    to.write_text(text);
  }
};

struct whisper_result {
  static constexpr auto id = packet_id::whisper_result;
  std::uint32_t number = 0;
  bool delivered = false;

  void read(naru::packet_reader& from) { from.read(number, delivered); }
  void write(naru::packet_writer& to) const { to.write(number, delivered); }
};

/// One player in a snapshot.
struct seen_player {
  static constexpr std::size_t size = 14;
  std::uint64_t account = 0;
  std::uint8_t x = 0;
  std::uint8_t y = 0;
  std::uint32_t score = 0;
};

/// The state of a room at one tick. `missed` ticks before it were skipped. The players follow.
struct snapshot_head {
  static constexpr auto id = packet_id::snapshot;
  std::uint16_t room = 0;
  std::uint32_t tick = 0;
  std::uint32_t missed = 0;

  void read(naru::packet_reader& from) { from.read(room, tick, missed); }
  void write(naru::packet_writer& to) const { to.write(room, tick, missed); }
};

}  // namespace samples::arena
