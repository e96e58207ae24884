#include "speed.hpp"

#include <naru/every.hpp>
#include <naru/session/client.hpp>
#include <naru/session/length_prefixed.hpp>
#include <naru/session/server.hpp>
#include <naru/session/session.hpp>
#include <naru/simulation.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

namespace mix {
namespace {

using namespace std::chrono_literals;
using wire = naru::length_prefixed<>;

constexpr std::uint16_t port = 7'000;

class echo_session final : public naru::session<wire> {
  void on_message(naru::const_buffer message) override { send(message); }
};

/// Sends 20 messages in a second.
class player final : public naru::session<wire> {
 public:
  explicit player(std::uint64_t& answers) : answers_(answers) {}

 private:
  void on_connected() override {
    every(50ms, [this] { send(naru::buffer(state_)); });
  }
  void on_message(naru::const_buffer) override { ++answers_; }

  std::uint64_t& answers_;
  std::array<std::byte, 60> state_{};
};

/// How many virtual seconds pass in a real one.
double ratio_of(naru::simulation& world, naru::simulation::duration time) {
  const auto began = std::chrono::steady_clock::now();
  world.run_for(time);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  return std::chrono::duration<double>(time).count() / took.count();
}

double speed_of_players(const naru::link& link, std::size_t count) {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto there = machine.make_proactor();
  naru::server<echo_session> server(*there, {.address = {naru::address::any_v4(), port}});
  server.start();
  naru::simulated_host& home = world.add_host("players", link);
  const auto here = home.make_proactor();
  std::uint64_t answers = 0;
  std::vector<std::unique_ptr<naru::client<player>>> players;
  for (std::size_t i = 0; i != count; ++i) {
    naru::client_options options{.host = machine.address().to_string(), .port = port};
    options.reconnect.seed = static_cast<std::uint32_t>(i + 1);
    players.push_back(std::make_unique<naru::client<player>>(
        *here, options, [&answers] { return std::make_shared<player>(answers); }));
    players.back()->start();
  }
  world.run_for(5s);
  const std::uint64_t before = answers;
  const double ratio = ratio_of(world, 30s);
  std::printf("%zu players x 20 messages/s: %.1f times as fast as the real clock, %.0f answers/s\n",
              count, ratio, static_cast<double>(answers - before) / 30);
  return ratio;
}

double speed_of_idle_server() {
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("server").make_proactor();
  naru::server<echo_session> server(*proactor, {.address = {naru::address::any_v4(), port}});
  server.start();
  naru::ticker beat = naru::every(*proactor, 1s, [] {});
  const double ratio = ratio_of(world, 24h);
  std::printf("an idle server with a beat each second: %.0f times as fast as the real clock\n",
              ratio);
  return ratio;
}

}  // namespace

int measure_speed() {
  constexpr double goal_of_players = 10;
  constexpr double goal_of_idle_server = 100'000;
  const double players = speed_of_players(naru::link::lan(), 1'000);
  const double mobile_players = speed_of_players(naru::link::mobile(), 1'000);
  const double idle = speed_of_idle_server();
  const bool reached = players >= goal_of_players && mobile_players >= goal_of_players &&
                       idle >= goal_of_idle_server;
  std::printf("goals (%.0f and %.0f): %s\n", goal_of_players, goal_of_idle_server,
              reached ? "reached" : "missed");
  return reached ? 0 : 1;
}

}  // namespace mix
