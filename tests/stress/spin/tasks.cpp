// Random tasks in one scope, which several threads spawn: they send and receive through channels,
// and wait for an event and a mutex, with limits and stops. Each task ends once, and no value is
// lost or doubled.
#include "support.hpp"

#include <array>
#include <random>
#include <thread>
#include <vector>

#include "../stress_time.hpp"

using namespace contract;

namespace {

using random_numbers = std::mt19937_64;

constexpr std::size_t spawners = 3;
constexpr std::size_t tasks_max = 200;  // at a time, about

struct commons {
  naru::channel<std::uint64_t> channel{4};
  naru::event event;
  naru::mutex mutex;
  std::atomic<std::uint64_t> sent{0};  // sums of values, which are all different
  std::atomic<std::uint64_t> received{0};
  std::atomic<std::size_t> spawned{0};
  std::atomic<std::size_t> ended{0};
  std::atomic<int> holders{0};  // of the mutex
  std::atomic<int> crowded{0};
};

std::chrono::microseconds some_time(random_numbers& random) {
  return std::chrono::microseconds(std::uniform_int_distribution<int>(0, 2'000)(random));
}

naru::task<> send(commons& all, std::uint64_t value, std::chrono::microseconds limit) {
  const auto error = co_await naru::with_timeout(all.channel.send(value), limit);
  if (!error) all.sent += value;
  ++all.ended;
}

naru::task<> receive(commons& all, std::chrono::microseconds limit) {
  const auto [error, value] = co_await naru::with_timeout(all.channel.receive(), limit);
  if (!error) all.received += *value;
  ++all.ended;
}

naru::task<> hold(commons& all, std::chrono::microseconds limit) {
  {
    auto [error, guard] = co_await naru::with_timeout(all.mutex.lock(), limit);
    if (!error) {
      if (++all.holders != 1) ++all.crowded;
      co_await naru::sleep_for(std::chrono::microseconds(10));
      --all.holders;
    }
  }
  ++all.ended;
}

naru::task<> wait(commons& all, std::chrono::microseconds limit) {
  static_cast<void>(co_await naru::with_timeout(all.event.wait(), limit));
  ++all.ended;
}

void spawn_until(std::chrono::steady_clock::time_point end, commons& all, naru::task_scope& scope,
                 std::uint64_t seed) {
  random_numbers random(seed);
  while (std::chrono::steady_clock::now() < end) {
    if (all.spawned - all.ended > tasks_max) {
      std::this_thread::yield();
      continue;
    }
    const std::uint64_t number = ++all.spawned;
    const auto limit = some_time(random);
    switch (random() % 6) {
      case 0:
      case 1:
        scope.spawn(send(all, number, limit));
        break;
      case 2:
      case 3:
        scope.spawn(receive(all, limit));
        break;
      case 4:
        scope.spawn(hold(all, limit));
        break;
      default:
        scope.spawn(wait(all, limit));
        number % 2 == 0 ? all.event.set() : all.event.reset();
    }
  }
}

}  // namespace

TEST_SUITE_BEGIN("spin");

TEST_CASE("every_task_at_random_ends_once") {
  const std::uint64_t seed = stress::chosen_seed();
  MESSAGE("NARU_STRESS_SEED=" << seed);
  commons all;
  const auto proactor = test_proactor();
  naru::task_scope scope(*proactor);
  {
    naru::work_guard busy(*proactor);
    naru::worker_pool workers(*proactor, 2);
    const auto end = std::chrono::steady_clock::now() + stress::chosen_time(2s);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < spawners; ++i) {
      threads.emplace_back([&, i] { spawn_until(end, all, scope, seed + i); });
    }
    for (std::thread& each : threads) each.join();
  }
  proactor->restart();
  scope.request_stop();
  naru::run(*proactor, scope.join());

  while (const auto left = all.channel.try_receive()) all.received += *left;
  MESSAGE(all.spawned.load() << " tasks");
  CHECK(all.ended == all.spawned);
  CHECK(all.received == all.sent);
  CHECK(all.crowded == 0);
}

TEST_SUITE_END();
