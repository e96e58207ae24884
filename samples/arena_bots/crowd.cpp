#include "crowd.hpp"

#include <memory>
#include <string>

namespace samples::arena {
namespace {

using namespace std::chrono_literals;

constexpr auto step_time = 10ms;
constexpr auto enter_max = 120s;
constexpr auto settle_max = 10s;
constexpr auto goodbye_max = 2s;
constexpr std::uint64_t steps_per_whisper = 5;

}  // namespace

crowd::connection::connection(crowd& owner, const naru::client_options& options, std::size_t number)
    : client(owner.proactor_, options,
             [all = &owner, number] { return std::make_shared<bot>(*all, number); }),
      stopped(naru::bind<&crowd::on_stopped>(&owner)) {}

crowd::crowd(naru::proactor& owner, const bots_options& options)
    : proactor_(owner), options_(options), phase_began_(owner.now()), random_(options.seed) {
  naru::client_options connecting{.host = options.server.host, .port = options.server.port};
  connecting.reconnect.delay_max = 1s;
  for (std::size_t i = 0; i < options_.players; ++i) {
    connections_.emplace_back(*this, connecting, options_.first + i);
  }
}

void crowd::run() {
  for (connection& each : connections_) each.client.start();
  beat_ = naru::every(proactor_, step_time, [this] { step(); });
  proactor_.run();
}

std::size_t crowd::random(std::size_t below) {
  return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
}

void crowd::lost(naru::close_reason reason, bool was_there) {
  if (was_there) --there_;
  if (phase_ == phase::leaving) return;
  tally_.note(tally_.disconnected, "disconnected: " + std::string(naru::describe(reason)));
}

void crowd::enter_phase(phase next) {
  phase_ = next;
  phase_began_ = proactor_.now();
}

void crowd::step() {
  const auto passed = proactor_.now() - phase_began_;
  switch (phase_) {
    case phase::entering:
      entered_in_ = passed;
      if (there_ == size()) enter_phase(phase::playing);
      if (passed > enter_max) enter_phase(phase::settling);
      return;
    case phase::playing:
      play();
      if (passed >= std::chrono::seconds(options_.seconds)) enter_phase(phase::settling);
      return;
    case phase::settling:
      if (tally_.whispers_open() != 0 && passed < settle_max) return;
      enter_phase(phase::leaving);
      for (connection& each : connections_) each.client.stop(goodbye_max, each.stopped);
      return;
    case phase::leaving:
      beat_.stop();
  }
}

// One bot after the other, as many as are due by now, so that the steps are spread over the
// second.
void crowd::play() {
  const std::chrono::duration<double> passed = proactor_.now() - phase_began_;
  const auto per_second = static_cast<double>(options_.walks_per_second * size());
  const auto due = static_cast<std::uint64_t>(passed.count() * per_second);
  for (; steps_ < due; ++steps_) {
    const auto session = connections_[steps_ % size()].client.current();
    if (session && session->is_there()) session->step(steps_ % steps_per_whisper == 0);
  }
}

}  // namespace samples::arena
