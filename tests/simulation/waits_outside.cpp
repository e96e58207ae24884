// Ordinary code waits outside of run, and lets its world go on meanwhile: exceptions of completion
// functions do not cut off what it waits for.
#include <stdexcept>

#include "world_support.hpp"

using namespace simulated_tests;

namespace {

/// Two hosts with a program each.
struct one_that_throws {
  /// The program of the second one throws when that time has passed.
  void throw_after(naru::simulation::duration time) { timer.wait_for(time, throws); }

  naru::simulation world{{.seed = 1}};
  std::unique_ptr<naru::proactor> here = world.add_host("server").make_proactor();
  std::unique_ptr<naru::proactor> there = world.add_host("player").make_proactor();
  naru::timer timer{*there};
  naru::callback<void (*)(naru::io_result)> throws{
      [](naru::io_result) { throw std::domain_error("what a program throws"); }};
};

struct quiet : naru::session<naru::delimited<>> {
  void on_message(naru::const_buffer) override {}
};

}  // namespace

TEST_CASE("sync_wait_asks_its_task_to_stop_if_a_completion_function_of_the_world_throws") {
  one_that_throws both;
  std::error_code ended;
  const auto main = [&]() -> naru::task<> { ended = co_await naru::sleep_for(1h); };
  both.throw_after(100ms);
  CHECK_THROWS_AS(naru::sync_wait(*both.here, main()), std::domain_error);
  CHECK(ended == std::errc::operation_canceled);
  CHECK(both.world.elapsed() < 1s);
}

TEST_CASE("stop_blocking_ends_its_sessions_before_it_throws_what_a_completion_function_throws") {
  one_that_throws both;
  naru::server<quiet> server(*both.here, {.address = naru::endpoint::parse("0.0.0.0:7000")});
  server.start();
  naru::client<quiet> client(*both.there, {.host = "server", .port = 7'000});
  client.start();
  CHECK(both.world.run_until([&] { return server.counters().sessions == 1; }, 10s));
  both.throw_after(0ms);
  CHECK_THROWS_AS(server.stop_blocking(10s), std::domain_error);
  CHECK(server.counters().sessions == 0);
  CHECK_FALSE(server.stop_blocking(10s));
  CHECK(client.stop_blocking(10s));
}

TEST_CASE("sync_wait_for_another_host_may_be_called_in_a_completion_function") {
  naru::simulation world({.seed = 1});
  const auto outer = world.add_host("server").make_proactor();
  const auto inner = world.add_host("player").make_proactor();
  naru::timer timer(*outer);
  naru::simulation::duration waited{};
  naru::callback asks([&](naru::io_result) {
    const auto main = []() -> naru::task<> { co_await naru::sleep_for(2s); };
    naru::sync_wait(*inner, main());
    waited = world.elapsed();
  });
  timer.wait_for(1s, asks);
  world.run();
  CHECK(waited >= 3s);
}

TEST_CASE("a_task_that_waits_for_what_never_happens_is_asked_to_stop") {
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("server").make_proactor();
  naru::event never;
  std::error_code ended;
  const auto main = [&]() -> naru::task<> { ended = co_await never.wait(); };
  CHECK_THROWS_AS(naru::run(*proactor, main()), std::logic_error);
  CHECK(ended == std::errc::operation_canceled);
}
