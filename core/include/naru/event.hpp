// event: something that happens once, and for which any number of tasks may wait.
//
//     naru::event loaded;
//     …in a task:     const std::error_code stopped = co_await loaded.wait();
//     …in another:    loaded.set();
//
// Once set, it stays set until reset. It is not for passing data: use channel.
//
// Thread-safety: every member may be called from any thread. An event must outlive the tasks that
// wait for it.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/home.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/detail/wait_list.hpp>
#include <naru/operation.hpp>

#include <atomic>
#include <system_error>

namespace naru {

class NARU_API event {
 public:
  event() = default;
  event(const event&) = delete;
  event& operator=(const event&) = delete;
  // Destroying it while a task waits ends the program with a sentence.

  /// Lets all waiting tasks go on, each on the threads of its own proactor, never inside this
  /// call.
  void set();
  /// Tasks that wait from here on wait for the next set.
  void reset() noexcept;
  /// True from a set until a reset. Another thread may change it at any time.
  [[nodiscard]] bool is_set() const noexcept { return set_.load(std::memory_order_acquire); }

  /// co_await goes on without error once the event is set; if it is set already, the task does not
  /// suspend. std::errc::operation_canceled after a stop.
  auto wait() { return detail::awaitable_operation<wait_action>(wait_action{this, {}}); }

 private:
  struct wait_action {
    static constexpr const char* waits_for = "an event";

    submission start(operation& op, const detail::promise_base* task) {
      return awaited->start_wait(place, op, task);
    }
    void cancel(operation&) noexcept { awaited->cancel(place); }
    [[nodiscard]] std::error_code finish(const io_result& result) const noexcept {
      awaited->let_set_return();
      return result.error;
    }

    event* awaited;
    detail::waiter place;
  };

  submission start_wait(detail::waiter& place, operation& op, const detail::promise_base* task);
  void cancel(detail::waiter& place) noexcept;
  /// Waits until set() has returned, so that a task that has waited may destroy the event.
  void let_set_return() noexcept;

  std::atomic<bool> set_ = false;
  detail::spin_lock lock_;  // guards the list, and the changes of set_
  detail::wait_list waiting_;
};

}  // namespace naru
