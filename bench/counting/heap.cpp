// Stands in for the functions of the heap, and counts them. glibc only.
#include <cstddef>

#include "counting.hpp"

// glibc's own functions, under the names by which it exports them for this purpose.
extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* __libc_calloc(std::size_t count, std::size_t size);
extern "C" void* __libc_realloc(void* block, std::size_t size);
extern "C" void* __libc_memalign(std::size_t alignment, std::size_t size);

extern "C" void* malloc(std::size_t size) {
  bench::count(bench::counter::heap);
  return __libc_malloc(size);
}

extern "C" void* calloc(std::size_t times, std::size_t size) {
  bench::count(bench::counter::heap);
  return __libc_calloc(times, size);
}

extern "C" void* realloc(void* block, std::size_t size) {
  bench::count(bench::counter::heap);
  return __libc_realloc(block, size);
}

extern "C" void* aligned_alloc(std::size_t alignment, std::size_t size) {
  bench::count(bench::counter::heap);
  return __libc_memalign(alignment, size);
}
