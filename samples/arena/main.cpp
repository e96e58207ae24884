// arena: players log in with a password, walk in rooms, pick up coins and whisper, until Ctrl-C.
// Accounts and scores are in an SQLite file.
#include <naru/naru.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>

#include "../common/complaint.hpp"
#include "../common/descriptor_limit.hpp"
#include "../common/histogram.hpp"
#include "lobby.hpp"
#include "options.hpp"
#include "player.hpp"
#include "treasury.hpp"
#include "watch_page.hpp"

namespace samples::arena {
namespace {

using namespace std::chrono_literals;
constexpr auto goodbye_max = 3s;

void print_totals(const naru::session_counters& counted, const lobby& hall,
                  const shared_by_players& shared) {
  histogram ticks;
  std::uint64_t missed = 0;
  std::uint64_t coins = 0;
  for (const room& each : hall.rooms()) {
    ticks.merge(each.tick_times());
    missed += each.ticks_missed();
    coins += each.coins_picked_up();
  }
  fmt::print(
      "served {} players ({} refused); {} ticks of p99 {:.2f} ms, max {:.2f} ms, {} missed\n",
      counted.accepted, counted.refused, ticks.count(), milliseconds(ticks.percentile(99)),
      milliseconds(ticks.max()), missed);
  fmt::print("{} whispers delivered, {} not; {} coins picked up\n",
             shared.whispers.delivered.load(), shared.whispers.not_delivered.load(), coins);
}

void serve(const arena_options& options) {
  raise_descriptor_limit();
  const auto proactor = naru::make_proactor({.backend = options.backend});
  naru::signal_set stops(*proactor, naru::stop_signals);
  treasury scores(*proactor, options.accounts);
  naru::histogram tick_seconds;
  lobby hall(*proactor, scores, tick_seconds, options.rooms);
  shared_by_players shared{scores, hall, options.admin, {}};
  naru::server<player> server(*proactor, options.network,
                              [&shared] { return std::make_shared<player>(shared); });
  const watched all{*proactor, server, shared, tick_seconds};
  std::optional<naru::server<watch_page>> pages;
  if (options.watch_port != 0) {
    const naru::endpoint local(naru::address::loopback_v4(), options.watch_port);
    pages.emplace(*proactor, naru::server_options{.address = local},
                  [&all] { return std::make_shared<watch_page>(all); });
    pages->start();
  }
  fmt::print("listening on {}\n", server.local_endpoint().to_string());
  std::fflush(stdout);
  server.start();
  naru::worker_pool workers(*proactor, options.threads);
  naru::sync_wait(*proactor, stops.wait());
  const auto began = std::chrono::steady_clock::now();
  if (pages) pages->stop_blocking(goodbye_max);
  server.stop_blocking(goodbye_max);
  naru::sync_wait(*proactor, hall.stop());
  workers.join();  // returns when everything is saved
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  print_totals(server.counters(), hall, shared);
  fmt::print("drained in {:.2f} s, {} scores saved\n", took.count(), scores.saved());
  std::fflush(stdout);
}

}  // namespace
}  // namespace samples::arena

int main(int argc, char** argv) {
  samples::arena::arena_options options;
  if (const auto exit_code = samples::arena::parse_options(argc, argv, options)) return *exit_code;
  try {
    samples::arena::serve(options);
    return 0;
  } catch (const std::exception& error) {
    samples::complain("arena", error.what());
    return samples::exit_failure;
  }
}
