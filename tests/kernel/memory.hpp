// memory: the memory of the kernel. Tests count what the program takes from operator new, and let
// it fail. A system's memory is not among that, so the kernel takes its own from malloc.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <deque>
#include <vector>

namespace kernel {

template <class Value>
struct allocator {
  using value_type = Value;

  allocator() = default;
  template <class Other>
  allocator(const allocator<Other>&) noexcept {}  // NOLINT: containers rebind implicitly

  [[nodiscard]] Value* allocate(std::size_t count) {
    static_assert(alignof(Value) <= alignof(std::max_align_t));
    void* const place = std::malloc(count * sizeof(Value));
    if (place == nullptr) std::abort();
    return static_cast<Value*>(place);
  }
  void deallocate(Value* place, std::size_t) noexcept { std::free(place); }

  friend bool operator==(const allocator&, const allocator&) = default;
};

template <class Value>
using deque = std::deque<Value, allocator<Value>>;
template <class Value>
using vector = std::vector<Value, allocator<Value>>;

}  // namespace kernel
