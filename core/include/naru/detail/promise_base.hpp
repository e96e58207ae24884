// promise_base: the part that all tasks share, whatever they return: the proactor and the stop
// that they belong to, the coroutine that goes on when they end, and the way a thread passes from
// one task to the next.
//
// A thread runs tasks in a relay: a task runs until it suspends, and the task that it handed over
// to runs next. That is symmetric transfer with a list instead of a returned handle, for two
// reasons. The stack stays flat even if the compiler makes no tail call (GCC before 15 without
// -O2, sanitizers: GCC bug 100897). And nothing is written to a frame that another thread may be
// freeing (MSVC before 19.50 keeps the returned handle in the suspended frame).
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/frame_memory.hpp>
#include <naru/detail/task_chain.hpp>

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <source_location>

namespace naru {

class proactor;

namespace detail {

class promise_base;
class stop_node;
class strand_state;

/// The context that a task passes on to everything that it awaits.
struct task_context {
  proactor* home = nullptr;        // its timers and threads are used
  stop_node* stop = nullptr;       // its requests end the awaited operation
  strand_state* serial = nullptr;  // keeps the task from running beside others of the strand
  task_chain* chain = nullptr;     // of which the task is a part
};

/// The object that started a task without awaiting it. It is told on the thread on which the task
/// ended.
class NARU_API frame_owner {
 public:
  /// An exception left the task; child_ended follows.
  virtual void child_failed(std::exception_ptr failure) noexcept = 0;
  /// The task has ended; its frame and arguments are gone. This is the last call.
  virtual void child_ended() noexcept = 0;

 protected:
  frame_owner() = default;
  frame_owner(const frame_owner&) = delete;
  frame_owner& operator=(const frame_owner&) = delete;
  ~frame_owner() = default;
};

/// Runs `waiting`, which is suspended, on this thread, and then the tasks that are handed over to
/// meanwhile.
NARU_API void resume(promise_base& waiting);
/// Lets `next` run on this thread once the running task has suspended. If the running task is in a
/// strand to which `next` does not belong, `next` runs once the thread has left the strand.
NARU_API void hand_over(promise_base& next);

class NARU_API promise_base {
 public:
  promise_base(const promise_base&) = delete;
  promise_base& operator=(const promise_base&) = delete;

  static void* operator new(std::size_t size) { return allocate_frame(size); }
  static void operator delete(void* frame, std::size_t size) noexcept {
    release_frame(frame, size);
  }

  /// The last suspension. The coroutine that awaits the task frees the frame; if there is none,
  /// the frame is freed here.
  struct ending {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
      ended.promise().end();
    }
    void await_resume() const noexcept {}
  };

  [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
  [[nodiscard]] ending final_suspend() const noexcept { return {}; }

  /// Before the task runs, one of two functions is called. This one names the coroutine that goes
  /// on when the task ends.
  void awaited_by(std::coroutine_handle<> awaiting, promise_base* awaiting_promise) noexcept {
    awaiting_ = awaiting;
    above_ = awaiting_promise;
    if (awaiting_promise != nullptr) context = awaiting_promise->context;
  }
  /// This one names the owner that is told, and begins a chain. `above` is only shown in stacks; it
  /// must wait until this task has ended.
  void owned_by(frame_owner& owner, promise_base* above, const task_context& where) noexcept;

  [[nodiscard]] frame_owner* owner() const noexcept { return owner_; }
  [[nodiscard]] const promise_base* above() const noexcept { return above_; }
  [[nodiscard]] std::coroutine_handle<> handle() const noexcept { return self_; }

  /// Makes the task belong to another proactor, and to another strand or none. Strands count the
  /// tasks that have entered them.
  void move_to(proactor* home, strand_state* serial) noexcept;

  task_context context;
  const char* name = nullptr;           // for stacks
  std::source_location at;              // of the co_await that began last
  promise_base* next_to_run = nullptr;  // in a relay or a strand

 protected:
  explicit promise_base(std::coroutine_handle<> self) noexcept : self_(self) {}
  ~promise_base() = default;

 private:
  // Out of line, because clang before 17 may keep data that an inlined await_suspend uses in the
  // frame, which is freed here (LLVM issue 56301).
  void end() noexcept;
  /// The strand that this task has entered itself. Null if there is none, or if the task is only
  /// there because the task that waits for it is.
  [[nodiscard]] strand_state* entered_strand() const noexcept;

  const std::coroutine_handle<> self_;
  std::coroutine_handle<> awaiting_;
  promise_base* above_ = nullptr;
  frame_owner* owner_ = nullptr;
  task_chain chain_;  // for a task that has an owner
};

/// The promise of a task; null for coroutines of other kinds, because they have no context.
template <class Promise>
[[nodiscard]] promise_base* promise_of(std::coroutine_handle<Promise> coroutine) noexcept {
  if constexpr (std::derived_from<Promise, promise_base>) {
    return &coroutine.promise();
  } else {
    return nullptr;
  }
}

/// Works like promise_of, and notes where the task awaits.
template <class Promise>
[[nodiscard]] promise_base* promise_at(std::coroutine_handle<Promise> coroutine,
                                       const std::source_location& at) noexcept {
  promise_base* const promise = promise_of(coroutine);
  if (promise != nullptr) promise->at = at;
  return promise;
}

}  // namespace detail
}  // namespace naru
