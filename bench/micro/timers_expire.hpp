// Many timers with deadlines in random order. All of them have passed when the loop looks,
// because starting so many takes longer than the span over which they are spread.
//
// An item is a start and a completion. The deadlines are in the library's own unit: libuv knows
// only milliseconds, and so has many equal ones.
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
void timers_expire(benchmark::State& state, std::size_t count) {
  using namespace std::chrono_literals;
  const auto delays = random_delays(count, 0us, std::chrono::microseconds(count / 100));
  tally ended;
  typename Peer::loop loop;
  object_array<typename Peer::timer> timers(count, loop, ended);

  const auto round = [&] {
    loop.run([&] {
      loop.take_time();
      for (std::size_t i = 0; i < count; ++i) timers[i].start(delays[i]);
    });
  };
  // Not measured: a new heap hands out its memory in order, and no server's heap is new.
  round();
  ended = {};

  const std::size_t calls = heap_calls();
  for (auto _ : state) round();
  report(state, count, ended.expired, heap_calls() - calls);
  loop.close();
}

}  // namespace bench
