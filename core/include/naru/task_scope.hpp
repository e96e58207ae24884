// task_scope: runs tasks beside the one that owns it, and waits for all of them.
//
//     naru::task<> serve(naru::tcp_listener& listener) {
//       naru::task_scope sessions(listener.owner());
//       for (;;) {
//         auto [error, stream] = co_await listener.accept();
//         if (error == std::errc::operation_canceled || !listener.is_open()) break;
//         if (!error) sessions.spawn(session(std::move(stream)));
//       }
//       co_await sessions.join();
//     }
//
// A stop travels down: one that reaches the task which joins the scope reaches everything in it, as
// does request_stop. What the tasks await then ends with std::errc::operation_canceled, and they
// end in their own way. The first exception that leaves a task stops the others, and is thrown from
// join.
//
// A scope that is destroyed before its tasks have ended and been joined ends the program, with a
// message: they might use what is destroyed with it.
//
// Not for: a known number of tasks whose results are wanted, for which there is when_all.
//
// Thread-safety: spawn and request_stop from any thread, while the scope is there; the rest by its
// owner.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/promise_base.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/detail/stop_node.hpp>
#include <naru/task.hpp>

#include <atomic>
#include <cstddef>
#include <exception>

namespace naru {

class proactor;

class NARU_API task_scope : private detail::frame_owner {
 public:
  /// The tasks belong to `owner`, which must outlive the scope.
  explicit task_scope(proactor& owner) noexcept : proactor_(owner) {}
  task_scope(const task_scope&) = delete;
  task_scope& operator=(const task_scope&) = delete;
  /// Every task must have ended.
  ~task_scope();

  [[nodiscard]] proactor& owner() const noexcept { return proactor_; }

  /// Runs `child` on the calling thread until it first waits; it goes on where what it awaits
  /// completes. After a stop it runs too, and nothing that it awaits starts. Not after join, unless
  /// by a task of the scope.
  void spawn(task<> child);

  /// co_await ends once every task has ended, and throws what the first that failed threw. It does
  /// not stop them; a stop of the task that joins does. Then the scope is as newly made, but for a
  /// stop, which stays.
  auto join() { return detail::awaitable_operation<join_action>(join_action{this}); }

  /// Asks every task to end, those to come too. Once for all; again is harmless.
  void request_stop() noexcept;
  [[nodiscard]] bool stop_requested() const noexcept { return stop_.requested(); }

  /// Tasks that have not ended. While others run, the answer may be old when it arrives.
  [[nodiscard]] std::size_t size() const noexcept;

 private:
  struct join_action {
    static constexpr bool starts_when_stopped = true;

    submission start(operation& op) { return scope->start_join(op); }
    void cancel(operation&) noexcept { scope->stop_.request(); }
    void finish(const io_result&) const { scope->end_join(); }

    task_scope* scope;
  };

  void child_failed(std::exception_ptr failure) noexcept override;
  void child_ended() noexcept override;
  [[nodiscard]] bool hold_unless_joined() noexcept;
  submission start_join(operation& op);
  void end_join();

  proactor& proactor_;
  detail::stop_node stop_;
  std::atomic<std::size_t> left_ = 1;          // tasks, calls of request_stop, and one until joined
  std::atomic<operation*> joining_ = nullptr;  // set before that one is taken away
  detail::spin_lock lock_;                     // guards failure_
  std::exception_ptr failure_;
};

}  // namespace naru
