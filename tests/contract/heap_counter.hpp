// Counts what the process asks of the heap, to prove that a steady state asks nothing, and refuses
// to give it, to prove that nothing is lost then.
//
// heap_counter_glibc.cpp takes the place of malloc and its kin; heap_counter_new.cpp takes the
// place of operator new where malloc cannot be replaced. The build links one of them, and
// heap_counter.cpp, which counts for both.
#pragma once

#include <cstddef>
#include <cstdint>

namespace contract {

/// Allocations so far, by all threads.
[[nodiscard]] std::size_t heap_calls() noexcept;

/// Whose allocations fail in a shortage.
enum class shortage_of : std::uint8_t {
  this_thread,    ///< the one that makes the shortage
  other_threads,  ///< all but that one, so that the test's own side goes on
  all_threads,
};

/// While it lives, one allocation fails: the one after `before` others of those threads. One at a
/// time lives in the process.
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
/// failing_memory.hpp does that for what takes a function.
class heap_shortage {
 public:
  explicit heap_shortage(std::size_t before, shortage_of whose = shortage_of::this_thread) noexcept;
  ~heap_shortage();
  heap_shortage(const heap_shortage&) = delete;
  heap_shortage& operator=(const heap_shortage&) = delete;

  /// Whether it has failed.
  [[nodiscard]] bool felt() const noexcept;
};

namespace detail {

/// For what takes the place of the heap's functions: counts an allocation of this thread. False
/// where it is to fail.
[[nodiscard]] bool count_allocation() noexcept;

}  // namespace detail

}  // namespace contract
