// lobby: players log in by name, talk in rooms and whisper. Two lobbies can be linked. Limits
// change while it runs, and Ctrl-C sends what is queued before it ends.
//
//     lobby ADDR:PORT LIMITS [ADDR:PORT]     LIMITS: a file with two numbers, read again on SIGHUP
//
// Lines: login NAME, join ROOM, say TEXT, whisper NAME TEXT, kick NAME WHY (only for admin). There
// are no passwords: see arena. A link is for a lobby on this machine, and has the limits of a
// player.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <fstream>
#include <map>

#include "../common/complaint.hpp"

namespace {

using namespace std::chrono_literals;
enum : std::uint32_t { no_login = 1, kicked = 2 };  // the numbers of close codes
struct lobby;
struct room;

/// The connection of a player, or one end of a link to another lobby.
class player : public naru::session<naru::delimited<>> {
 public:
  explicit player(lobby& in, bool opens_link = false) : lobby_(in), is_link_(opens_link) {}

 private:
  void on_connected() override;
  void on_message(naru::const_buffer message) override;
  void on_closed(naru::close_reason reason) override;
  void handle(std::string_view verb, std::string_view rest);
  void log_in(const std::string& name);

  lobby& lobby_;
  bool is_link_;
  std::string name_;  // empty before the login
  room* room_ = nullptr;
};

struct room {
  room(naru::proactor& owner, std::string_view named, const naru::room<player>& linked)
      : name(named), links(linked), turn(owner) {}
  /// The serial gives the lines one order for all who hear them.
  void say(std::string line, bool to_links) {
    turn.post([this, line = std::move(line), to_links] {
      members.broadcast(line);
      if (to_links) links.broadcast("relay " + name + " " + line);
    });
  }

  const std::string name;
  const naru::room<player>& links;
  naru::room<player> members;
  naru::serial turn;
};

struct lobby {
  lobby(naru::proactor& owner, const naru::server_options& options)
      : server(owner, options, [this] { return std::make_shared<player>(*this); }) {}
  std::shared_ptr<player> find(const std::string& name) {
    const std::scoped_lock lock(mutex);
    const auto found = ids.find(name);
    return found == ids.end() ? nullptr : server.find(found->second);
  }
  /// Makes the room if it is not there. If there are a thousand, it is the first of them.
  room& room_of(const std::string& name) {
    const std::scoped_lock lock(mutex);
    if (rooms.size() == 1'000 && !rooms.contains(name)) return rooms.begin()->second;
    return rooms.try_emplace(name, server.owner(), name, links).first->second;
  }

  naru::room<player> links;
  std::mutex mutex;  // guards ids and rooms
  std::map<std::string, std::uint64_t> ids;
  std::map<std::string, room> rooms;
  naru::server<player> server;  // last, so it ends first
};

/// At most 32 bytes of it, so that a name makes no line too long for a link.
std::string take_word(std::string_view& line) {
  const auto word = line.substr(0, line.find(' '));
  line.remove_prefix(std::min(line.size(), word.size() + 1));
  return std::string(word.substr(0, 32));
}

void player::on_connected() {
  if (is_link_) {
    send("link");  // before the lines of the rooms
    lobby_.links.join(*this);
    every(1min, [this] { send("ping"); });  // because the other lobby limits silence
  }
  after(10s, [this] {
    if (name_.empty() && !is_link_) close({no_login, "no login in time"});
  });
}
void player::on_message(naru::const_buffer message) {
  std::string_view rest = message;
  const std::string verb = take_word(rest);
  if (!name_.empty()) return handle(verb, rest);
  if (verb == "login") return log_in(take_word(rest));
  if (verb == "link" && remote_endpoint().address().is_loopback()) {
    is_link_ = lobby_.links.join(*this);
  } else if (verb == "relay" && is_link_) {  // not to links, or it would come back for ever
    lobby_.room_of(take_word(rest)).say(std::string(rest), false);
  }
}
void player::handle(std::string_view verb, std::string_view rest) {
  if (verb == "say" && room_ != nullptr) {
    return room_->say(name_ + ": " + std::string(rest.substr(0, 1'000)), true);
  }
  const std::string first = take_word(rest);
  const auto to = lobby_.find(first);
  if (verb == "join") {
    if (room_ != nullptr) room_->members.leave(*this);
    room_ = &lobby_.room_of(first);
    room_->members.join(*this);
    send("you are in " + first);
  } else if (to && verb == "whisper") {
    to->send(name_ + " whispers: " + std::string(rest));
  } else if (to && verb == "kick" && name_ == "admin") {
    to->send("you are kicked: " + std::string(rest));
    to->close({kicked, rest});
  } else {
    send("that is not possible");
  }
}
void player::log_in(const std::string& name) {
  const std::scoped_lock lock(lobby_.mutex);
  const bool is_free = !name.empty() && lobby_.ids.try_emplace(name, id()).second;
  if (is_free) name_ = name;
  send(is_free ? "welcome, " + name : "that name is taken");
}
void player::on_closed(naru::close_reason) {
  const std::scoped_lock lock(lobby_.mutex);
  lobby_.ids.erase(name_);
}

void load_limits(naru::server<player>& server, const char* file) try {
  naru::server_limits limits{.sessions_max = 0, .messages_per_second_max = 0};
  std::ifstream(file) >> *limits.sessions_max >> *limits.messages_per_second_max;
  server.set_limits(limits);
  server.owner().log(naru::log_level::info, "limits_loaded", {{"sessions", *limits.sessions_max}});
} catch (const std::invalid_argument& refused) {
  server.owner().log(naru::log_level::warning, "limits_refused", {{"why", refused.what()}});
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 3 && argc != 4) throw std::invalid_argument("ADDR:PORT LIMITS [ADDR:PORT]");
  const auto proactor = naru::make_proactor({.log = [](auto level, auto event, auto fields) {
    fmt::print(stderr, "{}\n", naru::log_line(level, event, fields));
  }});
  naru::signal_set signals(*proactor, naru::stop_signals);
  const auto log = std::make_shared<naru::session_log>(*proactor, "lobby");
  lobby all(*proactor, {.address = naru::endpoint::parse(argv[1]), .observer = log});
  load_limits(all.server, argv[2]);
  const auto other = naru::endpoint::parse(argc == 4 ? argv[3] : "0.0.0.0:1");
  naru::client<player> link(*proactor, {.host = other.address().to_string(), .port = other.port()},
                            [&all] { return std::make_shared<player>(all, true); });
  if (argc == 4) link.start();
  all.server.start();
  fmt::print(stderr, "listening on {}\n", all.server.local_endpoint().to_string());
  naru::worker_pool workers(*proactor, 3);
  while (naru::sync_wait(*proactor, signals.wait()).content == naru::signal_kind::hang_up) {
    load_limits(all.server, argv[2]);
  }
  link.stop_blocking(1s);
  all.server.stop_blocking(5s);
  const auto counted = all.server.counters();
  fmt::print(stderr, "served {}, kicked {}\n", counted.accepted, counted.ended_with(kicked));
} catch (const std::exception& error) {
  samples::complain("lobby", error.what());
  return samples::exit_failure;
}
