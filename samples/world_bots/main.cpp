// world_bots: lets many players walk through a world_server's world, and checks what they are
// told.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string_view>

#include "../common/complaint.hpp"
#include "../common/descriptor_limit.hpp"
#include "crowd.hpp"
#include "options.hpp"

namespace samples::world {
namespace {

constexpr std::string_view program = "world_bots";

double per_second(std::uint64_t amount, const crowd& all) {
  return all.walked().count() > 0 ? static_cast<double>(amount) / all.walked().count() : 0;
}

void print(const crowd& all, std::size_t players) {
  const tally& counted = all.counted();
  const auto each = static_cast<double>(players);
  const auto row = [](std::string_view name, double value, int digits) {
    fmt::print("{:<26}{:>12.{}f}\n", name, value, digits);
  };
  row("updates", static_cast<double>(counted.updates), 0);
  row("updates/s of each", per_second(counted.updates, all) / each, 2);
  row("players seen in each",
      static_cast<double>(counted.seen) /
          static_cast<double>(std::max<std::uint64_t>(counted.updates, 1)),
      1);
  row("bytes/s", per_second(counted.bytes, all), 0);
  row("bytes/s of each", per_second(counted.bytes, all) / each, 0);
  row("inputs/s", per_second(counted.inputs, all), 0);
  for (const double percent : {50.0, 90.0, 99.0}) {
    row(fmt::format("interval p{:.0f} (ms)", percent),
        milliseconds(counted.interval.percentile(percent)), 2);
  }
  row("interval max (ms)", milliseconds(counted.interval.max()), 2);
  row("gaps", static_cast<double>(counted.gaps), 0);
  row("wrong", static_cast<double>(counted.wrong), 0);
  row("disconnected", static_cast<double>(counted.disconnected), 0);
  std::fflush(stdout);
}

bool run(const bots_options& options) {
  raise_descriptor_limit();
  const auto proactor = naru::make_proactor({.backend = options.backend});
  crowd all(*proactor, options);
  all.run();
  print(all, options.players);
  const tally& counted = all.counted();
  if (!counted.first_wrong.empty()) complain(program, counted.first_wrong);
  const double expected = all.ticks_per_second() * static_cast<double>(options.players);
  const double least = expected * static_cast<double>(options.least_percent) / 100;
  if (expected == 0 || per_second(counted.updates, all) < least) {
    complain(program, "there were too few updates");
    return false;
  }
  return counted.is_good();
}

}  // namespace
}  // namespace samples::world

int main(int argc, char** argv) {
  samples::world::bots_options options;
  if (const auto exit_code = samples::world::parse_options(argc, argv, options)) return *exit_code;
  try {
    return samples::world::run(options) ? 0 : samples::exit_failure;
  } catch (const std::exception& error) {
    samples::complain(samples::world::program, error.what());
    return samples::exit_failure;
  }
}
