// A hundred timers are started and cancelled in each turn of the loop, over and over, beside
// 10,000 that stay pending: like a server that limits the time of every request.
//
// Items as in timers_cancel.
#pragma once

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>

#include "heap_calls.hpp"
#include "measured.hpp"
#include "object_array.hpp"
#include "random_order.hpp"
#include "tally.hpp"

namespace bench {

template <class Peer>
void timers_cancel_steady(benchmark::State& state) {
  using namespace std::chrono_literals;
  constexpr std::size_t others_count = 10'000;
  constexpr std::size_t per_turn = 100;
  constexpr std::size_t turns = 1'000;
  // None expires while this runs.
  const auto delays = random_delays(others_count + per_turn * turns, 1000s, 2000s);
  tally others_ended;
  tally ended;
  typename Peer::loop loop;
  object_array<typename Peer::timer> others(others_count, loop, others_ended);
  object_array<typename Peer::timer> timers(per_turn, loop, ended);

  loop.run([&] {
    loop.take_time();
    auto delay = delays.begin();
    for (auto& each : others) each.start(*delay++);
    loop.stop();
  });
  auto delay = delays.begin();
  const auto turn = [&](auto& self) {
    for (auto& each : timers) {
      each.start(*delay++);
      each.cancel();
    }
    if (delay == delays.end() - others_count) return loop.stop();
    self.post();
  };
  typename Peer::template work<decltype(turn)> work(loop, turn);

  const std::size_t calls = heap_calls();
  for (auto _ : state) {
    loop.run([&] {
      delay = delays.begin();
      work.post();
    });
  }
  const std::size_t calls_made = heap_calls() - calls;
  loop.run([&] {  // and the last turn's cancels are not reported yet
    for (auto& each : others) each.cancel();
  });
  report(state, per_turn * turns, ended.canceled, calls_made);
  loop.close();
}

}  // namespace bench
