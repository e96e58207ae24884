// One thread posts one million small works to a loop that runs on another thread. Each work is an
// object of its own and must run exactly once.
//
// uv_async_send may report any number of calls as one, so libuv's works go through a queue under a
// mutex, as its documentation advises; see libuv_peer.hpp.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#include "heap_calls.hpp"
#include "measured.hpp"
#include "object_array.hpp"

namespace bench {

template <class Loop>
struct counting_handler {
  Loop& loop;
  std::size_t& left;
  std::uint32_t& times;

  void operator()(auto&) const {
    ++times;
    if (--left == 0) loop.release();
  }
};

template <class Peer>
void post_thread(benchmark::State& state) {
  using handler = counting_handler<typename Peer::loop>;
  constexpr std::size_t count = 1'000'000;
  std::size_t left = 0;
  std::vector<std::uint32_t> times(count);
  typename Peer::loop loop;
  object_array<typename Peer::template outside_work<handler>> works(count);
  for (std::uint32_t& each : times) works.emplace_back(loop, handler{loop, left, each});

  std::size_t producers_calls = 0;
  const auto round = [&] {
    left = count;
    loop.hold();
    std::thread producer([&] {
      for (auto& each : works) each.post();
      producers_calls += heap_calls();
    });
    loop.run([] {});
    producer.join();
  };
  round();  // not measured: queues grow to their final size
  producers_calls = 0;

  const std::size_t calls = heap_calls();
  for (auto _ : state) round();
  const auto rounds = static_cast<std::size_t>(state.iterations());
  const auto exactly = std::count(times.begin(), times.end(), rounds + 1);
  report(state, count, static_cast<std::size_t>(exactly) * rounds,
         heap_calls() - calls + producers_calls);
  loop.close();
}

}  // namespace bench
