// child_group: the tasks that one task has started together and waits for. The first that fails
// stops the others. The waiting task goes on when the last one has ended.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/promise_base.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/detail/stop_node.hpp>

#include <atomic>
#include <cstddef>
#include <exception>

namespace naru::detail {

class NARU_API child_group : public frame_owner {
 public:
  void child_failed(std::exception_ptr failure) noexcept override;
  void child_ended() noexcept override;

 protected:
  child_group() = default;
  ~child_group() = default;

  /// Called before the first of `children` is started. Returns the context in which they start.
  task_context begin(promise_base& waiting, std::size_t children) noexcept;
  /// Called once all have been started. Returns false if they have ended already. After true
  /// everything may be gone.
  [[nodiscard]] bool stays_suspended() noexcept;
  /// Called by await_resume. Throws the exception of the first that failed.
  void end();

  void stop_children() noexcept { stop_.request(); }

 private:
  [[nodiscard]] bool is_last() noexcept {
    return left_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  }

  void note(chain_state state) noexcept;

  promise_base* waiting_ = nullptr;
  std::atomic<std::size_t> left_ = 0;  // children, and 1 while they are being started
  stop_node stop_;
  spin_lock lock_;  // guards failure_
  std::exception_ptr failure_;
};

}  // namespace naru::detail
