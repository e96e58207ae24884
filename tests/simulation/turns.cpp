// The turns of proactors: what is left when a turn ends early, and what the timeline keeps.
#include <algorithm>
#include <stdexcept>
#include <string>

#include "world_support.hpp"

using namespace simulated_tests;

TEST_CASE("limits_that_are_cancelled_leave_nothing_behind") {
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("server").make_proactor();
  naru::timer far_away(*proactor);
  naru::timer limit(*proactor);
  naru::callback idle([](naru::io_result) {});
  naru::callback limited([](naru::io_result) {});
  far_away.wait_for(100h, idle);
  for (int message = 0; message < 1'000; ++message) {
    limit.wait_for(1s, limited);
    world.run_for(10ms);
    limit.cancel();
    world.run_for(2s);
  }
  const std::uint64_t before = world.events();
  world.run();
  CHECK(world.events() - before < 10);
}

TEST_CASE("a_stopped_program_does_not_keep_its_world_running") {
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("server").make_proactor();
  bool ran = false;
  naru::callback stops([&](naru::io_result) { proactor->stop(); });
  naru::callback comes_after([&](naru::io_result) { ran = true; });
  proactor->post(stops);
  proactor->post(comes_after);
  world.run_for(10ms);
  CHECK_FALSE(ran);
  REQUIRE(proactor->counters().wakes < 10);  // it does not ask for a turn again and again
  world.run();
  CHECK_FALSE(ran);
  proactor->restart();
  world.run();
  CHECK(ran);
}

TEST_CASE("a_program_that_is_restarted_sees_the_timers_of_the_time_of_its_stop") {
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("server").make_proactor();
  bool expired = false;
  naru::timer timer(*proactor);
  naru::callback ends([&](naru::io_result) { expired = true; });
  timer.wait_for(1s, ends);
  proactor->stop();
  world.run_for(10s);
  CHECK_FALSE(expired);
  proactor->restart();
  world.run();
  CHECK(expired);
}

TEST_CASE("an_exception_of_a_completion_function_loses_no_timer") {
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("server").make_proactor();
  bool expired = false;
  naru::timer early(*proactor);
  naru::timer late(*proactor);
  naru::callback throws([](naru::io_result) { throw std::runtime_error("a defect"); });
  naru::callback ends([&](naru::io_result) { expired = true; });
  early.wait_for(1s, throws);
  late.wait_for(2s, ends);
  CHECK_THROWS_AS(world.run(), std::runtime_error);
  CHECK_FALSE(expired);
  world.run();
  CHECK(expired);
}

// The wake of the waiting proactor comes while a third one waits inside of it, and so its mark is
// taken away there.
TEST_CASE("an_exception_of_another_program_loses_no_wake") {
  naru::simulation world({.seed = 1});
  const auto waiting = world.add_host("waiting").make_proactor();
  const auto busy = world.add_host("busy").make_proactor();
  const auto inner = world.add_host("inner").make_proactor();
  auto guard = std::make_unique<naru::work_guard>(*waiting);
  naru::callback throws([&](naru::io_result) {
    guard.reset();
    naru::run(*inner, naru::sleep_for(1ms));
    throw std::runtime_error("a defect");
  });
  busy->post(throws);
  CHECK_THROWS_AS(waiting->run(), std::runtime_error);
  bool ran = false;
  naru::post(*waiting, [&] { ran = true; });
  world.run();
  CHECK(ran);
}

TEST_CASE("a_wait_that_a_stall_outlasts_ends_with_the_stall") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto proactor = machine.make_proactor();
  const auto elsewhere = world.add_host("elsewhere").make_proactor();
  naru::timer timer(*elsewhere);
  naru::callback stalls([&](naru::io_result) { machine.stall(6s); });
  timer.wait_for(1s, stalls);
  naru::run(*proactor, naru::sleep_for(5s));
  CHECK(world.elapsed() >= 7s);
  CHECK(world.elapsed() < 7s + 10ms);
}

TEST_CASE("a_short_stall_does_not_end_a_long_one") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto proactor = machine.make_proactor();
  machine.stall(6s);
  machine.stall(1s);
  naru::run(*proactor, naru::sleep_for(1ms));
  CHECK(world.elapsed() >= 6s);
}

TEST_CASE("a_stall_without_an_end_does_not_hang_the_test") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto proactor = machine.make_proactor();
  bool ran = false;
  naru::post(*proactor, [&] { ran = true; });
  machine.stall(naru::simulation::duration::max());
  world.run();
  CHECK_FALSE(ran);
  world.run_for(24h);
  CHECK_FALSE(ran);
  CHECK_THROWS_AS(proactor->run(), std::logic_error);
}

TEST_CASE("times_that_cannot_be_counted_are_for_ever") {
  constexpr auto for_ever = naru::simulation::duration::max();
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("server").make_proactor();
  naru::timer timer(*proactor);
  int expired = 0;
  naru::callback ends([&](naru::io_result) { ++expired; });
  timer.wait_for(1s, ends);
  world.run_for(for_ever);
  CHECK(expired == 1);
  timer.wait_for(1s, ends);
  CHECK(world.run_until([&] { return expired == 2; }, for_ever));
  timer.wait_for(1s, ends);
  world.spend(for_ever);
  world.run();
  CHECK(expired == 3);
  CHECK(world.elapsed() < 1min);
}

TEST_CASE("hosts_that_have_a_turn_at_once_do_not_delay_each_other") {
  constexpr std::size_t count = 1'000;
  naru::simulation world({.seed = 1});
  naru::simulation::duration latest{};
  std::vector<std::unique_ptr<naru::proactor>> proactors;
  std::vector<std::unique_ptr<naru::ticker>> beats;
  for (std::size_t i = 0; i < count; ++i) {
    proactors.push_back(world.add_host("player-" + std::to_string(i)).make_proactor());
    beats.push_back(std::make_unique<naru::ticker>(
        naru::every(*proactors.back(), 5ms, [&](const naru::tick& now) {
          latest = std::max(latest, world.elapsed() - static_cast<int>(now.number) * 5ms);
        })));
  }
  world.run_for(100ms);
  CHECK(latest < 100us);
}

TEST_CASE("who_waits_outside_of_run_lets_the_world_go_on") {
  class silent final : public naru::session<naru::delimited<>> {
    void on_message(naru::const_buffer) override {}
  };
  naru::simulation world({.seed = 1});
  const auto there = world.add_host("server").make_proactor();
  const auto here = world.add_host("player", naru::link::mobile()).make_proactor();
  naru::server<silent> server(*there, {.address = {naru::address::any_v4(), 7'777}});
  server.start();
  naru::client<silent> client(*here, {.host = "server", .port = 7'777});
  client.start();
  naru::sync_wait(*here, naru::sleep_for(10s));
  CHECK(world.elapsed() >= 10s);
  CHECK(server.counters().accepted == 1);
  CHECK(client.stop_blocking(5s));
  CHECK(server.stop_blocking(5s));
  CHECK(world.elapsed() < 20s);
}
