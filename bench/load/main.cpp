// naru_bench_load: puts load on a server, and prints the cost as one line of JSON.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>

#include "lockstep.hpp"
#include "options.hpp"
#include "process.hpp"
#include "workload.hpp"

namespace bench {
namespace {

template <class Duration>
clock::time_point after(Duration time) {
  return clock::now() + std::chrono::duration_cast<clock::duration>(time);
}

void run_command(const std::string& command) {
  if (!command.empty() && std::system(command.c_str()) != 0) {
    throw std::runtime_error("failed: " + command);
  }
}

// The calls that were made at all, as members of a JSON object.
std::string calls_made(const usage& cost) {
  std::string members;
  for (std::size_t i = 0; i < cost.calls.size(); ++i) {
    if (cost.calls[i] == 0) continue;
    members +=
        fmt::format(R"({}"{}": {})", members.empty() ? "" : ", ", counter_names[i], cost.calls[i]);
  }
  return members;
}

// The cost of the window, as JSON.
std::string report(workload& load, const usage& cost, std::uint64_t messages, std::uint64_t lost,
                   double seconds) {
  return fmt::format(
      R"({{"messages": {}, "lost": {}, "seconds": {:.6f}, "server_seconds": {:.6f}, )"
      R"("calls": {{{}}}, "resident_bytes": {}, "least_share": {:.3f}, )"
      R"("latency_us": {{"p50": {:.1f}, "p99": {:.1f}, "p99.9": {:.1f}, "max": {:.1f}}}}})",
      messages, lost, seconds, cost.processor_seconds, calls_made(cost), cost.resident_bytes,
      load.least_share(), load.latency.microseconds(50), load.latency.microseconds(99),
      load.latency.microseconds(99.9), load.latency.microseconds(100));
}

std::string measure(const options& chosen) {
  constexpr std::uint64_t any_number = std::numeric_limits<std::int64_t>::max();
  const process server(chosen.server, chosen.counter_file);
  const lockstep steps(chosen);
  const usage empty = server.used();
  const auto load = make_workload(chosen);
  load->run(after(chosen.warm_up), any_number);

  load->latency.clear();
  const std::uint64_t completed = load->completed;
  const std::uint64_t lost = load->lost;
  steps.rest();
  run_command(chosen.at_begin);
  const usage before = server.used();
  const clock::time_point began = clock::now();
  load->run(after(chosen.window), chosen.messages != 0 ? chosen.messages : any_number);
  const std::chrono::duration<double> seconds = clock::now() - began;
  steps.rest();
  usage cost = server.used();
  run_command(chosen.at_end);
  cost.processor_seconds -= before.processor_seconds;
  for (std::size_t i = 0; i < cost.calls.size(); ++i) cost.calls[i] -= before.calls[i];
  cost.resident_bytes -= std::min(empty.resident_bytes, cost.resident_bytes);
  return report(*load, cost, load->completed - completed, load->lost - lost, seconds.count());
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  bench::options chosen;
  if (const auto exit_code = bench::parse_options(argc, argv, chosen)) return *exit_code;
  try {
    bench::raise_descriptor_limit();
    std::puts(bench::measure(chosen).c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "naru_bench_load: %s\n", error.what());
    return 1;
  }
}
