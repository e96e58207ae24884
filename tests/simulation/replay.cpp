// A seed repeats its run.
#include <cstdint>
#include <set>
#include <thread>

#include "world_support.hpp"

using namespace simulated_tests;

namespace {

void some_traffic(naru::simulation& world) {
  constexpr std::uint16_t echo_port = 7'000;
  naru::simulated_host& machine = world.add_host("server");
  echo server(machine, echo_port);
  struct player {
    std::unique_ptr<naru::proactor> proactor;
    std::unique_ptr<naru::task_scope> scope;
    visit seen;
  };
  std::vector<std::unique_ptr<player>> players;
  for (int i = 0; i < 10; ++i) {
    naru::simulated_host& host = world.add_host(
        "player-" + std::to_string(i), i % 2 == 0 ? naru::link::mobile() : naru::link::wifi());
    players.push_back(std::make_unique<player>());
    player& made = *players.back();
    made.proactor = host.make_proactor();
    made.scope = std::make_unique<naru::task_scope>(*made.proactor);
    made.scope->spawn(call(*made.proactor, {machine.address(), echo_port},
                           static_cast<std::size_t>(1'000 + world.random(50'000)), made.seen));
  }
  world.run_for(1min);
  for (const auto& each : players) {
    CHECK(each->seen.ended);
    CHECK(each->seen.right);
    naru::run(*each->proactor, each->scope->join());
  }
}

}  // namespace

TEST_CASE("a_seed_gives_the_same_run_each_time") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    CHECK(naru::repeats({.seed = seed}, some_traffic));
}

TEST_CASE("each_seed_gives_another_run") {
  std::set<std::uint64_t> hashes;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    naru::simulation world({.seed = seed});
    some_traffic(world);
    hashes.insert(world.hash());
  }
  CHECK(hashes.size() == 5);
}

TEST_CASE("worlds_on_several_threads_do_not_disturb_each_other") {
  const auto hash_of_a_run = [] {
    naru::simulation world({.seed = 1});
    some_traffic(world);
    return world.hash();
  };
  const std::uint64_t alone = hash_of_a_run();
  std::uint64_t beside = 0;
  std::thread other([&] { beside = hash_of_a_run(); });
  CHECK(hash_of_a_run() == alone);
  other.join();
  CHECK(beside == alone);
}

TEST_CASE("a_run_that_depends_on_something_else_is_found") {
  int runs = 0;
  CHECK_FALSE(naru::repeats({.seed = 1}, [&](naru::simulation& world) {
    const auto proactor = world.add_host("server").make_proactor();
    naru::run(*proactor, naru::sleep_for(std::chrono::milliseconds(++runs)));
  }));
}

// A client without a seed of its own takes one of the world, and not of the machine.
TEST_CASE("clients_that_connect_again_are_repeated_by_the_seed") {
  class silent final : public naru::session<naru::raw> {
    void on_message(naru::const_buffer) override {}
  };
  CHECK(naru::repeats({.seed = 1}, [](naru::simulation& world) {
    const auto proactor = world.add_host("player").make_proactor();
    naru::simulated_host& machine = world.add_host("server");
    naru::client<silent> client(*proactor, {.host = machine.address().to_string(), .port = 7'000});
    client.start();
    world.run_for(1min);  // nobody listens
  }));
}
