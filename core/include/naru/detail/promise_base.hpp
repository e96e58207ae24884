// promise_base: what all tasks share, whatever they return: where they belong, who goes on when
// they end, and how a thread passes from one to the next.
//
// A thread runs tasks in a relay: one runs until it suspends, and the one that it handed over to
// is next. That is symmetric transfer with a list instead of a returned handle, for two reasons:
// the stack stays flat where the compiler makes no tail call (GCC before 15 without -O2,
// sanitizers: GCC bug 100897), and nothing is written to a frame that another thread may just be
// freeing (MSVC before 19.50 keeps the returned handle in the suspended frame).
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/frame_memory.hpp>

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>

namespace naru {

class proactor;

namespace detail {

class promise_base;
class stop_node;
class strand_state;

/// What a task passes on to what it awaits.
struct task_context {
  proactor* home = nullptr;        // whose timers it uses, and whose threads it runs on
  stop_node* stop = nullptr;       // whose requests end what it awaits
  strand_state* serial = nullptr;  // what keeps it from running beside others
};

/// Who started a task without awaiting it. Told on the thread on which the task ended.
class NARU_API frame_owner {
 public:
  /// An exception left the task; child_ended follows.
  virtual void child_failed(std::exception_ptr failure) noexcept = 0;
  /// The task has ended, its frame and arguments are gone. The last call.
  virtual void child_ended() noexcept = 0;

 protected:
  frame_owner() = default;
  frame_owner(const frame_owner&) = delete;
  frame_owner& operator=(const frame_owner&) = delete;
  ~frame_owner() = default;
};

/// Runs `waiting`, which is suspended, on this thread, and whatever is handed over to meanwhile.
NARU_API void resume(promise_base& waiting);
/// Has `next` run on this thread once the task that runs now has suspended; where that is in a
/// strand to which `next` does not belong, once the thread has left it.
NARU_API void hand_over(promise_base& next);

class NARU_API promise_base {
 public:
  promise_base(const promise_base&) = delete;
  promise_base& operator=(const promise_base&) = delete;

  static void* operator new(std::size_t size) { return allocate_frame(size); }
  static void operator delete(void* frame, std::size_t size) noexcept {
    release_frame(frame, size);
  }

  /// The last suspension: the frame is freed by whoever awaits the task, or here.
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

  /// Before it runs, one of the two: who goes on when this has ended…
  void awaited_by(std::coroutine_handle<> awaiting, promise_base* awaiting_promise) noexcept {
    awaiting_ = awaiting;
    above_ = awaiting_promise;
    if (awaiting_promise != nullptr) context = awaiting_promise->context;
  }
  /// …or who is told; `above` is only shown in stacks.
  void owned_by(frame_owner& owner, promise_base* above, const task_context& where) noexcept {
    owner_ = &owner;
    above_ = above;
    context = where;
  }

  [[nodiscard]] frame_owner* owner() const noexcept { return owner_; }
  [[nodiscard]] const promise_base* above() const noexcept { return above_; }
  [[nodiscard]] std::coroutine_handle<> handle() const noexcept { return self_; }

  task_context context;
  const char* name = nullptr;           // for stacks
  promise_base* next_to_run = nullptr;  // in a relay or a strand

 protected:
  explicit promise_base(std::coroutine_handle<> self) noexcept : self_(self) {}
  ~promise_base() = default;

 private:
  // Out of line: clang before 17 may keep what an inlined await_suspend uses in the frame, which
  // is freed here (LLVM issue 56301).
  void end() noexcept;

  const std::coroutine_handle<> self_;
  std::coroutine_handle<> awaiting_;
  promise_base* above_ = nullptr;
  frame_owner* owner_ = nullptr;
};

/// The promise of a task; null for coroutines of other kinds, which have no context.
template <class Promise>
[[nodiscard]] promise_base* promise_of(std::coroutine_handle<Promise> coroutine) noexcept {
  if constexpr (std::derived_from<Promise, promise_base>) {
    return &coroutine.promise();
  } else {
    return nullptr;
  }
}

}  // namespace detail
}  // namespace naru
