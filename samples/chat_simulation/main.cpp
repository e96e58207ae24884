// chat_simulation: the chat server's own code in a simulated world, with many players on bad links.
// It ends with 1 if a player has missed something, heard something twice or out of order, did not
// come back, or if anything is left at the end.
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>

#include "../common/complaint.hpp"
#include "evening.hpp"
#include "options.hpp"

namespace samples::chat {
namespace {

using real_clock = std::chrono::steady_clock;
using seconds = std::chrono::duration<double>;

void print(const evening& one, real_clock::duration took) {
  const auto of_all = [&](std::uint64_t player::* what) {
    return one.sum([=](const player& each) { return each.*what; });
  };
  const std::uint64_t said = one.sum([](const player& each) { return each.said; });
  fmt::print("{:<12}{:>8}{:>10}{:>10}{:>10}  ms from saying to hearing\n", "link", "players", "p50",
             "p99", "max");
  for (const link_kind& each : one.kinds()) {
    fmt::print("{:<12}{:>8}{:>10.0f}{:>10.0f}{:>10.0f}\n", each.name, each.players,
               milliseconds(each.latency.percentile(50)), milliseconds(each.latency.percentile(99)),
               milliseconds(each.latency.max()));
  }
  fmt::print("{} remarks said in {} rooms, {} taken by the server, {} packets heard\n", said,
             one.rooms(), one.accepted(), of_all(&player::heard));
  fmt::print("{} faults, {} stalls of the server, {} connections, {} of them lost\n", one.faults(),
             one.stalls(), of_all(&player::connections), of_all(&player::lost));
  const seconds virtual_time = one.world().elapsed();
  const seconds real_time = took;
  fmt::print(
      "{:.0f} s of virtual time in {:.1f} s, {:.0f} times as fast; {} events, hash {:016x}\n",
      virtual_time.count(), real_time.count(), virtual_time / real_time, one.world().events(),
      one.world().hash());
}

/// Returns the hash of the run, or nothing if something was wrong.
std::optional<std::uint64_t> run(const evening_options& options) {
  const auto began = real_clock::now();
  evening one(options);
  one.run();
  print(one, real_clock::now() - began);
  if (!options.save.empty()) one.world().save(options.save);
  for (const std::string& each : one.wrong().first()) complain("chat_simulation", each);
  if (one.wrong().count() == 0) return one.world().hash();
  complain("chat_simulation", fmt::format("{} things were wrong", one.wrong().count()));
  return std::nullopt;
}

bool run_all(const evening_options& options) {
  fmt::print("{} players for {} min, seed {}\n", options.players, options.minutes, options.seed);
  std::fflush(stdout);
  const auto first = run(options);
  if (!first || !options.twice) return first.has_value();
  const auto second = run(options);
  if (second && second != first) complain("chat_simulation", "the second run was another one");
  return second == first;
}

}  // namespace
}  // namespace samples::chat

int main(int argc, char** argv) {
  samples::chat::evening_options options;
  if (const auto exit_code = samples::chat::parse_options(argc, argv, options)) return *exit_code;
  try {
    if (samples::chat::run_all(options)) return 0;
  } catch (const std::exception& error) {
    samples::complain("chat_simulation", error.what());
  }
  samples::complain("chat_simulation",
                    fmt::format("repeat it: {} --seed {} --players {} "
                                "--minutes {}",
                                argv[0], options.seed, options.players, options.minutes));
  return samples::exit_failure;
}
