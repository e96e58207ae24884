// this_task: the things that a task can ask about itself. Only in tasks.
//
//     naru::proactor& proactor = co_await naru::this_task::owner();
//     const bool stops = co_await naru::this_task::stop_requested();  // between long computations
//     if (stops) co_return;
//
// For debugging, a task can have a name, and print the chain of tasks that wait for it:
//
//     co_await naru::this_task::set_name("session");
//     std::puts((co_await naru::this_task::stack()).c_str());
//     //   read_line
//     //   session
//
// None of these ever suspends.
#pragma once

#include <naru/detail/ask_task.hpp>
#include <naru/proactor.hpp>

#include <string>

namespace naru::this_task {

/// The proactor that the task belongs to. Throws std::logic_error if it has none because a
/// coroutine of another library started it.
inline auto owner() noexcept {
  return detail::ask_task(
      [](const detail::promise_base& task) -> proactor& { return detail::home_of(&task); });
}

/// True if the task should end. The operations that it awaits then end by themselves, or do not
/// begin.
inline auto stop_requested() noexcept {
  return detail::ask_task([](const detail::promise_base& task) {
    return task.context.stop != nullptr && task.context.stop->requested();
  });
}

/// Sets the task's name in stacks. `name` must outlive the task: use a string literal.
inline auto set_name(const char* name) noexcept {
  return detail::ask_task([name](detail::promise_base& task) { task.name = name; });
}

/// This task, the task that awaits it, and so on, one line each. For a task in a when_all or
/// when_any, the next is the task that awaits that group. A task without a name is "(a task)".
inline auto stack() noexcept {
  return detail::ask_task([](const detail::promise_base& task) { return detail::stack_of(task); });
}

}  // namespace naru::this_task
