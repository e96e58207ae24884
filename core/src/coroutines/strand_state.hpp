// strand_state: the tasks that wait for their turn in a strand, and who has the turn. A serial is a
// strand that also has functions: see functions/serial_state.hpp.
#pragma once

#include <naru/callback.hpp>
#include <naru/detail/promise_base.hpp>
#include <naru/detail/spin_lock.hpp>

#include <atomic>
#include <cstddef>
#include <memory>

#include "coroutines/task_queue.hpp"

namespace naru::detail {

class strand_state : public std::enable_shared_from_this<strand_state> {
 public:
  strand_state() = default;
  strand_state(const strand_state&) = delete;
  strand_state& operator=(const strand_state&) = delete;
  virtual ~strand_state() = default;

  /// Runs `ready` on this thread until it suspends, and then some of what came meanwhile. If
  /// another thread is in the strand, leaves `ready` to that thread.
  void run(promise_base& ready);

  // A task is counted from the moment at which it is on its way into the strand until it leaves or
  // ends. Any thread may call these.

  void count_in() noexcept { tasks_.fetch_add(1, std::memory_order_relaxed); }
  void count_out() noexcept { tasks_.fetch_sub(1, std::memory_order_release); }
  /// Ends the program if a task is counted: its context refers to the strand.
  void refuse_tasks() const noexcept;

 protected:
  /// Makes the strand busy. Returns false if it is busy already. Needs the lock.
  [[nodiscard]] bool claim() noexcept;
  /// Lets the functions run on a thread of `home`. The caller has claimed the strand. Needs the
  /// lock, because a thread that finds the strand busy relies on the turn being posted.
  void begin_functions(proactor& home);

  spin_lock lock_;  // guards busy_ and waiting_, and the functions of a serial

 private:
  /// A turn of one task, or of the functions if there is no task.
  struct turn {
    [[nodiscard]] bool is_nobodys() const noexcept { return task == nullptr && !functions; }

    promise_base* task = nullptr;
    bool functions = false;
  };

  /// Whether functions wait. Needs the lock.
  [[nodiscard]] virtual bool has_functions() const noexcept { return false; }
  /// Runs some of the functions, or drops all of them because the proactor is being destroyed.
  virtual void run_functions(bool /*dropped*/) noexcept {}
  /// The proactor on which the turn goes on later.
  [[nodiscard]] virtual proactor& home_of_functions() const noexcept;

  [[nodiscard]] bool enter(promise_base& ready) noexcept;
  [[nodiscard]] turn next_or_leave(const turn& last) noexcept;
  void take_turns(turn next, bool dropped);
  void go_on_later(const turn& next, proactor& home);
  void on_turn(io_result result);

  std::atomic<std::size_t> tasks_ = 0;
  bool busy_ = false;
  task_queue waiting_;

  // The strand is busy while turn_ is pending.
  member_callback turn_ = bind<&strand_state::on_turn>(this);
  turn next_;
  std::shared_ptr<strand_state> kept_;
};

}  // namespace naru::detail
