// Chains of posted work: each handler posts the next.
//
// A timer is pending meanwhile, as in any server: with it Asio asks the system for events in each
// round of its queue; without it, Asio never does.
#pragma once

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "heap_calls.hpp"
#include "measured.hpp"
#include "object_array.hpp"
#include "tally.hpp"

namespace bench {

enum class company : std::uint8_t { none, timer };

struct post_load {
  std::size_t in_flight = 1;
  company beside = company::none;
};

template <class Peer>
void post_loop(benchmark::State& state, post_load load) {
  using namespace std::chrono_literals;
  constexpr std::size_t count = 100'000;
  std::size_t left = 0;
  std::size_t done = 0;
  std::size_t chains = 0;
  tally ended;
  typename Peer::loop loop;
  const auto handler = [&](auto& self) {
    ++done;
    if (left != 0) {
      --left;
      self.post();
    } else if (--chains == 0) {
      loop.stop();
    }
  };
  object_array<typename Peer::template work<decltype(handler)>> works(load.in_flight, loop,
                                                                      handler);
  std::optional<typename Peer::timer> far_away;  // one that never starts is enough for Asio
  if (load.beside == company::timer) {
    loop.run([&] {
      loop.take_time();
      far_away.emplace(loop, ended).start(1h);
      loop.stop();
    });
  }

  const std::size_t calls = heap_calls();
  for (auto _ : state) {
    loop.run([&] {
      left = count - load.in_flight;
      chains = load.in_flight;
      for (auto& each : works) each.post();
    });
  }
  report(state, count, done, heap_calls() - calls);
  loop.run([&] {
    if (far_away) far_away->cancel();
  });
  loop.close();
}

}  // namespace bench
