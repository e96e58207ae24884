// All scenarios, for one peer.
#pragma once

#include <benchmark/benchmark.h>

#include <string>
#include <string_view>

#include "post_loop.hpp"
#include "post_thread.hpp"
#include "timers_cancel.hpp"
#include "timers_cancel_steady.hpp"
#include "timers_expire.hpp"

namespace bench {

template <class Peer, class... Arguments>
benchmark::internal::Benchmark* register_scenario(std::string_view scenario,
                                                  void (*function)(benchmark::State&, Arguments...),
                                                  Arguments... arguments) {
  const std::string name = std::string(scenario) + "/" + std::string(Peer::name);
  return benchmark::RegisterBenchmark(name.c_str(), function, arguments...)
      ->Unit(benchmark::kMillisecond);
}

template <class Peer>
void register_scenarios() {
  constexpr std::size_t million = 1'000'000;
  register_scenario<Peer>("timers_cancel", timers_cancel<Peer>, million);
  register_scenario<Peer>("timers_cancel_steady", timers_cancel_steady<Peer>);
  register_scenario<Peer>("timers_expire", timers_expire<Peer>, million);
  for (std::size_t count = 10'000; count <= 10 * million; count *= 10) {
    const std::string end = "_" + std::to_string(count);
    register_scenario<Peer>("scale_timers_cancel" + end, timers_cancel<Peer>, count);
    register_scenario<Peer>("scale_timers_expire" + end, timers_expire<Peer>, count);
  }
  register_scenario<Peer>("post_chain", post_loop<Peer>, post_load{.in_flight = 1});
  register_scenario<Peer>("post_chains_100", post_loop<Peer>, post_load{.in_flight = 100});
  register_scenario<Peer>("post_chains_100_with_timer", post_loop<Peer>,
                          post_load{.in_flight = 100, .beside = company::timer});
  // With two threads the time until all is done counts, and what both of them use.
  register_scenario<Peer>("post_thread", post_thread<Peer>)->MeasureProcessCPUTime()->UseRealTime();
}

}  // namespace bench
