// Replaces operator new in all its forms, for systems on which malloc cannot be replaced. The
// forms with std::nothrow call the others by default, except those of a sanitizer, whose blocks the
// deletes here would not know. Sized deletes are defined, because some compilers warn if only one
// of the two is replaced.
#include "heap_counter.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

// In front of each block is its size.
struct alignas(std::max_align_t) block_head {
  std::size_t size;
};

void* allocate(std::size_t size) {
  if (!contract::detail::count_allocation()) throw std::bad_alloc();
  void* const memory = std::malloc(sizeof(block_head) + size);
  if (memory == nullptr) throw std::bad_alloc();
  contract::detail::add_bytes(size);
  return ::new (memory) block_head{size} + 1;
}

void release(void* block) noexcept {
  if (block == nullptr) return;
  block_head* const head = static_cast<block_head*>(block) - 1;
  contract::detail::remove_bytes(head->size);
  std::free(head);
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
  if (block != nullptr) release(static_cast<void**>(block)[-1]);
}

template <class... Alignment>
void* allocate_or_null(std::size_t size, Alignment... alignment) noexcept {
  try {
    return allocate(size, alignment...);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
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

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return allocate_or_null(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return allocate_or_null(size);
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocate_or_null(size, alignment);
}
void* operator new[](std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return allocate_or_null(size, alignment);
}

void operator delete(void* block) noexcept { release(block); }
void operator delete[](void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete[](void* block, std::size_t) noexcept { release(block); }
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
void operator delete(void* block, const std::nothrow_t&) noexcept { release(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { release(block); }
void operator delete(void* block, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  release(block, alignment);
}
void operator delete[](void* block, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  release(block, alignment);
}
