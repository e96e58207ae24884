#include "evening.hpp"

#include <naru/run.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace samples::chat {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t port = 7'777;
constexpr std::string_view server_name = "chat.example";
constexpr std::size_t guests_per_room = 25;
constexpr std::size_t guests_per_second = 100;  // that come at the beginning
constexpr std::size_t guests_per_fault = 500;   // for each so many, one fault a second
constexpr std::uint64_t trouble_max_s = 60;
constexpr auto stall_every = 1min;
constexpr auto stall_time = 6s;  // of the server's machine
constexpr auto server_patience = 30s;
constexpr auto client_patience = 20s;
constexpr auto return_max = 10min;  // until every guest is back
constexpr auto rest_max = 5min;     // until every guest has heard the rest
constexpr auto goodbye_max = 1min;

naru::server_options listening() {
  naru::server_options options;
  options.address = {naru::address::any_v4(), port};
  options.sessions.message_size_max = naru::packet_framing::body_size_limit;
  options.sessions.idle_timeout = server_patience;
  options.sessions_max = 200'000;
  return options;
}

naru::client_options connecting() {
  naru::client_options options{.host = std::string(server_name), .port = port};
  options.sessions.idle_timeout = client_patience;
  return options;
}

}  // namespace

evening::guest::guest(evening& all, naru::simulated_host& on, link_kind& linked, std::size_t number)
    : host(on),
      kind(linked),
      self{.name = fmt::format("player-{}", number), .latency = &linked.latency},
      proactor(on.make_proactor()),
      client(*proactor, connecting(), [this, company = &all.company_] {
        return std::make_shared<player_session>(*company, self);
      }) {
  ++kind.players;
}

evening::evening(const evening_options& options)
    : world_({.seed = options.seed, .record = !options.save.empty()}),
      company_{.world = world_,
               .told = witness_,
               .wrong = wrong_,
               .rooms = (options.players + guests_per_room - 1) / guests_per_room},
      kinds_{{{"wifi", naru::link::wifi()},
              {"mobile", naru::link::mobile()},
              {"poor", naru::link::poor()},
              {"satellite", naru::link::satellite()}}},
      machine_(world_.add_host(server_name, "10.0.0.1")),
      proactor_(machine_.make_proactor()),
      chat_(*proactor_, listening(), {.rooms_max = company_.rooms}),
      serving_(*proactor_),
      minutes_(options.minutes) {
  for (std::size_t i = 0; i < options.players; ++i) {
    link_kind& kind = kinds_[i % kinds_.size()];
    guests_.emplace_back(*this, world_.add_host(fmt::format("machine-{}", i), kind.link), kind, i);
  }
}

void evening::run() {
  chat_.rooms().connect(witness_);
  chat_.start();
  serving_.spawn(chat_.serve_until_told());
  let_guests_come();
  go_on();
  let_guests_hear_the_rest();
  check_guests();
  close();
  check_that_nothing_is_left();
}

void evening::let_guests_come() {
  std::size_t number = 0;
  for (guest& each : guests_) {
    each.client.start();
    if (++number % guests_per_second == 0) world_.run_for(1s);
  }
}

void evening::go_on() {
  const time_point end = world_.now() + minutes_;
  time_point next_stall = world_.now() + stall_every / 2;
  while (world_.now() < end) {
    if (world_.now() >= next_stall) {
      next_stall += stall_every;
      machine_.stall(stall_time);
      ++stalls_;
    }
    for (std::size_t i = 0; i < guests_.size() / guests_per_fault + 1; ++i) {
      begin_trouble(guests_[world_.random(guests_.size())]);
    }
    world_.run_for(1s);
    for (guest& each : guests_) {
      if (each.until <= world_.now()) end_trouble(each);
    }
  }
  for (guest& each : guests_) end_trouble(each);
}

void evening::begin_trouble(guest& one) {
  if (one.has != trouble::none) return;
  ++faults_;
  const auto time = std::chrono::seconds(1 + world_.random(trouble_max_s));
  one.until = world_.now() + time;
  switch (world_.random(4)) {
    case 0:  // in a tunnel
      one.has = trouble::away;
      return one.host.vanish();
    case 1:  // it still sends, and gets nothing
      one.has = trouble::deaf;
      return world_.block(machine_, one.host);
    case 2:  // where many use the same cell
      one.has = trouble::crowded;
      return one.host.set_link(naru::link::poor());
    default:  // a phone in a pocket
      return one.host.stall(time);
  }
}

void evening::end_trouble(guest& one) {
  switch (std::exchange(one.has, trouble::none)) {
    case trouble::none:
      return;
    case trouble::away:
      return one.host.come_back();
    case trouble::deaf:
      return world_.unblock(machine_, one.host);
    case trouble::crowded:
      return one.host.set_link(one.kind.link);
  }
}

void evening::let_guests_hear_the_rest() {
  wait_until("every player is back", return_max,
             [&] { return all_of([](const guest& each) { return each.self.is_there; }); });
  company_.talks = false;
  wait_until("every player has heard the rest", rest_max,
             [&] { return all_of([&](const guest& each) { return is_up_to_date(each); }); });
}

bool evening::is_up_to_date(const guest& one) const {
  if (!one.self.has_heard_all() || one.self.leaves) return false;
  return one.self.said_here == 0 || one.self.said_here == witness_.find(one.self.name)->said;
}

// What a player says just before it loses its connection may never come. What it says on one
// connection comes without a gap.
void evening::check_guests() {
  for (const guest& each : guests_) {
    const witness::speaker* const heard = witness_.find(each.self.name);
    if (heard == nullptr) {
      wrong_.add(fmt::format("{} never came", each.self.name));
      continue;
    }
    for (const std::uint32_t number : heard->after_gaps) {
      if (!each.self.first_said.contains(number)) {
        wrong_.add(fmt::format("the server took remark {} of {}, and not the one before", number,
                               each.self.name));
      }
    }
  }
}

void evening::close() {
  for (guest& each : guests_) each.client.stop(goodbye_max, each.stopped);
  wait_until("every player has gone", 2 * goodbye_max,
             [&] { return all_of([](const guest& each) { return each.has_stopped; }); });
  static_cast<void>(machine_.raise(naru::signal_kind::terminate));
  wait_until("the server has stopped", 2 * goodbye_max, [&] { return serving_.size() == 0; });
  serving_.request_stop();
  naru::run(*proactor_, serving_.join());
}

void evening::check_that_nothing_is_left() {
  if (witness_.open_rooms() != 0) wrong_.add("rooms are left");
  for (const guest& each : guests_) {
    if (!chat_.rooms().take_name(each.self.name, {})) {
      wrong_.add(fmt::format("the name of {} is still taken", each.self.name));
    }
    const naru::counters counted = each.proactor->counters();
    if (counted.started != counted.completed) {
      wrong_.add(fmt::format("operations of {} are left", each.self.name));
    }
  }
  const naru::session_counters sessions = chat_.members().counters();
  if (sessions.sessions != 0 || sessions.queued_bytes != 0 || sessions.memory_held != 0) {
    wrong_.add(fmt::format("{} sessions are left, with {} bytes queued and {} held",
                           sessions.sessions, sessions.queued_bytes, sessions.memory_held));
  }
}

void evening::wait_until(std::string_view what, std::chrono::seconds limit,
                         const std::function<bool()>& done) {
  const time_point end = world_.now() + limit;
  while (!done()) {
    if (world_.now() >= end) return wrong_.add(fmt::format("after {} not: {}", limit, what));
    world_.run_for(1s);
  }
}

bool evening::all_of(const std::function<bool(const guest&)>& is_so) const {
  return std::ranges::all_of(guests_, is_so);
}

std::uint64_t evening::sum(const std::function<std::uint64_t(const player&)>& of) const {
  std::uint64_t all = 0;
  for (const guest& each : guests_) all += of(each.self);
  return all;
}

}  // namespace samples::chat
