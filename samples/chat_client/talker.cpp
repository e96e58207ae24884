#include "talker.hpp"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "../common/printable.hpp"

namespace samples::chat {
namespace {

constexpr std::size_t line_size_max = 32'768;  // bytes, so that it fits into a packet
constexpr std::string_view help = "/name NAME, /join ROOM and /quit; anything else is said";

// Flushed, because a program that reads from a pipe needs each line at once.
void print(const std::string& line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

// Empty if `line` is another command.
std::string_view argument(std::string_view line, std::string_view command) {
  if (!line.starts_with(command)) return {};
  line.remove_prefix(command.size());
  return line.starts_with(' ') ? line.substr(1) : std::string_view();
}

template <std::size_t Count>
std::array<std::string, Count> printable_texts(naru::const_buffer body) {
  std::array<std::string, Count> texts;
  const auto came = read_texts<Count>(body);
  for (std::size_t i = 0; i < Count; ++i) texts[i] = came ? printable((*came)[i]) : "?";
  return texts;
}

}  // namespace

void talker::on_connected() {
  print(fmt::format("* connected to {}", remote_endpoint().to_string()));
  send_texts(packet_id::name, conversation_.name);
  enter(conversation_.room);
  take_lines();
}

void talker::on_closed(naru::close_reason reason) {
  if (reason == naru::close_reason::closed_by_program) return left_();
  if (reason == naru::close_reason::server_stopped) return;
  print(fmt::format("* disconnected: {}; connecting again", naru::describe(reason)));
}

// ---- typed lines

void talker::take_lines() {
  while (is_open()) {
    const auto line = conversation_.next_line();
    if (!line) break;
    carry_out(*line);
  }
  if (conversation_.has_ended()) close();
}

void talker::carry_out(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() > line_size_max) return print("! that line is too long");
  if (line == "/quit") return close();
  if (const auto name = argument(line, "/name"); !name.empty()) return rename(name);
  if (const auto room = argument(line, "/join"); !room.empty()) return move(room);
  if (line.starts_with('/')) return print(fmt::format("! there is {}", help));
  if (!line.empty()) send_texts(packet_id::say, conversation_.room, line);
}

// The server lets nobody into a room without a name, so the room may have to be joined now.
void talker::rename(std::string_view name) {
  conversation_.name = name;
  send_texts(packet_id::name, name);
  if (room_.empty()) enter(conversation_.room);
}

void talker::move(std::string_view room) {
  if (room == room_) return print("! you are there already");
  if (!room_.empty()) send_texts(packet_id::leave, room_);
  enter(room);
}

void talker::enter(std::string_view room) {
  room_ = room;
  conversation_.room = room_;
  send_texts(packet_id::join, room_);
}

template <class... Texts>
void talker::send_texts(packet_id id, const Texts&... texts) {
  send(compose(out_, id, texts...));
}

// ---- received packets

void talker::on_message(naru::packet packet) {
  switch (static_cast<packet_id>(packet.id)) {
    case packet_id::named: {
      const auto [name] = printable_texts<1>(packet.body);
      return print(fmt::format("* you are {}", name));
    }
    case packet_id::renamed: {
      const auto [room, old, name] = printable_texts<3>(packet.body);
      return print(fmt::format("* {} is now {}", old, name));
    }
    case packet_id::joined: {
      const auto [room, name] = printable_texts<2>(packet.body);
      return print(fmt::format("* {} is in {}", name, room));
    }
    case packet_id::left: {
      const auto [room, name] = printable_texts<2>(packet.body);
      return print(fmt::format("* {} has left {}", name, room));
    }
    case packet_id::said: {
      const auto [room, name, text] = printable_texts<3>(packet.body);
      return print(fmt::format("[{}] {}: {}", room, name, text));
    }
    case packet_id::refused:
      return on_refused(read_refused(packet.body).value_or(refused_packet{}));
    default:
      print(fmt::format("? packet {} of {} bytes", packet.id, packet.body.size()));
  }
}

void talker::on_refused(const refused_packet& refused) {
  if (refused.refused_id == static_cast<std::uint16_t>(packet_id::join)) room_.clear();
  print(fmt::format("! {}", printable(refused.text)));
}

}  // namespace samples::chat
