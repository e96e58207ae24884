// ask_task: a co_await that calls a function with the promise of the task: see this_task.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/home.hpp>
#include <naru/detail/promise_base.hpp>
#include <naru/detail/stop_node.hpp>

#include <concepts>
#include <coroutine>
#include <string>
#include <utility>

namespace naru::detail {

template <std::invocable<promise_base&> Question>
class [[nodiscard("co_await it: nothing happens before that")]] ask_task {
 public:
  explicit ask_task(Question question) noexcept : question_(std::move(question)) {}

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <std::derived_from<promise_base> Promise>
  [[nodiscard]] bool await_suspend(std::coroutine_handle<Promise> asking) noexcept {
    task_ = &asking.promise();
    return false;
  }
  decltype(auto) await_resume() { return question_(*task_); }

 private:
  Question question_;
  promise_base* task_ = nullptr;
};

[[nodiscard]] NARU_API std::string stack_of(const promise_base& task);

}  // namespace naru::detail
