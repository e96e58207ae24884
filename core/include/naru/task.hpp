// task: a coroutine that runs when it is awaited and gives its result to the coroutine that awaits
// it.
//
// A task is lazy: calling the function only makes it. co_await starts it on the same thread. The
// caller goes on when the task has ended, on the thread on which it ended. An exception that
// leaves the task is thrown from the co_await. The task belongs to the proactor, the stop and the
// strand of its caller.
//
//     naru::task<std::size_t> copy(naru::stream& from, naru::stream& to) {
//       std::array<std::byte, 4096> storage;
//       auto [error, bytes] = co_await from.receive(naru::buffer(storage));
//       if (!error) co_await to.send(naru::buffer(storage, bytes));
//       co_return bytes;
//     }
//     …  const std::size_t bytes = co_await copy(client, server);
//
// Ordinary code starts a task by naru::run or naru::sync_wait. A task starts others beside itself
// by a task_scope, when_all or when_any. No task is ever detached: it is awaited, or it has an
// owner that waits for it.
//
// Lifetime: arguments live in the task's frame as they are declared. Take arguments by value if
// they must outlive the call, and do not make a coroutine of a lambda that captures. See
// docs/lifetime.md.
//
// It is not for results that can be computed without waiting. A frame costs about as much as a
// small allocation from a free list, because it is one.
#pragma once

#include <naru/detail/misuse.hpp>
#include <naru/detail/not_awaited.hpp>
#include <naru/detail/operation_awaiter.hpp>  // for co_await of operations
#include <naru/detail/task_promise.hpp>

#include <coroutine>
#include <source_location>
#include <utility>

namespace naru {

namespace detail {

/// The awaiter of a task. It owns the frame until the result has been taken.
template <class T>
class task_awaiter {
 public:
  using handle = std::coroutine_handle<task_promise<T>>;

  explicit task_awaiter(handle frame) noexcept : frame_(frame) {}
  task_awaiter(const task_awaiter&) = delete;
  task_awaiter& operator=(const task_awaiter&) = delete;
  ~task_awaiter() { frame_.destroy(); }

  [[nodiscard]] bool await_ready() const noexcept { return false; }
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> awaiting,
                     std::source_location at = std::source_location::current()) {
    frame_.promise().awaited_by(awaiting, promise_at(awaiting, at));
    hand_over(frame_.promise());
  }
  T await_resume() { return frame_.promise().take_result(); }

 private:
  const handle frame_;
};

}  // namespace detail

template <class T = void>
class [[nodiscard("co_await it: nothing happens before that")]] task {
 public:
  /// For the compiler.
  using promise_type = detail::task_promise<T>;

  /// The other task is empty afterwards, or after an assignment what this one was.
  task(task&& other) noexcept : frame_(std::exchange(other.frame_, nullptr)) {}
  task& operator=(task&& other) noexcept {
    std::swap(frame_, other.frame_);
    return *this;
  }
  /// A task that was never started is freed with its arguments; its body does not run.
  ~task() {
    if (frame_) frame_.destroy();
  }

  /// Starts the task; only once. A second start, or a start of a task that was moved from, ends
  /// the program with a sentence. Gives the task's result, or throws the exception that left it.
  auto operator co_await() && noexcept { return detail::task_awaiter<T>(release()); }

  /// For code that starts tasks in another way: returns the frame, which the caller then owns.
  [[nodiscard]] std::coroutine_handle<promise_type> release() noexcept {
    if (!frame_) [[unlikely]]
      detail::misuse("a task was started that is empty: it was started before, or moved from");
    return std::exchange(frame_, nullptr);
  }

 private:
  friend promise_type;

  explicit task(std::coroutine_handle<promise_type> frame) noexcept : frame_(frame) {}

  std::coroutine_handle<promise_type> frame_;
};

template <class T>
task<T> detail::task_promise<T>::get_return_object() noexcept {
  return task<T>(std::coroutine_handle<task_promise>::from_promise(*this));
}

inline task<void> detail::task_promise<void>::get_return_object() noexcept {
  return task<void>(std::coroutine_handle<task_promise>::from_promise(*this));
}

}  // namespace naru

template <class T>
struct std::tuple_size<naru::task<T>> : naru::detail::not_awaited<naru::task<T>> {};
