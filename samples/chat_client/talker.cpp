#include "talker.hpp"

#include <fmt/format.h>

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

}  // namespace

void talker::on_connected() {
  print(fmt::format("* connected to {}", remote_endpoint().to_string()));
  send(name_request{conversation_.name});
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
  if (!line.empty()) send(say_request{conversation_.room, line});
}

// The server lets nobody into a room without a name, so the room may have to be joined now.
void talker::rename(std::string_view name) {
  conversation_.name = name;
  send(name_request{name});
  if (room_.empty()) enter(conversation_.room);
}

void talker::move(std::string_view room) {
  if (room == room_) return print("! you are there already");
  if (!room_.empty()) send(leave_request{room_});
  enter(room);
}

void talker::enter(std::string_view room) {
  room_ = room;
  conversation_.room = room_;
  send(join_request{room_});
}

// ---- received packets

const naru::packet_handlers<talker&>& talker::handlers() {
  static const auto all =
      naru::packet_handlers<talker&>()
          .on<named_packet>([](talker&, const named_packet& heard) {
            const auto [name] = heard.texts;
            print(fmt::format("* you are {}", printable(name)));
          })
          .on<renamed_packet>([](talker&, const renamed_packet& heard) {
            const auto [room, old, name] = heard.texts;
            print(fmt::format("* {} is now {}", printable(old), printable(name)));
          })
          .on<joined_packet>([](talker&, const joined_packet& heard) {
            const auto [room, name] = heard.texts;
            print(fmt::format("* {} is in {}", printable(name), printable(room)));
          })
          .on<left_packet>([](talker&, const left_packet& heard) {
            const auto [room, name] = heard.texts;
            print(fmt::format("* {} has left {}", printable(name), printable(room)));
          })
          .on<said_packet>([](talker&, const said_packet& heard) {
            const auto [room, name, text] = heard.texts;
            print(fmt::format("[{}] {}: {}", printable(room), printable(name), printable(text)));
          })
          .on<refused_packet>(&talker::on_refused);
  return all;
}

void talker::on_message(naru::packet packet) {
  if (handlers().dispatch(*this, packet) != naru::dispatch_outcome::handled) {
    print(fmt::format("? packet {} of {} bytes", packet.id, packet.body.size()));
  }
}

void talker::on_refused(const refused_packet& refused) {
  if (refused.refused_id == static_cast<std::uint16_t>(packet_id::join)) room_.clear();
  print(fmt::format("! {}", printable(refused.text)));
}

}  // namespace samples::chat
