// task_chain: a task that something started without awaiting it, the task that it awaits, the task
// that this one awaits, and so on. One of them runs, or the innermost waits for an operation.
//
// A chain knows whether it waits, and for which operation. So naru::dump can look at the tasks of a
// chain from another thread: it takes the chain's word from `waiting` to `looked_at`. An operation
// that completes meanwhile does not resume the chain before the look is over. That costs the chain
// nothing else, because completion and suspension meet at this word anyway.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/spin_lock.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace naru::detail {

class chain_list;
class resuming_operation;

/// Where a chain is. From `running` it becomes `waiting` or `completed`, whichever comes first.
enum class chain_state : std::uint8_t {
  running,      // or about to
  waiting,      // suspended: the operation has not completed
  completed,    // the operation has completed; the chain goes on, or will soon
  looked_at,    // like `waiting`, and a dump reads it
  let_go,       // like `completed`; the dump that read it is done
  awaits_tasks  // it waits for chains that it has begun: their tasks lead to it
};

class NARU_API task_chain {
 public:
  task_chain() = default;
  task_chain(const task_chain&) = delete;
  task_chain& operator=(const task_chain&) = delete;

  std::atomic<chain_state> state = chain_state::running;
  const resuming_operation* innermost = nullptr;  // valid while the chain waits

 private:
  friend class chain_list;

  chain_list* list_ = nullptr;
  task_chain* previous_ = nullptr;
  task_chain* next_ = nullptr;
};

/// The chains that began on one proactor. The list is in parts, so that threads that start tasks
/// seldom meet.
class NARU_API chain_list {
 public:
  chain_list() = default;
  chain_list(const chain_list&) = delete;
  chain_list& operator=(const chain_list&) = delete;

  void add(task_chain& added) noexcept;
  /// Takes `ended` off its list, if it is on one. Waits until no dump looks at that part.
  static void remove(task_chain& ended) noexcept;

  /// Calls `visit` with each chain. None of them ends meanwhile, but each may run.
  template <class Visit>
  void for_each(Visit visit) {
    for (part& each : parts_) {
      const std::lock_guard lock(each.lock);
      for (task_chain* chain = each.first; chain != nullptr; chain = chain->next_) visit(*chain);
    }
  }

 private:
  static constexpr std::size_t parts = 8;
  struct part {
    spin_lock lock;  // guards the rest
    task_chain* first = nullptr;
  };

  [[nodiscard]] part& part_of(const task_chain& chain) noexcept;

  std::array<part, parts> parts_;
};

}  // namespace naru::detail
