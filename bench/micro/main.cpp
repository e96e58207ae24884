// Microbenchmarks: the same scenarios, each once for naru and for every peer. They are named
// scenario/peer, so that a reader of the JSON can divide one by the other.
//
//     naru_bench_micro --benchmark_repetitions=5 --benchmark_enable_random_interleaving=true
//
// With fewer than two repetitions nothing is interleaved, and a disturbance of the machine affects
// only one of them.
#include <benchmark/benchmark.h>

#include <thread>

#include "peers.hpp"

namespace {

// A C library may skip atomic operations until a process has a second thread. Then the first
// measurements would look better than later ones.
void have_had_a_second_thread() {
  std::thread([] {}).join();
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  have_had_a_second_thread();
  bench::register_naru();
  bench::register_asio();
  bench::register_libuv();
  bench::register_serials();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
