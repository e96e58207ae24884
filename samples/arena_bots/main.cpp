// arena_bots: lets many players play in an arena, and checks that every tick and every whisper is
// accounted for.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string_view>

#include "../common/complaint.hpp"
#include "../common/descriptor_limit.hpp"
#include "crowd.hpp"
#include "options.hpp"

namespace samples::arena {
namespace {

constexpr std::string_view program = "arena_bots";

void print(const crowd& all) {
  const tally& counted = all.counted();
  fmt::print("all had entered after {:.2f} s\n", all.entered_in().count());
  fmt::print("{} snapshots, {} ticks skipped by the server, {} gaps\n", counted.snapshots,
             counted.missed, counted.gaps);
  fmt::print("between snapshots: p50 {:.2f} ms, p99 {:.2f} ms, max {:.2f} ms\n",
             milliseconds(counted.interval.percentile(50)),
             milliseconds(counted.interval.percentile(99)), milliseconds(counted.interval.max()));
  fmt::print(
      "{} walks, {} into other rooms; {} whispers: {} delivered, {} not, {} unanswered; {} heard\n",
      counted.walks, counted.moves, counted.whispers_sent, counted.whispers_delivered,
      counted.whispers_not_delivered, counted.whispers_open(), counted.whispers_heard);
  fmt::print("{} wrong, {} disconnected\n", counted.wrong, counted.disconnected);
  std::fflush(stdout);
}

bool run(const bots_options& options) {
  raise_descriptor_limit();
  const auto proactor = naru::make_proactor({.backend = options.backend});
  crowd all(*proactor, options);
  all.run();
  print(all);
  const tally& counted = all.counted();
  if (!counted.first_wrong.empty()) complain(program, counted.first_wrong);
  return counted.is_good() && counted.snapshots != 0;
}

}  // namespace
}  // namespace samples::arena

int main(int argc, char** argv) {
  samples::arena::bots_options options;
  if (const auto exit_code = samples::arena::parse_options(argc, argv, options)) return *exit_code;
  try {
    return samples::arena::run(options) ? 0 : samples::exit_failure;
  } catch (const std::exception& error) {
    samples::complain(samples::arena::program, error.what());
    return samples::exit_failure;
  }
}
