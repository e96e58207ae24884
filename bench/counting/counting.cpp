#include "counting.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>

namespace bench {
namespace {

constinit counters until_mapped{};
constinit std::atomic<counters*> all = &until_mapped;

__attribute__((constructor)) void map_counters() {
  const char* const path = std::getenv("NARU_BENCH_COUNTERS");
  const int file = path == nullptr ? -1 : open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void* const mapped = mmap(nullptr, sizeof(counters), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) all = static_cast<counters*>(mapped);
}

}  // namespace

void count(counter which) noexcept {
  (*all.load(std::memory_order_relaxed))[static_cast<std::size_t>(which)].fetch_add(
      1, std::memory_order_relaxed);
}

}  // namespace bench
