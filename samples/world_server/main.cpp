// world_server: moves players through a world, 30 times per second, until Ctrl-C or SIGTERM.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>

#include "../common/complaint.hpp"
#include "../common/descriptor_limit.hpp"
#include "../common/stop_signal.hpp"
#include "meter.hpp"
#include "options.hpp"
#include "player.hpp"
#include "ticker.hpp"
#include "world.hpp"

namespace samples::world {
namespace {

constexpr std::chrono::seconds goodbye_max{2};

void serve(const server_options& options) {
  stop_signal stop;
  raise_descriptor_limit();
  const auto proactor = naru::make_proactor({.backend = options.backend});
  stop.watch(*proactor);
  world all(options.world);
  naru::server<player> server(*proactor, options.network,
                              [&all] { return std::make_shared<player>(all.wishes()); });
  fmt::print("listening on {}\n", server.local_endpoint().to_string());
  std::fflush(stdout);
  meter figures;
  ticker ticks(*proactor, options.world.ticks_per_second, [&] {
    const auto begin = meter::clock::now();
    all.step();
    figures.record(meter::clock::now() - begin);
    if (figures.since_last() < options.report_every) return;
    figures.print_recent(all.players(), server.counters());
  });
  // The workers start before the first tick is pending. So if they fail to start, nothing is
  // pending.
  std::optional<naru::work_guard> until_started(std::in_place, *proactor);
  naru::worker_pool workers(*proactor, options.threads);
  ticks.start();
  server.start();
  until_started.reset();
  stop.wait();
  server.stop_blocking(goodbye_max);
  ticks.stop_blocking();
  figures.print_all(server.counters(), ticks.skipped());
  workers.join();
}

}  // namespace
}  // namespace samples::world

int main(int argc, char** argv) {
  samples::world::server_options options;
  if (const auto exit_code = samples::world::parse_options(argc, argv, options)) return *exit_code;
  try {
    samples::world::serve(options);
    return 0;
  } catch (const std::exception& error) {
    samples::complain("world_server", error.what());
    return samples::exit_failure;
  }
}
