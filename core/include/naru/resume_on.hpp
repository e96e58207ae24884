// resume_on, yield: let a task go on elsewhere or later: on the threads of another proactor, in a
// strand, or after the other work that is ready.
//
//     co_await naru::resume_on(database_proactor);   // from here on the task belongs there
//     co_await naru::yield();                        // in a long loop that awaits nothing else
//
// If a task awaits a task that moves, it goes on at the place at which that one ends, and still
// belongs to its own proactor and strand. A stop does not keep a task from moving.
//
// It is not needed for sockets: they complete on the proactor that they were made on.
#pragma once

#include <naru/detail/home.hpp>
#include <naru/detail/moving_operation.hpp>
#include <naru/strand.hpp>

#include <coroutine>

namespace naru {

namespace detail {

class resume_on_awaiter final : public moving_operation {
 public:
  explicit resume_on_awaiter(proactor& target) noexcept : target_(target) {}

  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> coroutine) {
    move(coroutine, promise_of(coroutine), target_, nullptr);
  }

 private:
  proactor& target_;
};

class enter_awaiter final : public moving_operation {
 public:
  /// If `home` is null, the task stays on its own proactor.
  enter_awaiter(proactor* home, strand_state& target) noexcept : home_(home), target_(target) {}

  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> coroutine) {
    promise_base* const task = promise_of(coroutine);
    move(coroutine, task, home_ != nullptr ? *home_ : home_of(task), &target_);
  }

 private:
  proactor* home_;
  strand_state& target_;
};

struct [[nodiscard("co_await it: nothing happens before that")]] entering_awaitable {
  auto operator co_await() && noexcept { return enter_awaiter(home, target); }

  proactor* home;
  strand_state& target;
};

class yield_awaiter final : public moving_operation {
 public:
  template <class Promise>
  void await_suspend(std::coroutine_handle<Promise> coroutine) {
    promise_base* const task = promise_of(coroutine);
    move(coroutine, task, home_of(task));
  }
};

/// Makes the awaiter, which cannot be moved, at the place where it is awaited.
template <class Awaiter, class Target>
struct [[nodiscard("co_await it: nothing happens before that")]] moving_awaitable {
  auto operator co_await() && noexcept { return Awaiter(target); }

  Target& target;
};
template <class Awaiter>
struct [[nodiscard("co_await it: nothing happens before that")]] moving_awaitable<Awaiter, void> {
  auto operator co_await() && noexcept { return Awaiter(); }
};

}  // namespace detail

/// The task leaves the strand that it was in. Everything that it awaits from here on uses the
/// timers and threads of `target`, which must live that long. May be called from any thread.
inline auto resume_on(proactor& target) noexcept {
  return detail::moving_awaitable<detail::resume_on_awaiter, proactor>{target};
}

/// From here on the task runs in `target`, and so do the tasks that it awaits: see strand, also
/// for tasks of several proactors. Only in tasks.
inline auto resume_on(strand& target) noexcept {
  return detail::entering_awaitable{nullptr, target.state()};
}

/// Lets the other work that is ready run first. Only in tasks.
inline auto yield() noexcept { return detail::moving_awaitable<detail::yield_awaiter, void>{}; }

}  // namespace naru
