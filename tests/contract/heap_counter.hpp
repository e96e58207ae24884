// Counts what the process asks of the heap, to prove that a steady state asks nothing, and refuses
// to give it, to prove that nothing is lost then.
//
// heap_counter_glibc.cpp takes the place of malloc and its kin; heap_counter_new.cpp takes the
// place of operator new where malloc cannot be replaced. The build links one of them.
#pragma once

#include <cstddef>

namespace contract {

/// Allocations so far, by all threads.
[[nodiscard]] std::size_t heap_calls() noexcept;

/// While it lives, one allocation of the thread that made it fails: the one after `before` others.
class heap_shortage {
 public:
  explicit heap_shortage(std::size_t before) noexcept;
  ~heap_shortage();
  heap_shortage(const heap_shortage&) = delete;
  heap_shortage& operator=(const heap_shortage&) = delete;

  /// Whether it has failed.
  [[nodiscard]] bool felt() const noexcept;
};

}  // namespace contract
