// time_limit: a timer that requests a stop during one co_await: see with_timeout.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/promise_base.hpp>
#include <naru/detail/stop_node.hpp>
#include <naru/detail/timer_entry.hpp>
#include <naru/operation.hpp>
#include <naru/proactor.hpp>

#include <atomic>
#include <coroutine>
#include <cstdint>

namespace naru::detail {

class NARU_API time_limit final : private operation {
 public:
  explicit time_limit(proactor::duration time) noexcept : operation(&on_expired), time_(time) {}

  /// co_await this in the task whose frame contains the limit: it starts the timer. Until end, all
  /// stops of the task pass through this object. Never suspends.
  auto begin() noexcept { return begin_awaiter{*this}; }
  /// co_await this to end the limit. Gives true if the time had passed before the end and before
  /// any other stop.
  auto end() noexcept { return end_awaiter{*this}; }

 private:
  enum class progress : std::uint8_t {
    running,
    extended,  // goes on after a stall, once
    awaited,   // the task has ended and waits for on_expired
    expired,
  };

  struct begin_awaiter {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> task) const {
      limit.begin(task.promise());
      return false;
    }
    void await_resume() const noexcept {}

    time_limit& limit;
  };

  struct end_awaiter {
    [[nodiscard]] bool await_ready() const noexcept { return limit.ends_now(); }
    [[nodiscard]] bool await_suspend(std::coroutine_handle<>) const noexcept {
      return limit.stays_suspended();
    }
    [[nodiscard]] bool await_resume() const noexcept { return limit.has_passed(); }

    time_limit& limit;
  };

  void begin(promise_base& task);
  [[nodiscard]] bool ends_now() noexcept;
  [[nodiscard]] bool stays_suspended() noexcept;
  [[nodiscard]] bool has_passed() noexcept;
  [[nodiscard]] bool runs() const noexcept;
  [[nodiscard]] bool extend() noexcept;
  static void on_expired(operation& self);

  const proactor::duration time_;
  proactor* home_ = nullptr;
  promise_base* task_ = nullptr;
  stop_node* stop_above_ = nullptr;
  stop_node stop_;
  timer_entry entry_;
  std::atomic<progress> progress_ = progress::running;
  bool passed_ = false;
};

}  // namespace naru::detail
