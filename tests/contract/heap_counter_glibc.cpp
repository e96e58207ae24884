// Replaces malloc and its kin, because not all of Asio's memory comes from operator new: its
// recycled blocks come from std::aligned_alloc. Not together with a sanitizer, which does the same.
#include "heap_counter.hpp"

#include <cerrno>
#include <cstdlib>

using contract::detail::count_allocation;

namespace {

/// Makes one of the calls below fail. It sets errno, because otherwise glibc's own callers end the
/// program.
void* refused() noexcept {
  errno = ENOMEM;
  return nullptr;
}

}  // namespace

extern "C" {

void* __libc_malloc(std::size_t size) noexcept;
void* __libc_calloc(std::size_t count, std::size_t size) noexcept;
void* __libc_realloc(void* block, std::size_t size) noexcept;
void* __libc_memalign(std::size_t alignment, std::size_t size) noexcept;
void __libc_free(void* block) noexcept;

void* malloc(std::size_t size) noexcept {
  return count_allocation() ? __libc_malloc(size) : refused();
}

void* calloc(std::size_t number, std::size_t size) noexcept {
  return count_allocation() ? __libc_calloc(number, size) : refused();
}

void* realloc(void* block, std::size_t size) noexcept {
  return count_allocation() ? __libc_realloc(block, size) : refused();
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
  return count_allocation() ? __libc_memalign(alignment, size) : refused();
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return count_allocation() ? __libc_memalign(alignment, size) : refused();
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
  if (!count_allocation()) return ENOMEM;
  if (alignment % sizeof(void*) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  void* block = __libc_memalign(alignment, size);
  if (block == nullptr) return ENOMEM;
  *result = block;
  return 0;
}

void free(void* block) noexcept { __libc_free(block); }

}  // extern "C"
