// world_server: moves players through a world, 30 times per second, until Ctrl-C or SIGTERM.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>

#include "../common/complaint.hpp"
#include "../common/descriptor_limit.hpp"
#include "live_page.hpp"
#include "meter.hpp"
#include "options.hpp"
#include "player.hpp"
#include "world.hpp"
#include "world_figures.hpp"

namespace samples::world {
namespace {

constexpr std::chrono::seconds goodbye_max{2};

// A task of its own, so that a dump tells where it waits.
naru::task<> until_stopped(naru::signal_set& stops) {
  co_await naru::this_task::set_name("until stopped");
  co_await stops.wait();
}

void serve(const server_options& options) {
  raise_descriptor_limit();
  const auto proactor = naru::make_proactor(
      {.backend = options.backend, .time_callbacks = options.watch_port.has_value()});
  naru::signal_set stops(*proactor, naru::stop_signals);
  world all(*proactor, options.world);
  naru::server<player> server(*proactor, options.network,
                              [&all] { return std::make_shared<player>(all); });
  fmt::print("listening on {}\n", server.local_endpoint().to_string());
  meter lines;
  world_figures figures;
  std::unique_ptr<live_page> page;
  if (options.watch_port) {
    page = watch(*proactor, *options.watch_port, server, figures);
    fmt::print("the page is on http://{}/\n", page->local_endpoint().to_string());
  }
  std::fflush(stdout);
  server.start();
  all.start([&](const world::report& done) {
    lines.record(done.took, done.tick.missed);
    figures.record(done.took, done.tick.missed, done.players);
    if (lines.since_last() < options.report_every) return;
    lines.print_recent(done.players, server.counters());
  });
  naru::worker_pool workers(*proactor, options.threads);
  naru::sync_wait(*proactor, until_stopped(stops));
  server.stop_blocking(goodbye_max);
  all.stop();
  page.reset();
  lines.print_all(server.counters());
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
