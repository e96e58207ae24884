#include "seed_on_crash.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <initializer_list>

namespace mix {
namespace {

std::atomic<std::uint64_t> running{0};

// The program is lost already, so it does not matter that printing is not safe here.
void on_crash(int signal) {
  std::fprintf(stderr, "naru_simulate crashed. Repeat it: naru_simulate --seeds 1 --first %llu\n",
               static_cast<unsigned long long>(running.load()));
  std::fflush(stderr);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace

void note_seed(std::uint64_t seed) noexcept { running = seed; }

// SIGTERM comes from `timeout` if a run hangs.
void name_seed_on_crash() noexcept {
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGTERM}) {
    std::signal(signal, &on_crash);
  }
}

}  // namespace mix
