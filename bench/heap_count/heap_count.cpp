// heap_count: is loaded into a server (LD_PRELOAD) and counts its heap calls in the file that
// NARU_BENCH_HEAP_COUNT names. The file has eight bytes, and naru_bench_load reads it. glibc only.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

// glibc's own functions, under the names by which it exports them for this purpose.
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* __libc_calloc(std::size_t count, std::size_t size);
extern "C" void* __libc_realloc(void* block, std::size_t size);
extern "C" void* __libc_memalign(std::size_t alignment, std::size_t size);

namespace {

using counter = std::atomic<std::uint64_t>;

counter until_mapped = 0;
std::atomic<counter*> calls = &until_mapped;

void count() noexcept { calls.load(std::memory_order_relaxed)->fetch_add(1); }

__attribute__((constructor)) void map_counter() {
  const char* const path = std::getenv("NARU_BENCH_HEAP_COUNT");
  const int file = path == nullptr ? -1 : open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void* const mapped = mmap(nullptr, sizeof(counter), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) calls = static_cast<counter*>(mapped);
}

}  // namespace

extern "C" void* malloc(std::size_t size) {
  count();
  return __libc_malloc(size);
}

extern "C" void* calloc(std::size_t times, std::size_t size) {
  count();
  return __libc_calloc(times, size);
}

extern "C" void* realloc(void* block, std::size_t size) {
  count();
  return __libc_realloc(block, size);
}

extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) {
  count();
  return __libc_memalign(alignment, size);
}
