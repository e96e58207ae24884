// strand_state: the tasks that wait for their turn in a strand, and whether a task has the turn.
#pragma once

#include <naru/callback.hpp>
#include <naru/detail/promise_base.hpp>
#include <naru/detail/spin_lock.hpp>

#include <memory>

#include "coroutines/task_queue.hpp"

namespace naru::detail {

class strand_state : public std::enable_shared_from_this<strand_state> {
 public:
  /// Runs `ready` on this thread until it suspends, and then some of the tasks that came
  /// meanwhile. If another thread is in the strand, leaves `ready` to that thread.
  void run(promise_base& ready);

 private:
  [[nodiscard]] bool enter(promise_base& ready) noexcept;
  [[nodiscard]] promise_base* next_or_leave() noexcept;
  void take_turns(promise_base* next);
  void go_on_later(promise_base& next);
  void on_turn(io_result result);

  spin_lock lock_;  // guards the next two
  bool busy_ = false;
  task_queue waiting_;

  // The strand is busy while turn_ is pending.
  member_callback turn_ = bind<&strand_state::on_turn>(this);
  promise_base* next_ = nullptr;
  std::shared_ptr<strand_state> kept_;
};

}  // namespace naru::detail
