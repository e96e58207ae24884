// Replaces operator new. The forms not defined here (arrays, nothrow) call this one by default;
// the aligned forms stay those of the standard library.
#include "heap_calls.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace {

constinit thread_local std::size_t calls = 0;

}  // namespace

std::size_t bench::heap_calls() noexcept { return calls; }

void bench::count_heap_call() noexcept { ++calls; }

void* operator new(std::size_t size) {
  ++calls;
  if (void* const block = std::malloc(std::max<std::size_t>(size, 1))) return block;
  throw std::bad_alloc();
}

void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
