// One million timers with deadlines in random order that have all passed when the loop comes to
// look: starting so many takes longer than the span that they are spread over.
//
// An item is a start and a completion. The deadlines are the library's own: libuv knows
// milliseconds only, and so has many that are equal.
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
void timers_expire(benchmark::State& state) {
  using namespace std::chrono_literals;
  constexpr std::size_t count = 1'000'000;
  const auto delays = random_delays(count, 0ms, 10ms);
  tally ended;
  typename Peer::loop loop;
  object_array<typename Peer::timer> timers(count, loop, ended);

  const auto round = [&] {
    loop.run([&] {
      loop.take_time();
      for (std::size_t i = 0; i < count; ++i) timers[i].start(delays[i]);
    });
  };
  // Not measured: a heap that is new hands out its memory in order, and no server's heap is new.
  round();
  ended = {};

  const std::size_t calls = heap_calls();
  for (auto _ : state) round();
  report(state, count, ended.expired, heap_calls() - calls);
  loop.close();
}

}  // namespace bench
