// Counts Asio's calls of std::aligned_alloc. The linker leads this program's own calls here
// (--wrap), so nothing of the C library is replaced.
#include <cstddef>

#include "heap_calls.hpp"

extern "C" {

void* __real_aligned_alloc(std::size_t alignment, std::size_t size);  // NOLINT: the linker's name

void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {  // NOLINT: the linker's name
  bench::count_heap_call();
  return __real_aligned_alloc(alignment, size);
}

}  // extern "C"
