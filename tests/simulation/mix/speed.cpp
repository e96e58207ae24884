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
#include <ctime>
#include <memory>
#include <string>
#include <vector>

namespace mix {
namespace {

using namespace std::chrono_literals;
using wire = naru::length_prefixed<>;

constexpr std::uint16_t port = 7'000;
constexpr std::size_t players = 1'000;

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

/// How many virtual seconds pass in a second of the processor. Others may use it too.
double ratio_of(naru::simulation& world, naru::simulation::duration time) {
  const std::clock_t began = std::clock();
  world.run_for(time);
  const double took = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  return std::chrono::duration<double>(time).count() / took;
}

/// A host with players.
struct home {
  home(naru::simulated_host& on, std::size_t count, const std::string& server,
       std::uint64_t& answers)
      : proactor(on.make_proactor()) {
    for (std::size_t i = 0; i != count; ++i) {
      naru::client_options options{.host = server, .port = port};
      options.reconnect.seed = static_cast<std::uint32_t>(i + 1);
      clients.push_back(std::make_unique<naru::client<player>>(
          *proactor, options, [&answers] { return std::make_shared<player>(answers); }));
      clients.back()->start();
    }
  }

  std::unique_ptr<naru::proactor> proactor;
  std::vector<std::unique_ptr<naru::client<player>>> clients;
};

double speed_of_players(const char* where, std::size_t homes, const naru::link& link) {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto there = machine.make_proactor();
  naru::server<echo_session> server(*there, {.address = {naru::address::any_v4(), port}});
  server.start();
  std::uint64_t answers = 0;
  std::vector<std::unique_ptr<home>> all;
  for (std::size_t i = 0; i != homes; ++i) {
    naru::simulated_host& on = world.add_host("home-" + std::to_string(i), link);
    all.push_back(
        std::make_unique<home>(on, players / homes, machine.address().to_string(), answers));
  }
  world.run_for(5s);
  const std::uint64_t before = answers;
  const double ratio = ratio_of(world, 30s);
  std::printf("%zu players x 20 messages/s, %s: %.1f times real time, %.0f answers/s\n", players,
              where, ratio, static_cast<double>(answers - before) / 30);
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
  const double on_one_host = speed_of_players("on one host", 1, naru::link::lan());
  // A figure without a goal: each packet costs a turn of another proactor, and a thousand proactors
  // do not fit into a cache.
  static_cast<void>(speed_of_players("each on a phone", players, naru::link::mobile()));
  const double idle = speed_of_idle_server();
  const bool reached = on_one_host >= goal_of_players && idle >= goal_of_idle_server;
  std::printf("goals (%.0f and %.0f): %s\n", goal_of_players, goal_of_idle_server,
              reached ? "reached" : "missed");
  return reached ? 0 : 1;
}

}  // namespace mix
