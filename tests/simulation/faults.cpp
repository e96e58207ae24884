// Planned faults: how they are drawn and printed, and what they do while they last.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>

#include "world_support.hpp"

using namespace simulated_tests;
using naru::fault;
using naru::fault_kind;

namespace {

constexpr std::uint16_t beat_port = 7'000;

naru::fault_plan_options three_hosts() {
  naru::fault_plan_options options;
  options.hosts = {"server", "one", "two"};
  options.until = 10min;
  options.count = 1'000;
  return options;
}

/// A server that echoes, and a player that sends one byte each 100 ms and gets it back.
class beating {
 public:
  beating()
      : machine(world.add_host("server")),
        player(world.add_host("player")),
        server_(machine, beat_port),
        proactor_(player.make_proactor()),
        scope_(*proactor_) {
    scope_.spawn(beat());
  }
  ~beating() {
    scope_.request_stop();
    naru::run(*proactor_, scope_.join());
  }
  beating(const beating&) = delete;
  beating& operator=(const beating&) = delete;

  /// The longest time between two beats from now on.
  naru::simulation::duration longest_gap(naru::simulation::duration time) {
    longest_ = {};
    world.run_for(time);
    return std::max(longest_, world.elapsed() - last_);
  }

  naru::simulation world{{.seed = 3}};
  naru::simulated_host& machine;
  naru::simulated_host& player;
  std::optional<std::error_code> ended;

 private:
  naru::task<> beat() {
    std::array<std::byte, 1> byte{};
    naru::tcp_stream stream(*proactor_);
    std::error_code error = (co_await stream.connect({machine.address(), beat_port})).error;
    while (!error) {
      error = (co_await stream.send(naru::buffer(byte))).error;
      if (!error) error = (co_await stream.receive(naru::buffer(byte))).error;
      longest_ = std::max(longest_, world.elapsed() - last_);
      last_ = world.elapsed();
      if (!error) static_cast<void>(co_await naru::sleep_for(100ms));
    }
    ended = error;
  }

  echo server_;
  std::unique_ptr<naru::proactor> proactor_;
  naru::task_scope scope_;
  naru::simulation::duration last_{};
  naru::simulation::duration longest_{};
};

/// A player that looks the server up, sends it a datagram, works, and calls it, again and again.
struct busy_player {
  busy_player(naru::simulated_host& host, naru::blocking_pool& pool)
      : proactor(host.make_proactor()), scope(*proactor) {
    scope.spawn(play(pool));
  }

  naru::task<> play(naru::blocking_pool& pool) {
    naru::resolver resolver(*proactor);
    for (;;) {
      const auto found = co_await resolver.resolve("server", beat_port);
      if (!found.error) co_await once(found.content.front());
      try {
        co_await pool.run([] {});
      } catch (const std::system_error&) {
        co_return;  // it was stopped
      }
      if (co_await naru::sleep_for(500ms)) co_return;
    }
  }
  naru::task<> once(naru::endpoint server) {
    std::array<std::byte, 100> payload{};
    try {
      naru::udp_socket socket(*proactor, {naru::address::any_v4(), 0});
      static_cast<void>(co_await socket.send_to(naru::buffer(payload), server));
    } catch (const std::system_error&) {
      ++refused;
    }
    visit seen;
    co_await call(*proactor, server, 30'000, seen);
    ++visits;
    right = right && seen.right;
  }

  std::unique_ptr<naru::proactor> proactor;
  naru::task_scope scope;
  std::size_t visits = 0;
  std::size_t refused = 0;
  bool right = true;
};

void play_with_faults(naru::simulation& world) {
  naru::simulated_host& machine = world.add_host("server");
  std::array<naru::simulated_host*, 2> hosts{&world.add_host("one", naru::link::wifi()),
                                             &world.add_host("two", naru::link::mobile())};
  naru::fault_plan_options options = three_hosts();
  options.until = 1min;
  options.count = 60;
  options.system_errors_max = 200'000;
  world.plan(naru::draw_faults(world.seed(), options));
  echo server(machine, beat_port);
  naru::blocking_pool pool(1);
  std::vector<std::unique_ptr<busy_player>> players;
  for (naru::simulated_host* const each : hosts) {
    players.push_back(std::make_unique<busy_player>(*each, pool));
  }
  world.run_for(2min);
  CHECK(world.faults() == 60);
  for (const auto& each : players) {
    CHECK(each->right);
    CHECK(each->visits != 0);
    each->scope.request_stop();
    naru::run(*each->proactor, each->scope.join());
  }
}

fault of_server(fault_kind kind, fault::duration at, fault::duration length) {
  return {.kind = kind, .at = at, .length = length, .host = "server", .other = "player"};
}

}  // namespace

TEST_CASE("a_plan_is_drawn_from_its_seed") {
  const auto options = three_hosts();
  const auto plan = naru::draw_faults(7, options);
  CHECK(plan.size() == 1'000);
  CHECK(plan == naru::draw_faults(7, options));
  CHECK(plan != naru::draw_faults(8, options));
  CHECK(std::ranges::is_sorted(plan, {}, &fault::at));
  std::set<fault_kind> kinds;
  for (const fault& each : plan) {
    kinds.insert(each.kind);
    CHECK(each.at >= 0s);
    CHECK(each.at < options.until);
    CHECK(each.length >= 0s);
    CHECK(each.length <= options.length_max);
    CHECK(each.host != each.other);
  }
  CHECK(kinds.size() == naru::all_fault_kinds().size());
}

TEST_CASE("a_plan_without_hosts_kinds_or_time_is_refused") {
  const auto is_refused = [](const auto& change) {
    naru::fault_plan_options options = three_hosts();
    change(options);
    CHECK_THROWS_AS(static_cast<void>(naru::draw_faults(1, options)), std::invalid_argument);
  };
  is_refused([](auto& options) { options.hosts.clear(); });
  is_refused([](auto& options) { options.kinds.clear(); });
  is_refused([](auto& options) { options.until = {}; });
  is_refused([](auto& options) { options.length_max = -1s; });
  is_refused([](auto& options) { options.clock_drift_max = 0; });
  is_refused([](auto& options) { options.system_errors_max = 1'000'001; });
}

TEST_CASE("a_fault_is_printed_as_one_line") {
  CHECK(naru::to_string(of_server(fault_kind::stall, 12'500ms, 300ms)) ==
        "12.5s stall server for 0.3s");
  CHECK(naru::to_string(of_server(fault_kind::block, 1s, 1ns)) ==
        "1s block server -> player for 0.000000001s");
  CHECK(naru::to_string(of_server(fault_kind::reset, 0s, 0s)) == "0s reset server <-> player");
  CHECK(naru::to_string(fault{.kind = fault_kind::hold, .host = "a"}) ==
        "0s hold a -> every other host for 0s");
  CHECK(naru::to_string(fault{
            .kind = fault_kind::clock_drift, .length = 2s, .host = "a", .parts_per_million = -5}) ==
        "0s clock_drift a by -5 ppm for 2s");
}

TEST_CASE("a_planned_fault_begins_and_ends_by_itself") {
  for (const fault_kind kind :
       {fault_kind::stall, fault_kind::vanish, fault_kind::block, fault_kind::hold}) {
    CAPTURE(std::string(naru::to_string(kind)));
    beating run;
    run.world.plan(std::array{of_server(kind, 2s, 1s)});
    CHECK(run.longest_gap(1900ms) < 150ms);
    CHECK(run.world.faults() == 0);
    const auto gap = run.longest_gap(3s);
    CHECK(gap > 850ms);
    CHECK(gap < 2s);  // streams try again after a while
    CHECK(run.world.faults() == 1);
    CHECK(run.longest_gap(2s) < 150ms);
    CHECK_FALSE(run.ended);
  }
}

TEST_CASE("a_planned_reset_reaches_both_ends") {
  beating run;
  run.world.plan(std::array{of_server(fault_kind::reset, 2s, 0s)});
  run.world.run_for(1900ms);
  CHECK_FALSE(run.ended);
  run.world.run_for(200ms);
  REQUIRE(run.ended);
  CHECK(*run.ended == std::errc::connection_reset);
}

TEST_CASE("a_poor_link_is_slow_while_it_lasts") {
  beating run;
  run.world.plan(std::array{of_server(fault_kind::poor_link, 1s, 5s)});
  CHECK(run.longest_gap(900ms) < 150ms);
  CHECK(run.longest_gap(5s) > 240ms);  // there and back
  run.world.run_for(30s);              // what was lost is sent again
  CHECK(run.longest_gap(2s) < 150ms);
}

TEST_CASE("faults_that_overlap_do_not_end_each_other") {
  beating run;
  run.world.plan(
      std::array{of_server(fault_kind::block, 1s, 4s), of_server(fault_kind::block, 2s, 1s)});
  run.world.run_for(1s);
  CHECK(run.longest_gap(3900ms) > 3800ms);
  run.world.run_for(20s);
  CHECK(run.longest_gap(2s) < 150ms);
}

TEST_CASE("a_planned_fault_leaves_alone_what_a_call_has_begun") {
  beating run;
  run.world.run_for(1s);
  run.machine.vanish();
  run.world.plan(std::array{of_server(fault_kind::vanish, 2s, 1s)});
  CHECK(run.longest_gap(10s) > 9s);
  CHECK(run.world.faults() == 1);
  run.machine.come_back();
  run.world.run_for(30s);
  CHECK(run.longest_gap(2s) < 150ms);
}

TEST_CASE("a_block_without_another_host_is_for_all_of_them") {
  beating run;
  run.world.plan(std::array{
      fault{.kind = fault_kind::block, .at = 1s, .length = 2s, .host = "player", .other = {}}});
  run.world.run_for(1s);
  CHECK(run.longest_gap(2s) > 1800ms);
}

TEST_CASE("calls_fail_while_system_errors_last") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto proactor = machine.make_proactor();
  world.plan(std::array{fault{.kind = fault_kind::system_errors,
                              .at = 1s,
                              .length = 1s,
                              .host = "server",
                              .parts_per_million = 1'000'000}});
  const auto opens = [&] {
    try {
      naru::udp_socket socket(*proactor, {naru::address::any_v4(), 0});
      return true;
    } catch (const std::system_error&) {
      return false;
    }
  };
  CHECK(opens());
  world.run_for(1500ms);
  CHECK_FALSE(opens());
  world.run_for(1s);
  CHECK(opens());
}

TEST_CASE("a_plan_with_a_fault_that_cannot_happen_is_refused_as_a_whole") {
  naru::simulation world({.seed = 1});
  world.add_host("server");
  const fault right{.kind = fault_kind::stall, .length = 1s, .host = "server"};
  const auto is_refused = [&](const fault& wrong) {
    CHECK_THROWS_AS(world.plan(std::array{right, wrong}), std::invalid_argument);
  };
  is_refused({.kind = fault_kind::stall, .host = "nobody"});
  is_refused({.kind = fault_kind::block, .host = "server", .other = "nobody"});
  is_refused({.kind = fault_kind::stall, .at = -1s, .host = "server"});
  is_refused({.kind = fault_kind::clock_drift, .host = "server", .parts_per_million = 500'001});
  is_refused({.kind = fault_kind::system_errors, .host = "server", .parts_per_million = -1});
  world.run();
  CHECK(world.faults() == 0);
}

TEST_CASE("a_fault_that_lasts_for_ever_does_not_end") {
  for (const fault_kind kind : {fault_kind::vanish, fault_kind::block}) {
    CAPTURE(to_string(kind));
    beating pair;
    const std::vector<fault> faults{
        {.kind = kind, .at = 10s, .length = fault::duration::max(), .host = "server"},
        {.kind = kind, .at = fault::duration::max(), .length = 1s, .host = "player"}};
    pair.world.plan(faults);
    CHECK(pair.longest_gap(9s) < 1s);
    CHECK(pair.longest_gap(1min) > 50s);
    CHECK(pair.world.faults() == 1);
  }
}

TEST_CASE("a_plan_of_everything_repeats") {
  CHECK(naru::repeats({.seed = 5}, [](naru::simulation& world) {
    naru::simulated_host& machine = world.add_host("server");
    naru::simulated_host& player = world.add_host("player", naru::link::wifi());
    naru::fault_plan_options options;
    options.hosts = {"server", "player"};
    options.count = 40;
    world.plan(naru::draw_faults(world.seed(), options));
    echo server(machine, beat_port);
    const auto proactor = player.make_proactor();
    naru::task_scope scope(*proactor);
    std::vector<visit> seen(20);
    for (visit& each : seen) {
      scope.spawn(call(*proactor, {machine.address(), beat_port}, 50'000, each));
      world.run_for(5s);
    }
    CHECK(world.faults() == 40);
    world.run_for(1h);
    for (const visit& each : seen) {
      CHECK(each.ended);
      CHECK(each.right);
    }
    naru::run(*proactor, scope.join());
  }));
}

TEST_CASE("plans_of_everything_leave_nothing_behind") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    CHECK(naru::repeats({.seed = seed}, play_with_faults));
  }
}
