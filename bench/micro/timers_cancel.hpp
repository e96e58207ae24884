// Many timers, all pending at once, are cancelled in another order than they were started
// in.
//
// An item is a start and a cancel, and the completion of the cancel if the library has one (libuv
// has none). Deadlines are absolute times, or relative to libuv's own cached time, so that nothing
// reads the clock for each.
#pragma once

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "heap_calls.hpp"
#include "measured.hpp"
#include "object_array.hpp"
#include "random_order.hpp"
#include "tally.hpp"

namespace bench {

template <class Peer>
void timers_cancel(benchmark::State& state, std::size_t count) {
  using namespace std::chrono_literals;
  const auto delays = random_delays(count, 1ms, 1s);
  const auto order = random_order(count);
  tally ended;
  typename Peer::loop loop;
  object_array<typename Peer::timer> timers(count, loop, ended);

  const auto round = [&] {
    loop.run([&] {
      loop.take_time();
      for (std::size_t i = 0; i < count; ++i) timers[i].start(delays[i]);
      for (const std::uint32_t i : order) timers[i].cancel();
    });
  };
  // Not measured: a new heap hands out its memory in order, and no server's heap is new.
  round();
  ended = {};

  const std::size_t calls = heap_calls();
  for (auto _ : state) round();
  report(state, count, ended.canceled, heap_calls() - calls);
  loop.close();
}

}  // namespace bench
