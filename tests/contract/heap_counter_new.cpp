// Replaces operator new in all its forms, for systems on which malloc cannot be replaced. The
// forms not defined here (arrays, nothrow) call these by default. Sized deletes are defined,
// because some compilers warn if only one of the two is replaced.
#include "heap_counter.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

void* allocate(std::size_t size) {
  if (!contract::detail::count_allocation()) throw std::bad_alloc();
  if (void* block = std::malloc(std::max<std::size_t>(size, 1))) return block;
  throw std::bad_alloc();
}

// Some systems lack std::aligned_alloc. So this allocates more, and keeps the block's own address
// just below the address that the caller gets.
void* allocate(std::size_t size, std::align_val_t alignment) {
  const auto align = static_cast<std::size_t>(alignment);
  void* block = allocate(size + align + sizeof(void*));
  const auto lowest = reinterpret_cast<std::uintptr_t>(block) + sizeof(void*);
  const auto aligned = (lowest + align - 1) / align * align;
  auto* result = reinterpret_cast<void**>(aligned);
  result[-1] = block;
  return result;
}

void release(void* block, std::align_val_t) noexcept {
  if (block != nullptr) std::free(static_cast<void**>(block)[-1]);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, alignment);
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return allocate(size, alignment);
}

void operator delete(void* block) noexcept { std::free(block); }
void operator delete[](void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete[](void* block, std::size_t) noexcept { std::free(block); }
void operator delete(void* block, std::align_val_t alignment) noexcept {
  release(block, alignment);
}
void operator delete[](void* block, std::align_val_t alignment) noexcept {
  release(block, alignment);
}
void operator delete(void* block, std::size_t, std::align_val_t alignment) noexcept {
  release(block, alignment);
}
void operator delete[](void* block, std::size_t, std::align_val_t alignment) noexcept {
  release(block, alignment);
}
