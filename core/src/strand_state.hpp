// strand_state: the tasks that wait for their turn in a strand, and whether one has it.
#pragma once

#include <naru/detail/promise_base.hpp>
#include <naru/detail/spin_lock.hpp>

#include <memory>

namespace naru::detail {

class strand_state : public std::enable_shared_from_this<strand_state> {
 public:
  /// Runs `ready` on this thread until it suspends, and then whatever has come meanwhile; or leaves
  /// it to the thread that does so already.
  void run(promise_base& ready);

 private:
  [[nodiscard]] bool enter(promise_base& ready) noexcept;
  [[nodiscard]] promise_base* next_or_leave() noexcept;

  spin_lock lock_;  // guards the rest
  bool busy_ = false;
  promise_base* first_ = nullptr;
  promise_base* last_ = nullptr;
};

}  // namespace naru::detail
