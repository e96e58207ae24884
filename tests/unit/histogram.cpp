// histogram: which bucket a value is counted in, and that no count is lost among threads.
#include <naru/histogram.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <thread>

using namespace std::chrono_literals;

TEST_SUITE_BEGIN("histogram");

TEST_CASE("a_value_counts_up_to_the_bound_that_it_equals") {
  naru::histogram sizes({0, 10, 100});
  for (const std::uint64_t each : {0U, 1U, 10U, 11U, 100U, 101U, 1'000U}) sizes.record(each);
  const naru::histogram::reading now = sizes.read();
  CHECK(now.counts[0] == 1);
  CHECK(now.counts[1] == 2);
  CHECK(now.counts[2] == 2);
  CHECK(now.counts[3] == 2);
  CHECK(now.count() == 7);
  CHECK(now.sum == 1'223);
  CHECK(sizes.bounds().size() == 3);
  CHECK_FALSE(sizes.counts_durations());
}

TEST_CASE("durations_count_between_a_microsecond_and_ten_seconds") {
  naru::histogram taken;
  CHECK(taken.counts_durations());
  CHECK(taken.bounds().front() == 1'000);
  CHECK(taken.bounds().back() == 10'000'000'000);
  taken.record(-1s);  // counts as none
  taken.record(1us);
  taken.record(1us + 1ns);
  taken.record(3ms);
  taken.record(1h);
  const naru::histogram::reading now = taken.read();
  CHECK(now.counts[0] == 2);
  CHECK(now.counts[1] == 1);
  CHECK(now.counts[taken.bounds().size()] == 1);
  CHECK(now.count() == 5);
  CHECK(now.sum == 3'600'003'002'001);
}

TEST_CASE("bounds_of_the_programs_own_ascend") {
  naru::histogram ticks({1ms, 33ms, 1s});
  ticks.record(33ms);
  CHECK(ticks.read().counts[1] == 1);
  CHECK_THROWS_AS(naru::histogram({1ms, 1ms}), std::invalid_argument);
  CHECK_THROWS_AS(naru::histogram({2ms, 1ms}), std::invalid_argument);
  CHECK_THROWS_AS(naru::histogram({0ms, 1ms}), std::invalid_argument);
  const std::initializer_list<std::uint64_t> none;
  CHECK_THROWS_AS(naru::histogram{none}, std::invalid_argument);
}

TEST_CASE("a_histogram_has_at_most_so_many_bounds") {
  static_assert(naru::histogram::bounds_max == 32);
  naru::histogram numbers({1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16,
                           17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32});
  numbers.record(std::uint64_t{32});
  numbers.record(std::uint64_t{33});
  CHECK(numbers.read().counts[31] == 1);
  CHECK(numbers.read().counts[32] == 1);
  CHECK_THROWS_AS(
      naru::histogram({1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17,
                       18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33}),
      std::invalid_argument);
}

TEST_CASE("threads_lose_no_count") {
  constexpr std::uint64_t each_records = 20'000;
  naru::histogram numbers({1, 2, 4, 8});
  std::array<std::thread, 4> threads;
  for (std::thread& each : threads) {
    each = std::thread([&] {
      for (std::uint64_t i = 0; i < each_records; ++i) numbers.record(i % 10);
    });
  }
  while (numbers.read().count() < each_records) std::this_thread::yield();
  for (std::thread& each : threads) each.join();
  CHECK(numbers.read().count() == 4 * each_records);
  CHECK(numbers.read().sum == 4 * each_records / 10 * 45);
}

TEST_SUITE_END();
