// naru::blocking_pool in a simulated world: no thread runs its work, and it takes virtual time.
#include <stdexcept>
#include <thread>

#include "world_support.hpp"

using namespace simulated_tests;

namespace {

/// Each work takes up to 10 ms.
struct one_host {
  naru::simulation world{{.seed = 1}};
  naru::simulated_host& machine = world.add_host("server");
  std::unique_ptr<naru::proactor> proactor = machine.make_proactor();
};

}  // namespace

TEST_CASE("blocking_work_takes_virtual_time_on_the_thread_of_the_world") {
  one_host all;
  naru::blocking_pool pool(1);
  const auto main = [&]() -> naru::task<int> {
    int sum = 0;
    for (int i = 0; i < 100; ++i) sum += co_await pool.run([i] { return i; });
    const auto id = co_await pool.run([] { return std::this_thread::get_id(); });
    CHECK(id == std::this_thread::get_id());
    co_return sum;
  };
  CHECK(naru::run(*all.proactor, main()) == 4'950);
  CHECK(all.world.elapsed() > 200ms);
  CHECK(all.world.elapsed() < 1s);
}

TEST_CASE("as_much_blocking_work_runs_at_once_as_there_are_threads") {
  const auto time_with = [](std::size_t threads) {
    one_host all;
    naru::blocking_pool pool(threads);
    int done = 0;
    for (int i = 0; i < 100; ++i) {
      CHECK(pool.run([] {}, *all.proactor, [&](const naru::outcome<void>&) { ++done; }));
    }
    CHECK(pool.waiting() == 100 - threads);
    all.world.run();
    CHECK(done == 100);
    return all.world.elapsed();
  };
  CHECK(time_with(1) > 4 * time_with(8));
}

TEST_CASE("a_full_pool_refuses_in_a_simulation_too") {
  one_host all;
  naru::blocking_pool pool(2, {.waiting_max = 1});
  int done = 0;
  const auto offer = [&] {
    return pool.run([] {}, *all.proactor, [&](const naru::outcome<void>&) { ++done; });
  };
  for (int i = 0; i < 3; ++i) CHECK(offer());
  CHECK_FALSE(offer());
  all.world.run();
  CHECK(done == 3);
  CHECK(offer());
  all.world.run();
  CHECK(done == 4);
}

TEST_CASE("a_stop_withdraws_deferred_work_that_has_not_begun") {
  one_host all;
  naru::blocking_pool pool(1);
  int ran = 0;
  int refused = 0;
  naru::task_scope scope(*all.proactor);
  const auto asks = [&]() -> naru::task<> {
    try {
      co_await pool.run([&] { ++ran; });
    } catch (const std::system_error& failed) {
      CHECK(failed.code() == std::errc::operation_canceled);
      ++refused;
    }
  };
  for (int i = 0; i < 3; ++i) scope.spawn(asks());
  CHECK(all.world.run_until([&] { return pool.waiting() == 2; }));
  scope.request_stop();
  all.world.run();
  CHECK(ran == 1);
  CHECK(refused == 2);
  naru::run(*all.proactor, scope.join());
}

TEST_CASE("a_pool_that_drops_refuses_deferred_work_that_has_not_begun") {
  one_host all;
  naru::blocking_pool pool(1);
  int ran = 0;
  int refused = 0;
  for (int i = 0; i < 3; ++i) {
    CHECK(pool.run([&] { ++ran; }, *all.proactor,
                   [&](const naru::outcome<void>& done) { refused += done ? 0 : 1; }));
  }
  pool.stop(naru::stop_mode::drop);
  all.world.run();
  CHECK(ran == 1);
  CHECK(refused == 2);
}

TEST_CASE("a_pool_that_ends_runs_its_deferred_work_at_once") {
  one_host all;
  int ran = 0;
  int told = 0;
  {
    naru::blocking_pool pool(2);
    for (int i = 0; i < 10; ++i) {
      CHECK(pool.run([&] { ++ran; }, *all.proactor, [&](const naru::outcome<void>&) { ++told; }));
    }
  }
  CHECK(ran == 10);
  all.world.run();
  CHECK(told == 10);
}

TEST_CASE("a_host_that_is_stalled_does_no_blocking_work") {
  one_host all;
  naru::blocking_pool pool(1);
  naru::simulation::duration ran{};
  CHECK(pool.run([&] { ran = all.world.elapsed(); }, *all.proactor,
                 [](const naru::outcome<void>&) {}));
  all.machine.stall(6s);
  all.world.run();
  CHECK(ran >= 6s);
}

TEST_CASE("a_host_that_is_stalled_for_ever_does_no_blocking_work") {
  one_host all;
  int ran = 0;
  {
    naru::blocking_pool pool(1);
    CHECK(pool.run([&] { ++ran; }, *all.proactor, [](const naru::outcome<void>&) {}));
    all.machine.stall(naru::simulation::duration::max());
    all.world.run();
    CHECK(ran == 0);
    CHECK(all.world.elapsed() < 1s);
  }
  CHECK(ran == 1);  // the end of the pool
}

TEST_CASE("a_pool_that_hosts_share_does_the_work_of_each_in_its_own_time") {
  one_host all;
  naru::simulated_host& stalled = all.world.add_host("stalled");
  const auto late = stalled.make_proactor();
  naru::blocking_pool pool(4);
  std::vector<naru::simulation::duration> ran(2);
  const auto start = [&](naru::proactor& on, naru::simulation::duration& at) {
    CHECK(pool.run([&] { at = all.world.elapsed(); }, on, [](const naru::outcome<void>&) {}));
  };
  start(*late, ran[0]);
  start(*all.proactor, ran[1]);
  stalled.stall(6s);
  all.world.run();
  CHECK(ran[0] >= 6s);
  CHECK(ran[1] <= 10ms);
}

TEST_CASE("blocking_work_repeats") {
  CHECK(naru::repeats({.seed = 9}, [](naru::simulation& world) {
    const auto proactor = world.add_host("server").make_proactor();
    naru::blocking_pool pool(3);
    for (int i = 0; i < 50; ++i) {
      pool.run([] {}, *proactor,
               [&, i](const naru::outcome<void>&) { world.note(static_cast<std::uint64_t>(i)); });
    }
    world.run();
  }));
}
