#include "values/forks.hpp"

#include <pthread.h>

#include <atomic>

namespace naru::detail {
namespace {

constinit std::atomic<unsigned> forks = 0;

extern "C" void naru_after_fork() { forks.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

unsigned forks_so_far() noexcept {
  static const int registered = pthread_atfork(nullptr, nullptr, &naru_after_fork);
  static_cast<void>(registered);
  return forks.load(std::memory_order_relaxed);
}

}  // namespace naru::detail
