// Counts the allocations of the process, to prove that a steady state makes none, and their bytes,
// and lets one fail, to prove that nothing is lost by it.
//
// heap_counter_glibc.cpp replaces malloc and its kin; heap_counter_new.cpp replaces operator new,
// for systems on which malloc cannot be replaced. The build links one of them, and
// heap_counter.cpp, which counts for both.
#pragma once

#include <cstddef>
#include <cstdint>

namespace contract {

/// Allocations so far, by all threads.
[[nodiscard]] std::size_t heap_calls() noexcept;

/// The bytes that are allocated now, by all threads. It does not matter whether the heap has given
/// freed memory back to the system.
[[nodiscard]] std::size_t heap_bytes() noexcept;

/// The threads whose allocations fail in a shortage.
enum class shortage_of : std::uint8_t {
  this_thread,    ///< the thread that makes the shortage
  other_threads,  ///< all threads but that one, so that the test's own side goes on
  all_threads,
};

/// While it lives, one allocation fails: the one after `before` others of those threads. Only one
/// object may exist at a time in the process.
///
/// A test lets each allocation fail once, in turn, until there is none left to fail:
///
///     for (std::size_t before = 0;; ++before) {
///       const auto proactor = test_proactor();
///       …                                          // what is not to fail
///       bool felt = false;
///       {
///         const heap_shortage shortage(before, shortage_of::all_threads);
///         …                                        // what may fail, and has to say so
///         felt = shortage.felt();
///       }
///       …                                          // all is as it should be, and goes on
///       if (!felt) break;                          // everything has had its turn
///     }
///
/// failing_memory.hpp contains this loop for a test that is a function.
class heap_shortage {
 public:
  explicit heap_shortage(std::size_t before, shortage_of whose = shortage_of::this_thread) noexcept;
  ~heap_shortage();
  heap_shortage(const heap_shortage&) = delete;
  heap_shortage& operator=(const heap_shortage&) = delete;

  /// True if an allocation has failed.
  [[nodiscard]] bool felt() const noexcept;
};

namespace detail {

/// For the replacements of the heap's functions: counts an allocation of this thread. Returns
/// false if it must fail.
[[nodiscard]] bool count_allocation() noexcept;
/// For the same: note the size of a block that was allocated, and of one that will be freed.
void add_bytes(std::size_t size) noexcept;
void remove_bytes(std::size_t size) noexcept;

}  // namespace detail

}  // namespace contract
