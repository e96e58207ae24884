// Replaces malloc and its kin, because not all of Asio's memory comes from operator new: its
// recycled blocks come from std::aligned_alloc. Not together with a sanitizer, which does the same.
#include "heap_counter.hpp"

#include <atomic>
#include <cerrno>
#include <cstdlib>

namespace {

constinit std::atomic<std::size_t> calls{0};

void count() noexcept { calls.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

extern "C" {

void* __libc_malloc(std::size_t size) noexcept;
void* __libc_calloc(std::size_t count, std::size_t size) noexcept;
void* __libc_realloc(void* block, std::size_t size) noexcept;
void* __libc_memalign(std::size_t alignment, std::size_t size) noexcept;
void __libc_free(void* block) noexcept;

void* malloc(std::size_t size) noexcept {
  count();
  return __libc_malloc(size);
}

void* calloc(std::size_t number, std::size_t size) noexcept {
  count();
  return __libc_calloc(number, size);
}

void* realloc(void* block, std::size_t size) noexcept {
  count();
  return __libc_realloc(block, size);
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
  count();
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  count();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
  count();
  if (alignment % sizeof(void*) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  void* block = __libc_memalign(alignment, size);
  if (block == nullptr) return ENOMEM;
  *result = block;
  return 0;
}

void free(void* block) noexcept { __libc_free(block); }

}  // extern "C"

namespace contract {

std::size_t heap_calls() noexcept { return calls.load(std::memory_order_relaxed); }

}  // namespace contract
