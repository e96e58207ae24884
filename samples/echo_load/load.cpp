#include "load.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <vector>

#include "shard.hpp"

namespace samples {
namespace {

using shards = std::vector<std::unique_ptr<shard>>;

constexpr std::chrono::milliseconds progress_interval{500};

std::uint64_t round_trips(const shards& all) {
  std::uint64_t sum = 0;
  for (const auto& each : all) sum += each->round_trips();
  return sum;
}

void show_progress(const shards& all, gate& all_finished) {
  const auto start = std::chrono::steady_clock::now();
  std::uint64_t before = 0;
  while (!all_finished.wait_for(progress_interval)) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    const std::chrono::duration<double> interval = progress_interval;
    const std::uint64_t sum = round_trips(all);
    fmt::print(stderr, "\r{:6.1f} s {:12} round trips {:10.0f} per second ", passed.count(), sum,
               static_cast<double>(sum - before) / interval.count());
    std::fflush(stderr);
    before = sum;
  }
  fmt::print(stderr, "\r{:60}\r", "");
}

}  // namespace

load_result run_load(const load_options& options, progress shown) {
  shard::shared common(options);
  shards all;
  for (std::size_t i = 0; i < options.threads; ++i) {
    all.push_back(std::make_unique<shard>(common, i));
  }
  for (const auto& each : all) each->connect();
  common.all_connected.wait();
  const auto start = std::chrono::steady_clock::now();
  for (const auto& each : all) each->begin(start);
  if (shown == progress::shown) show_progress(all, common.all_finished);
  common.all_finished.wait();
  load_result result;
  for (const auto& each : all) result.merge(each->join());
  return result;
}

}  // namespace samples
