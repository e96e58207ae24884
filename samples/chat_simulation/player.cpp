#include "player.hpp"

#include <fmt/format.h>

#include <chrono>

#include "../chat_client/bots/remark.hpp"
#include "../common/printable.hpp"

namespace samples::chat {
namespace {

using namespace std::chrono_literals;

constexpr auto name_retry = 1s;
constexpr auto thought_min = 2s;
constexpr std::uint64_t thought_range_ms = 10'000;
constexpr std::uint64_t remarks_per_room = 40;  // on average, before it goes to another

}  // namespace

void player_session::on_connected() {
  ++self_.connections;
  self_.first_said.insert(self_.said + 1);
  say_name();
}

void player_session::on_closed(naru::close_reason reason) {
  self_.is_there = false;
  self_.room = nullptr;
  self_.leaves = false;
  self_.said_here = 0;
  if (reason != naru::close_reason::server_stopped) ++self_.lost;
}

void player_session::on_message(naru::packet packet) {
  if (room_that_hears(packet)) return hear(packet);
  if (handlers().dispatch(*this, packet) != naru::dispatch_outcome::handled) {
    complain(fmt::format("got an unexpected packet {}", packet.id));
  }
}

const naru::packet_handlers<player_session&>& player_session::handlers() {
  static const auto all = naru::packet_handlers<player_session&>()
                              .on<named_packet>(&player_session::on_named)
                              .on<refused_packet>(&player_session::on_refused);
  return all;
}

void player_session::on_named(const named_packet& heard) {
  if (heard.texts.front() != self_.name) return complain("got another name");
  self_.is_there = true;
  join_a_room();
  think();
}

// After a lost connection the server may not know yet that the name is free again.
void player_session::on_refused(const refused_packet& refused) {
  if (!all_.talks && refused.why == refusal::no_such_room) return;
  if (refused.why != refusal::name_taken) return complain(printable(refused.text));
  after(name_retry, [this] { say_name(); });
}

// The first packet of a room is the player's own arrival.
void player_session::hear(const naru::packet& packet) {
  if (self_.room == nullptr) {
    const witness::speaker* const me = all_.told.find(self_.name);
    if (me == nullptr || me->room == nullptr) return complain("heard a room that it never joined");
    self_.room = me->room;
    self_.next = me->place;
  }
  if (self_.has_heard_all() || !(*self_.room)[self_.next].is(packet)) {
    return complain(fmt::format("heard another packet than number {} of its room", self_.next));
  }
  const witness::entry& heard = (*self_.room)[self_.next++];
  ++self_.heard;
  if (heard.said_at_ns != 0) {
    const auto now = std::chrono::nanoseconds(all_.world.elapsed());
    self_.latency->record(now - std::chrono::nanoseconds(heard.said_at_ns));
  }
  if (static_cast<packet_id>(heard.id) == packet_id::left && heard.who == self_.name) {
    self_.room = nullptr;
    self_.leaves = false;
    join_a_room();
  }
}

void player_session::join_a_room() {
  self_.room_name = fmt::format("room-{}", all_.world.random(all_.rooms));
  send(join_request{self_.room_name});
}

void player_session::think() {
  const auto thought = thought_min + std::chrono::milliseconds(all_.world.random(thought_range_ms));
  after(thought, [this] {
    if (!all_.talks) {
      send(leave_request{"nowhere"});  // so that both sides know that the other is there
    } else if (self_.room != nullptr && !self_.leaves) {
      act();
    }
    think();
  });
}

void player_session::act() {
  if (all_.world.random(remarks_per_room) == 0) {
    self_.leaves = true;
    send(leave_request{self_.room_name});
    return;
  }
  const auto now = std::chrono::nanoseconds(all_.world.elapsed());
  const remark next{.number = self_.said + 1,
                    .said_at_ns = static_cast<std::uint64_t>(now.count())};
  const std::string text = next.to_text();
  if (send(say_request{self_.room_name, text}) == naru::send_outcome::queued) {
    self_.said_here = ++self_.said;
  }
}

void player_session::complain(std::string_view what) {
  all_.wrong.add(fmt::format("{} {}", self_.name, what));
}

}  // namespace samples::chat
