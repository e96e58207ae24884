// naru_simulate: runs a mixed scenario in simulated worlds, one for each seed, and looks after each
// step whether all invariants hold. It ends with 1 at the first that does not.
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <stdexcept>

#include "minimise.hpp"
#include "options.hpp"
#include "scenario.hpp"
#include "seed_on_crash.hpp"
#include "speed.hpp"

namespace mix {
namespace {

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

/// All runs together.
struct totals {
  std::uint64_t seeds = 0;
  std::uint64_t events = 0;
  std::chrono::nanoseconds elapsed{};
  tally done;

  void add(const run_outcome& one) {
    ++seeds;
    events += one.events;
    elapsed += one.elapsed;
    done.connections += one.done.connections;
    done.messages_sent += one.done.messages_sent;
    done.messages_received += one.done.messages_received;
    done.datagrams += one.done.datagrams;
    done.faults += one.done.faults;
    done.restarts += one.done.restarts;
  }
};

void print(const totals& all, std::uint64_t findings) {
  std::printf("seeds %" PRIu64 ", faults %" PRIu64 ", events %" PRIu64
              ", virtual seconds %.0f, "
              "connections %" PRIu64 ", messages sent %" PRIu64 ", received %" PRIu64
              ", datagrams %" PRIu64 ", restarts %" PRIu64 ", findings %" PRIu64 "\n",
              all.seeds, all.done.faults, all.events, seconds(all.elapsed), all.done.connections,
              all.done.messages_sent, all.done.messages_received, all.done.datagrams,
              all.done.restarts, findings);
}

void report(const naru::failing_run& plan, const run_outcome& failed) {
  std::printf("FINDING: seed %" PRIu64 " at %.6f s: %s\n", plan.seed, seconds(failed.when),
              failed.finding.c_str());
  std::printf("  repeat it: scripts/simulate --repeat %" PRIu64 "\n", plan.seed);
  std::printf("  make it shorter: scripts/simulate --minimise %" PRIu64 "\n", plan.seed);
  for (const naru::fault& each : plan.faults) std::printf("  %s\n", to_string(each).c_str());
}

// A record changes nothing, so the second run needs none.
run_outcome run_twice(const naru::failing_run& plan, const std::vector<std::string>& record) {
  run_outcome first = run(plan, record);
  if (!first.finding.empty()) return first;
  if (run(plan).hash != first.hash) first.finding = "two runs of one seed are not alike";
  return first;
}

struct close_file {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

int run_seeds(const options& chosen) {
  std::unique_ptr<std::FILE, close_file> hashes;
  if (!chosen.hashes.empty()) {
    hashes.reset(std::fopen(chosen.hashes.c_str(), "w"));
    if (!hashes) throw std::runtime_error("cannot write " + chosen.hashes);
  }
  totals all;
  for (std::uint64_t seed = chosen.first; seed != chosen.first + chosen.seeds; ++seed) {
    note_seed(seed);
    const naru::failing_run plan = draw_run(seed);
    const run_outcome outcome =
        chosen.twice ? run_twice(plan, chosen.record) : run(plan, chosen.record);
    all.add(outcome);
    if (hashes) std::fprintf(hashes.get(), "%" PRIu64 " %016" PRIx64 "\n", seed, outcome.hash);
    if (outcome.finding.empty()) continue;
    report(plan, outcome);
    if (chosen.minimise) print_shortest(plan, outcome.finding, chosen.record);
    print(all, 1);
    std::fflush(stdout);
    std::_Exit(1);  // what has failed is not taken apart
  }
  print(all, 0);
  return 0;
}

}  // namespace
}  // namespace mix

int main(int argc, char** argv) {
  mix::options chosen;
  if (const auto exit_code = mix::parse_options(argc, argv, chosen)) return *exit_code;
  try {
    mix::name_seed_on_crash();
    return chosen.speed ? mix::measure_speed() : mix::run_seeds(chosen);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "naru_simulate: %s\n", error.what());
    return 1;
  }
}
