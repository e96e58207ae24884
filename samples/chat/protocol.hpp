// The chat's protocol: the packets between chat_server and chat_client.
//
// Each packet is a frame of naru::packet_framing, {u16 size, u16 id} and a body, little-endian.
// Except in one packet, the body is a fixed number of texts. A text is {u16 size, bytes}, UTF-8
// without control characters.
//
//     from the client        the server answers
//     1   name   NAME        100 named    NAME               to the sender
//                            101 renamed  ROOM, OLD, NAME    to each room that it is in
//     2   join   ROOM        102 joined   ROOM, NAME         to the room, with the sender
//     3   leave  ROOM        103 left     ROOM, NAME         to the room, with the sender
//     4   say    ROOM, TEXT  104 said     ROOM, NAME, TEXT   to the room, with the sender
//
//     whatever is wrong      105 refused  u16 refusal, u16 id of what is refused, TEXT for people
//
// A client names itself first, and can be in any number of rooms. A room exists as soon as
// somebody joins it. The words of one client are heard in their order. A client that disconnects
// without leaving has left all the same. A packet that is refused changes nothing, and the
// connection stays.
#pragma once

#include <naru/packet/packet.hpp>
#include <naru/packet/packet_reader.hpp>
#include <naru/packet/packet_writer.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace samples::chat {

enum class packet_id : std::uint16_t {
  name = 1,
  join = 2,
  leave = 3,
  say = 4,

  named = 100,
  renamed = 101,
  joined = 102,
  left = 103,
  said = 104,
  refused = 105,
};

enum class refusal : std::uint16_t {
  malformed = 1,   ///< the body does not have the form for its number
  unknown_packet,  ///< no such number
  not_text,        ///< not UTF-8, or with control characters
  empty,           ///< a name, a room or a text has no bytes
  too_long,        ///< more bytes than this server allows
  name_taken,      ///< somebody else on this server has the name
  no_name,         ///< the sender has no name yet
  no_such_room,    ///< the sender is in no room of that name
  already_there,   ///< the sender is in that room
  too_many_rooms,  ///< the member is in too many, or the server has too many
};

/// A packet that is so many texts. After it was read they refer to the bytes that came.
template <packet_id Id, std::size_t Count>
struct text_packet {
  static constexpr packet_id id = Id;
  std::array<std::string_view, Count> texts;

  void read(naru::packet_reader& from) {
    for (std::string_view& each : texts) each = from.read_text();
  }
  void write(naru::packet_writer& to) const {
    for (const std::string_view each : texts) to.write_text(each);
  }
};

using name_request = text_packet<packet_id::name, 1>;
using join_request = text_packet<packet_id::join, 1>;
using leave_request = text_packet<packet_id::leave, 1>;
using say_request = text_packet<packet_id::say, 2>;

using named_packet = text_packet<packet_id::named, 1>;
using renamed_packet = text_packet<packet_id::renamed, 3>;
using joined_packet = text_packet<packet_id::joined, 2>;
using left_packet = text_packet<packet_id::left, 2>;
using said_packet = text_packet<packet_id::said, 3>;

struct refused_packet {
  static constexpr packet_id id = packet_id::refused;
  refusal why = refusal::malformed;
  std::uint16_t refused_id = 0;
  std::string_view text;

  void read(naru::packet_reader& from) {
    from.read(why, refused_id);
    text = from.read_text();
  }
  void write(naru::packet_writer& to) const {
    to.write(why, refused_id);
    to.write_text(text);
  }
};

/// The room that hears `packet`. Empty if the packet is malformed, or is not one that rooms hear.
/// For packets that a server passes on but did not make.
[[nodiscard]] std::optional<std::string_view> room_that_hears(const naru::packet& packet);

}  // namespace samples::chat
