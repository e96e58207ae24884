// naru::post: functions run once, in order, on the threads of a proactor.
#include "failing_memory.hpp"
#include "failure_log.hpp"
#include "heap_counter.hpp"
#include "support.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace contract;

TEST_SUITE_BEGIN("functions");

TEST_CASE("a_posted_function_runs_once_and_never_inside_the_call") {
  int runs = 0;
  const auto proactor = test_proactor();
  naru::post(*proactor, [&] { ++runs; });
  CHECK(runs == 0);
  proactor->run();
  CHECK(runs == 1);
  naru::post(*proactor, [&] {
    naru::post(*proactor, [&] { ++runs; });
    CHECK(runs == 1);
  });
  proactor->restart();
  proactor->run();
  CHECK(runs == 2);
}

TEST_CASE("the_functions_that_one_thread_posts_run_in_order") {
  if (!runs_on_threads()) return;
  constexpr int count = 10'000;
  std::vector<int> ran;
  const auto proactor = test_proactor();
  std::thread poster([&] {
    for (int i = 0; i < count; ++i) naru::post(*proactor, [&ran, i] { ran.push_back(i); });
  });
  CHECK(run_until(*proactor, [&] { return ran.size() == count; }));
  poster.join();
  std::vector<int> expected(count);
  std::iota(expected.begin(), expected.end(), 0);
  CHECK(ran == expected);
}

TEST_CASE("functions_from_many_threads_run_exactly_once_on_many") {
  if (!runs_on_threads()) return;
  constexpr std::size_t posters = 4;
  const std::size_t each = scaled(20'000);
  std::vector<std::atomic<int>> runs(posters * each);
  std::atomic<std::size_t> total = 0;
  const auto proactor = test_proactor();
  {
    std::optional<naru::work_guard> guard(*proactor);
    naru::worker_pool workers(*proactor, 3);
    std::vector<std::thread> threads;
    for (std::size_t poster = 0; poster < posters; ++poster) {
      threads.emplace_back([&, poster] {
        for (std::size_t i = 0; i < each; ++i) {
          naru::post(*proactor, [&, place = poster * each + i] {
            ++runs[place];
            ++total;
          });
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    guard.reset();
    workers.join();
  }
  CHECK(total == runs.size());
  CHECK(std::ranges::all_of(runs, [](const std::atomic<int>& times) { return times == 1; }));
}

TEST_CASE("an_exception_that_leaves_a_posted_function_is_reported") {
  failure_log failures;
  int runs = 0;
  const auto proactor = failures.proactor();
  naru::post(*proactor, [] { throw std::runtime_error("no such room"); });
  naru::post(*proactor, [&] { ++runs; });
  proactor->run();
  CHECK(runs == 1);
  CHECK(failures.size() == 1);
  CHECK(failures.count("an exception left a posted function: no such room") == 1);
}

TEST_CASE("one_completion_runs_at_most_32_posted_functions") {
  int runs = 0;
  const auto proactor = test_proactor();
  for (int i = 0; i < 100; ++i) naru::post(*proactor, [&] { ++runs; });
  CHECK(proactor->run_one() == 1);
  CHECK(runs >= 1);
  CHECK(runs <= 32);
  proactor->run();
  CHECK(runs == 100);
}

TEST_CASE("posting_takes_nothing_from_the_heap") {
  std::size_t runs = 0;
  const auto proactor = test_proactor();
  const auto round = [&] {
    const void* const four = &runs;
    const std::array<const void*, 4> words{four, four, four, four};
    for (int i = 0; i < 100; ++i) {
      naru::post(*proactor, [&runs, words] { runs += words.size() / 4; });
    }
    proactor->restart();
    proactor->run();
  };
  round();
  const std::size_t calls = heap_calls();
  for (int i = 0; i < 10; ++i) round();
  CHECK(heap_calls() == calls);
  CHECK(runs == 1'100);
}

TEST_CASE("a_large_function_and_one_that_only_moves_run_too") {
  int sum = 0;
  const auto proactor = test_proactor();
  std::array<int, 100> numbers{};
  numbers.fill(1);
  naru::post(*proactor,
             [&sum, numbers] { sum += std::accumulate(numbers.begin(), numbers.end(), 0); });
  naru::post(*proactor, [&sum, one = std::make_unique<int>(1)] { sum += *one; });
  proactor->run();
  CHECK(sum == 101);
}

TEST_CASE("functions_that_wait_are_destroyed_with_the_proactor") {
  const auto kept = std::make_shared<int>(0);
  int runs = 0;
  {
    const auto proactor = test_proactor();
    for (int i = 0; i < 100; ++i) naru::post(*proactor, [&runs, kept] { ++runs; });
    CHECK(kept.use_count() == 101);
  }
  CHECK(runs == 0);
  CHECK(kept.use_count() == 1);
}

TEST_CASE("a_post_without_memory_changes_nothing") {
  if (!has_memory_of_the_system()) return;
  const std::size_t points = fail_each_allocation([](std::size_t before) {
    std::size_t posted = 0;
    std::size_t runs = 0;
    const auto proactor = test_proactor();
    bool felt = false;
    {
      const heap_shortage shortage(before);
      for (int i = 0; i < 100; ++i) {
        try {
          naru::post(*proactor, [&runs] { ++runs; });
          ++posted;
        } catch (const std::bad_alloc&) {
        }
      }
      felt = shortage.felt();
    }
    proactor->run();
    CHECK(runs == posted);
    CHECK(posted + (felt ? 1 : 0) == 100);
    return felt;
  });
  CHECK(points >= 2);
}

TEST_SUITE_END();
