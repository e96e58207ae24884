// Replaces operator new in all its forms, for systems whose malloc cannot be replaced. The forms
// not defined here (arrays, nothrow) call these by default; sized deletes are given because some
// compilers warn where only one of the two is replaced.
#include "heap_counter.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

constinit std::atomic<std::size_t> calls{0};

constinit thread_local std::size_t left = 0;  // allocations up to the one that fails; 0: none does

void* allocate(std::size_t size) {
  calls.fetch_add(1, std::memory_order_relaxed);
  if (left != 0 && --left == 0) throw std::bad_alloc();
  if (void* block = std::malloc(std::max<std::size_t>(size, 1))) return block;
  throw std::bad_alloc();
}

// std::aligned_alloc is not there on every system: over-allocate, and keep the block's own address
// just below what the caller sees.
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

namespace contract {

std::size_t heap_calls() noexcept { return calls.load(std::memory_order_relaxed); }

heap_shortage::heap_shortage(std::size_t before) noexcept { left = before + 1; }
heap_shortage::~heap_shortage() { left = 0; }
bool heap_shortage::felt() const noexcept { return left == 0; }

}  // namespace contract
