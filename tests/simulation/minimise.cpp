// A failing run is made shorter.
#include <naru/simulation/minimise.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

using namespace std::chrono_literals;
using naru::failing_run;
using naru::fault;
using naru::fault_kind;

namespace {

failing_run many_faults(std::size_t count) {
  naru::fault_plan_options options;
  options.hosts = {"server", "player"};
  options.until = 10min;
  options.count = count;
  return {.seed = 4, .faults = naru::draw_faults(4, options), .length = 10min};
}

/// Fails if these two faults are there, the run goes past the second, and the first lasts 100 ms.
struct needs_two {
  fault first;
  fault second;

  [[nodiscard]] static const fault* find(const failing_run& run, const fault& wanted) {
    const auto found = std::ranges::find_if(run.faults, [&](const fault& each) {
      return each.at == wanted.at && each.host == wanted.host && each.kind == wanted.kind;
    });
    return found == run.faults.end() ? nullptr : &*found;
  }
  [[nodiscard]] bool operator()(const failing_run& run) const {
    const fault* const one = find(run, first);
    const fault* const other = find(run, second);
    return one != nullptr && other != nullptr && one->length >= 100ms && run.length > second.at;
  }
};

}  // namespace

TEST_CASE("what_a_failure_does_not_need_is_dropped") {
  failing_run found = many_faults(100);
  found.faults[20].length = 10s;
  const needs_two fails{found.faults[20], found.faults[60]};
  REQUIRE(fails(found));
  std::size_t runs = 0;
  const failing_run least = naru::minimise(found, [&](const failing_run& run) {
    ++runs;
    return fails(run);
  });
  REQUIRE(least.faults.size() == 2);
  CHECK(fails(least));
  CHECK(least.seed == found.seed);
  CHECK(least.length <= found.faults[60].at + 10ms);
  CHECK(least.faults[0].length <= 110ms);
  CHECK(least.faults[1].length <= 10ms);
  CHECK(runs <= 500);
  CHECK(naru::minimise(found, fails) == least);
}

TEST_CASE("a_run_that_fails_without_faults_loses_them_all") {
  const failing_run found = many_faults(50);
  const auto least = naru::minimise(found, [](const failing_run& run) { return run.length >= 3s; });
  CHECK(least.faults.empty());
  CHECK(least.length >= 3s);
  CHECK(least.length <= 3s + 10ms);
}

TEST_CASE("a_run_of_which_everything_is_needed_stays") {
  const failing_run found = many_faults(20);
  const auto least = naru::minimise(found, [](const failing_run&) { return false; });
  CHECK(least == found);
}

TEST_CASE("a_minimiser_keeps_to_its_number_of_runs") {
  const failing_run found = many_faults(100);
  const needs_two fails{found.faults[20], found.faults[60]};
  for (const std::size_t most : {0U, 1U, 20U}) {
    std::size_t runs = 0;
    const auto counted = [&](const failing_run& run) {
      ++runs;
      return fails(run);
    };
    const auto least = naru::minimise(found, counted, {.runs_max = most});
    CHECK(runs == most);
    CHECK((least == found || fails(least)));
  }
}

TEST_CASE("a_failing_run_is_printed_with_its_faults") {
  const failing_run run{
      .seed = 42,
      .faults = {{.kind = fault_kind::stall, .at = 1s, .length = 6s, .host = "server"},
                 {.kind = fault_kind::reset, .at = 2s, .host = "one", .other = "two"}},
      .length = 90s};
  CHECK(naru::to_string(run) ==
        "seed 42 for 90s\n  1s stall server for 6s\n  2s reset one <-> two");
}
