// Four threads post functions to a hundred places, in each of which functions run one at a time and
// in order: rooms, matches. Two threads run them. Every function counts in its place, without an
// atomic operation, so that a lost or a parallel one is seen.
//
// The peer "mutex" has no posts: each thread takes the lock of the place and counts itself.
#pragma once

#include <benchmark/benchmark.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "measured.hpp"

namespace bench {

/// Counts down the places that have not had all their functions.
class places_left {
 public:
  void restart(std::size_t places) { left_.store(places); }
  void one_is_done() {
    if (left_.fetch_sub(1) == 1) left_.notify_one();
  }
  void wait() {
    for (std::size_t now = left_.load(); now != 0; now = left_.load()) left_.wait(now);
  }

 private:
  std::atomic<std::size_t> left_ = 0;
};

/// `Peer` has a type `runner` with the threads, and a type `place` with a function post.
template <class Peer>
void serial_posts(benchmark::State& state) {
  constexpr std::size_t threads = 4;
  constexpr std::size_t places = 100;
  static constexpr std::size_t posts_per_place = 10'000;  // a multiple of `threads`
  struct counted {
    explicit counted(typename Peer::runner& on) : place(on) {}
    typename Peer::place place;
    std::size_t functions = 0;
  };
  places_left left;
  typename Peer::runner runner;
  std::vector<std::unique_ptr<counted>> all;
  while (all.size() != places) all.push_back(std::make_unique<counted>(runner));
  const auto round = [&] {
    left.restart(places);
    std::vector<std::thread> posters;
    for (std::size_t thread = 0; thread < threads; ++thread) {
      posters.emplace_back([&] {
        for (std::size_t i = 0; i < posts_per_place / threads; ++i) {
          for (const auto& each : all) {
            each->place.post([&left, &to = *each] {
              if (++to.functions % posts_per_place == 0) left.one_is_done();
            });
          }
        }
      });
    }
    for (std::thread& each : posters) each.join();
    left.wait();
  };
  round();  // not measured: queues grow to their final size
  for (auto _ : state) round();
  const auto rounds = static_cast<std::size_t>(state.iterations());
  std::size_t done = 0;
  for (const auto& each : all) done += each->functions;
  state.SetItemsProcessed(static_cast<std::int64_t>(rounds * places * posts_per_place));
  if (done != (rounds + 1) * places * posts_per_place) {
    state.SkipWithError("not every function ran exactly once");
  }
}

}  // namespace bench
