// Microbenchmarks: the same scenarios, each once for naru and for every peer. Named scenario/peer,
// so that whoever reads the JSON can divide one by the other.
//
//     naru_bench_micro --benchmark_repetitions=5 --benchmark_enable_random_interleaving=true
//
// With fewer than two repetitions nothing is interleaved, and what the machine does meanwhile
// counts for one of them only.
#include <benchmark/benchmark.h>

#include <thread>

#include "peers.hpp"

namespace {

// A C library may spare a process its atomic operations until the first other thread is there.
// Which would make what is measured first look better than what comes later.
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
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
