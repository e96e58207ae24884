#include "crowd.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>

namespace samples::world {
namespace {

using namespace std::chrono_literals;

constexpr auto step_time = 10ms;
constexpr auto enter_max = 30s;
constexpr auto goodbye_max = 2s;

}  // namespace

crowd::connection::connection(crowd& owner, const naru::client_options& options)
    : client(owner.proactor_, options, [all = &owner] { return std::make_shared<bot>(*all); }) {}

crowd::crowd(naru::proactor& owner, const bots_options& options)
    : proactor_(owner),
      options_(options),
      began_(owner.now()),
      random_(options.seed),
      timer_(owner) {
  naru::client_options connecting{.host = options.server.host, .port = options.server.port};
  connecting.reconnect.delay_max = 1s;
  for (std::size_t i = 0; i < options_.players; ++i) connections_.emplace_back(*this, connecting);
}

void crowd::run() {
  for (connection& each : connections_) each.client.start();
  timer_.wait_for(step_time, step_);
  proactor_.run();
}

void crowd::arrived(const welcome_packet& world) {
  ++there_;
  ticks_per_second_ = world.ticks_per_second;
}

void crowd::lost(naru::close_reason reason, bool was_there) {
  if (was_there) --there_;
  ++tally_.disconnected;
  tally_.note("disconnected: " + std::string(naru::describe(reason)));
}

void crowd::on_step(naru::io_result) {
  const auto now = proactor_.now();
  if (!tally_.measures) {
    if (now - began_ > enter_max) return leave();
    tally_.measures = there_ == connections_.size();
    if (tally_.measures) began_ = now;
  } else {
    walk();
    walked_ = now - began_;
    if (walked_ >= std::chrono::seconds(options_.seconds)) return leave();
  }
  timer_.wait_for(step_time, step_);
}

// Steers one bot after the other, as many as are due by now, so that the inputs are spread over
// the second.
void crowd::walk() {
  const std::chrono::duration<double> passed = proactor_.now() - began_;
  const auto per_second = static_cast<double>(options_.inputs_per_second * connections_.size());
  const auto due = static_cast<std::uint64_t>(passed.count() * per_second);
  std::uniform_int_distribution<int> anywhere(0, directions - 1);
  for (; steered_ < due; ++steered_) {
    const auto session = connections_[steered_ % connections_.size()].client.current();
    if (!session) continue;
    session->walk(static_cast<direction>(anywhere(random_)));
    ++tally_.inputs;
  }
}

void crowd::leave() {
  tally_.measures = false;
  for (connection& each : connections_) each.client.stop(goodbye_max, each.stopped);
}

}  // namespace samples::world
