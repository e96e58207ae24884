#include "chat.hpp"

#include <algorithm>

namespace samples {
namespace {

constexpr std::size_t name_length_max = 32;

/// The argument of a command; empty if `line` is another command.
std::string_view argument(std::string_view line, std::string_view command) {
  if (!line.starts_with(command) || line.size() <= command.size() + 1) return {};
  return line.substr(command.size() + 1, name_length_max);
}

}  // namespace

chat::presence::presence(chat& all, member& one) : chat_(all), member_(one) {
  for (int i = 2; chat_.is_taken(member_.name); ++i) member_.name = "guest" + std::to_string(i);
  chat_.members_.push_back(&member_);
  member_.tell("welcome, " + member_.name + "; try /name, /join, /who and /quit");
  chat_.say(member_, "* " + member_.name + " is here");
}

chat::presence::~presence() {
  std::erase(chat_.members_, &member_);
  chat_.say(member_, "* " + member_.name + " has left");
}

bool chat::handle(member& from, std::string_view line) {
  if (line == "/quit") return false;
  if (const auto name = argument(line, "/name"); !name.empty()) {
    rename(from, name);
  } else if (const auto room = argument(line, "/join"); !room.empty()) {
    move(from, room);
  } else if (line == "/who") {
    list(from);
  } else if (line.starts_with('/')) {
    from.tell("* there is /name NAME, /join ROOM, /who and /quit");
  } else if (!line.empty()) {
    say(from, from.name + ": " + std::string(line));
  }
  return true;
}

void chat::say(const member& from, const std::string& line) {
  for (member* each : members_) {
    if (each != &from && each->room == from.room) each->tell(line);
  }
}

void chat::rename(member& from, std::string_view name) {
  if (is_taken(name)) return from.tell("* that name is taken");
  say(from, "* " + from.name + " is now " + std::string(name));
  from.name = name;
  from.tell("* you are now " + from.name);
}

void chat::move(member& from, std::string_view room) {
  say(from, "* " + from.name + " has gone to " + std::string(room));
  from.room = room;
  from.tell("* you are in " + from.room);
  say(from, "* " + from.name + " is here");
}

void chat::list(member& to) const {
  for (const member* each : members_) to.tell("* " + each->name + " in " + each->room);
}

bool chat::is_taken(std::string_view name) const {
  return std::ranges::any_of(members_, [&](const member* each) { return each->name == name; });
}

}  // namespace samples
