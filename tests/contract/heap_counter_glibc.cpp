// Replaces malloc and its kin, because not all of Asio's memory comes from operator new: its
// recycled blocks come from std::aligned_alloc. Not together with a sanitizer, which does the same.
#include "heap_counter.hpp"

#include <malloc.h>

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

void* noted(void* block) noexcept {
  if (block != nullptr) contract::detail::add_bytes(malloc_usable_size(block));
  return block;
}

void note_end(void* block) noexcept {
  if (block != nullptr) contract::detail::remove_bytes(malloc_usable_size(block));
}

}  // namespace

extern "C" {

void* __libc_malloc(std::size_t size) noexcept;
void* __libc_calloc(std::size_t count, std::size_t size) noexcept;
void* __libc_realloc(void* block, std::size_t size) noexcept;
void* __libc_memalign(std::size_t alignment, std::size_t size) noexcept;
void __libc_free(void* block) noexcept;

void* malloc(std::size_t size) noexcept {
  return count_allocation() ? noted(__libc_malloc(size)) : refused();
}

void* calloc(std::size_t number, std::size_t size) noexcept {
  return count_allocation() ? noted(__libc_calloc(number, size)) : refused();
}

void* realloc(void* block, std::size_t size) noexcept {
  if (!count_allocation()) return refused();
  const std::size_t before = block != nullptr ? malloc_usable_size(block) : 0;
  void* const result = __libc_realloc(block, size);
  if (result == nullptr && size != 0) return nullptr;  // the old block is still there
  contract::detail::remove_bytes(before);
  return noted(result);
}

void* memalign(std::size_t alignment, std::size_t size) noexcept {
  return count_allocation() ? noted(__libc_memalign(alignment, size)) : refused();
}

void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return count_allocation() ? noted(__libc_memalign(alignment, size)) : refused();
}

int posix_memalign(void** result, std::size_t alignment, std::size_t size) noexcept {
  if (!count_allocation()) return ENOMEM;
  if (alignment % sizeof(void*) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
  void* block = noted(__libc_memalign(alignment, size));
  if (block == nullptr) return ENOMEM;
  *result = block;
  return 0;
}

void free(void* block) noexcept {
  note_end(block);
  __libc_free(block);
}

}  // extern "C"
