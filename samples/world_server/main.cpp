// world_server: moves players through a world, 30 times per second, until Ctrl-C or SIGTERM.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>

#include "../common/complaint.hpp"
#include "../common/descriptor_limit.hpp"
#include "meter.hpp"
#include "options.hpp"
#include "player.hpp"
#include "world.hpp"

namespace samples::world {
namespace {

constexpr std::chrono::seconds goodbye_max{2};

void serve(const server_options& options) {
  raise_descriptor_limit();
  const auto proactor = naru::make_proactor({.backend = options.backend});
  naru::signal_set stops(*proactor, naru::stop_signals);
  world all(*proactor, options.world);
  naru::server<player> server(*proactor, options.network,
                              [&all] { return std::make_shared<player>(all); });
  fmt::print("listening on {}\n", server.local_endpoint().to_string());
  std::fflush(stdout);
  meter figures;
  server.start();
  all.start([&](const world::report& done) {
    figures.record(done.took, done.tick.missed);
    if (figures.since_last() < options.report_every) return;
    figures.print_recent(done.players, server.counters());
  });
  naru::worker_pool workers(*proactor, options.threads);
  naru::sync_wait(*proactor, stops.wait());
  server.stop_blocking(goodbye_max);
  all.stop();
  figures.print_all(server.counters());
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
