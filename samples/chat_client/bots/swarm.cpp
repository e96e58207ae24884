#include "swarm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace samples::chat {
namespace {

using namespace std::chrono_literals;

constexpr auto step_time = 5ms;
constexpr unsigned steps_between_names = 20;
constexpr auto enter_max = 30s;
constexpr auto silence_max = 3s;  // after that, remarks that were not heard are missing
constexpr auto goodbye_max = 2s;

std::uint64_t nanoseconds(naru::proactor::time_point when) {
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(when.time_since_epoch()).count());
}

}  // namespace

swarm::connection::connection(swarm& owner, bot& self, const naru::client_options& options)
    : client(owner.proactor_, options,
             [all = &owner, one = &self] { return std::make_shared<bot_session>(*all, *one); }) {}

swarm::swarm(naru::proactor& owner, const client_options& options)
    : proactor_(owner),
      options_(options.bots),
      room_sizes_(options.bots.rooms),
      random_(options.bots.seed),
      since_(owner.now()),
      timer_(owner) {
  for (std::size_t i = 0; i < options_.rooms; ++i) room_names_.push_back(fmt::format("bots-{}", i));
  for (std::size_t i = 0; i < options_.bots; ++i) {
    const std::size_t room = i % options_.rooms;
    bot& added = bots_.emplace_back();
    added.name = fmt::format("bot-{:x}-{}", options_.seed, i);
    added.room = room;
    added.seat = room_sizes_[room]++;
  }
  naru::client_options connecting{.host = options.server.host, .port = options.server.port};
  connecting.reconnect.delay_max = 1s;
  for (bot& each : bots_) {
    each.last.resize(room_sizes_[each.room]);
    by_name_.emplace(each.name, &each);
    connections_.emplace_back(*this, each, connecting);
  }
}

void swarm::run() {
  for (connection& each : connections_) each.client.start();
  timer_.wait_for(step_time, step_);
  proactor_.run();
}

const bot* swarm::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found != by_name_.end() ? found->second : nullptr;
}

void swarm::entered(bot& one) {
  one.in_room = true;
  if (!std::exchange(one.has_entered, true)) ++tally_.entered;
}

void swarm::heard(const remark& what) {
  ++tally_.heard;
  const auto now = proactor_.now();
  tally_.latency.record(std::chrono::nanoseconds(nanoseconds(now) - what.said_at_ns));
  if (phase_ == phase::listening) since_ = now;
}

void swarm::lost(naru::close_reason reason) {
  ++tally_.disconnected;
  if (tally_.first_wrong.empty()) tally_.first_wrong = naru::describe(reason);
}

void swarm::on_step(naru::io_result) {
  go_on();
  if (phase_ == phase::leaving) return;
  if (++steps_ % steps_between_names == 0) {
    for (const auto& each : std::exchange(nameless_, {})) {
      if (const auto session = each.lock()) session->say_name();
    }
  }
  timer_.wait_for(step_time, step_);
}

void swarm::go_on() {
  switch (phase_) {
    case phase::entering:
      if (tally_.entered == bots_.size()) return begin(phase::talking);
      if (in_phase() > enter_max) return leave();
      return;
    case phase::talking:
      talk();
      talked_ = in_phase();
      if (talked_ >= std::chrono::seconds(options_.seconds)) begin(phase::listening);
      return;
    case phase::listening:
      if (tally_.missing() == 0 || in_phase() > silence_max) leave();
      return;
    case phase::leaving:
      return;
  }
}

void swarm::begin(phase next) {
  phase_ = next;
  since_ = proactor_.now();
}

// Says as many remarks as are due by now; chance chooses the speakers.
void swarm::talk() {
  const std::chrono::duration<double> passed = in_phase();
  const auto due = static_cast<std::uint64_t>(passed.count() * static_cast<double>(options_.rate));
  std::uniform_int_distribution<std::size_t> one_of_them(0, bots_.size() - 1);
  for (; turns_ < due; ++turns_) say(one_of_them(random_));
}

// A bot that has just lost its connection misses its turn.
void swarm::say(std::size_t speaker) {
  bot& one = bots_[speaker];
  const auto session = connections_[speaker].client.current();
  if (!session || !one.in_room) return;
  const remark next{.number = one.said + 1, .said_at_ns = nanoseconds(proactor_.now())};
  const std::string text = next.to_text();
  const say_request packet{room_names_[one.room], text};
  if (session->send(packet) != naru::send_outcome::queued) return;
  ++one.said;
  ++tally_.sent;
  tally_.expected += room_sizes_[one.room];
}

void swarm::leave() {
  phase_ = phase::leaving;
  for (connection& each : connections_) each.client.stop(goodbye_max, each.stopped);
}

}  // namespace samples::chat
