#include "meter.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <string>

namespace samples::world {
namespace {

std::string describe(const histogram& ticks) {
  return fmt::format("{} ticks of p50 {:.2f} ms, p99 {:.2f} ms, max {:.2f} ms", ticks.count(),
                     milliseconds(ticks.percentile(50)), milliseconds(ticks.percentile(99)),
                     milliseconds(ticks.max()));
}

}  // namespace

void meter::print_recent(std::size_t players, const naru::session_counters& counted) {
  const std::chrono::duration<double> passed = since_last();
  const auto bytes = static_cast<double>(counted.bytes_sent - bytes_before_) / passed.count();
  fmt::print("{} players, {}, {:.0f} bytes/s\n", players, describe(recent_), bytes);
  std::fflush(stdout);
  last_ = clock::now();
  bytes_before_ = counted.bytes_sent;
  recent_ = {};
}

void meter::print_all(const naru::session_counters& counted) const {
  fmt::print("served {} players ({} refused): {}, {} skipped; {} updates, {} bytes, {} dropped\n",
             counted.accepted, counted.refused, describe(all_), skipped_, counted.messages_sent,
             counted.bytes_sent, counted.messages_dropped);
  std::fflush(stdout);
}

}  // namespace samples::world
