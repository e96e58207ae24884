// Replaces malloc and its kin, because not all of Asio's memory comes from operator new: its
// recycled blocks come from std::aligned_alloc. Not together with a sanitizer, which does the same.
#include "heap_counter.hpp"

#include <atomic>
#include <cerrno>
#include <cstdlib>

namespace {

constinit std::atomic<std::size_t> calls{0};

constinit thread_local std::size_t left = 0;  // allocations up to the one that fails; 0: none does

/// False where this one is to fail.
bool count() noexcept {
  calls.fetch_add(1, std::memory_order_relaxed);
  return left == 0 || --left != 0;
}

}  // namespace

extern "C" {

void* __libc_malloc(std::size_t size) noexcept;
void* __libc_calloc(std::size_t count, std::size_t size) noexcept;
void* __libc_realloc(void* block, std::size_t size) noexcept;
void* __libc_memalign(std::size_t alignment, std::size_t size) noexcept;
void __libc_free(void* block) noexcept;

void* malloc(std::size_t size) noexcept { return count() ? __libc_malloc(size) : nullptr; }

void* calloc(std::size_t number, std::size_t size) noexcept {
  return count() ? __libc_calloc(number, size) : nullptr;
}

void* realloc(void* block, std::size_t size) noexcept {
  return count() ? __libc_realloc(block, size) : nullptr;
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
  return count() ? __libc_memalign(alignment, size) : nullptr;
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return count() ? __libc_memalign(alignment, size) : nullptr;
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
  if (!count()) return ENOMEM;
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

heap_shortage::heap_shortage(std::size_t before) noexcept { left = before + 1; }
heap_shortage::~heap_shortage() { left = 0; }
bool heap_shortage::felt() const noexcept { return left == 0; }

}  // namespace contract
