// A million functions from four threads to a hundred serials: each runs once, those of one thread
// in order, and nothing is taken from the heap.
#include "failure_log.hpp"
#include "heap_counter.hpp"
#include "support.hpp"

#include <array>
#include <atomic>
#include <deque>
#include <optional>
#include <thread>
#include <vector>

using namespace contract;

namespace {

constexpr std::size_t threads_that_post = 4;
constexpr std::size_t serial_count = 100;
constexpr std::size_t functions_waiting = 256;

/// Only functions of the serial use the numbers, which are not atomic.
struct place {
  explicit place(naru::proactor& owner) : turn(owner, {.waiting_max = functions_waiting}) {}

  /// Posts until there is room.
  void post(std::size_t poster, std::size_t number) {
    while (!turn.post([this, poster, number] { ran(poster, number); })) std::this_thread::yield();
  }
  void ran(std::size_t poster, std::size_t number) {
    misplaced += next[poster] != number ? 1U : 0U;
    next[poster] = number + 1;
    ++total;
  }

  std::array<std::size_t, threads_that_post> next{};
  std::size_t misplaced = 0;
  std::atomic<std::size_t> total = 0;
  std::size_t fills_left = functions_waiting;
  naru::serial turn;
};

/// Fills the serial whenever it runs. So others wait while a whole turn of functions still has its
/// memory. It is as large as the functions that are counted.
struct filler {
  place* filled;
  std::array<std::size_t, 2> more;

  void operator()() const {
    if (filled->fills_left == 0) return;
    --filled->fills_left;
    while (filled->turn.post(*this)) {
    }
  }
};

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("a_million_posts_to_a_hundred_serials_run_once_and_in_order") {
  const std::size_t rounds = promised(1'000'000) / threads_that_post / serial_count;
  naru::proactor_options options;
  options.on_failure = [](const naru::failure&) {};  // full serials
  const auto proactor = test_proactor(options);
  std::deque<place> places;
  while (places.size() != serial_count) places.emplace_back(*proactor);
  // Each serial gets all the memory that it will ever need.
  for (place& each : places) CHECK(each.turn.post(filler{&each, {}}));
  proactor->run();
  proactor->restart();
  std::size_t calls = 0;
  {
    std::optional<naru::work_guard> guard(*proactor);
    naru::worker_pool workers(*proactor, 2);
    countdown start(1);
    std::vector<std::thread> threads;
    for (std::size_t poster = 0; poster < threads_that_post; ++poster) {
      threads.emplace_back([&, poster] {
        CHECK(start.wait());
        for (std::size_t number = 0; number < rounds; ++number) {
          for (place& each : places) each.post(poster, number);
        }
      });
    }
    const std::size_t before = heap_calls();
    start.arrive();
    const auto all_ran = [&] {
      return std::ranges::all_of(
          places, [&](const place& each) { return each.total == threads_that_post * rounds; });
    };
    CHECK(wait_until(all_ran, 120s));
    calls = heap_calls() - before;
    for (std::thread& each : threads) each.join();
    guard.reset();
    workers.join();
  }
  std::size_t misplaced = 0;
  for (const place& each : places) misplaced += each.misplaced;
  CHECK(misplaced == 0);
  CHECK(calls == 0);
  MESSAGE((threads_that_post * serial_count * rounds)
          << " functions to " << serial_count << " serials from " << threads_that_post
          << " threads: " << misplaced << " out of order, " << calls << " heap calls");
}

TEST_SUITE_END();
