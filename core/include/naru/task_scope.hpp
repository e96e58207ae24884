// task_scope: runs tasks beside the task that owns it, and waits for all of them.
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
// A stop travels down: if it reaches the task that joins the scope, it reaches everything in the
// scope; request_stop does the same. The operations that the tasks await then end with
// std::errc::operation_canceled, and the tasks end in their own way. The first exception that
// leaves a task stops the others, and is thrown by join.
//
// If a scope is destroyed before its tasks have ended and been joined, it ends the program with a
// message: the tasks might use objects that are destroyed with it.
//
// It is not for a fixed number of tasks whose results are needed: use when_all.
//
// Thread-safety: spawn and request_stop may be called from any thread while the scope exists; the
// other members only by its owner.
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

class NARU_API task_scope final : private detail::frame_owner {
 public:
  /// The tasks belong to `owner`, which must outlive the scope.
  explicit task_scope(proactor& owner) noexcept : proactor_(owner) {}
  task_scope(const task_scope&) = delete;
  task_scope& operator=(const task_scope&) = delete;
  /// Every task must have ended.
  ~task_scope();

  /// The proactor to which the tasks belong.
  [[nodiscard]] proactor& owner() const noexcept { return proactor_; }

  /// Runs `child` on the calling thread until it first waits. It then goes on where the operation
  /// that it awaits completes. After a stop the child still runs, but nothing that it awaits
  /// starts. Not allowed after join, except by a task of the scope.
  void spawn(task<> child);

  /// co_await ends once every task has ended, and throws the exception of the first task that
  /// failed. join does not stop the tasks; a stop of the joining task does. Afterwards the scope
  /// is like a new one, except that a stop stays.
  auto join() { return detail::awaitable_operation<join_action>(join_action{this}); }

  /// Asks every task to end, and also the tasks to come. It cannot be undone; a second call is
  /// harmless.
  void request_stop() noexcept;
  /// True once the scope was asked to stop.
  [[nodiscard]] bool stop_requested() const noexcept { return stop_.requested(); }

  /// The number of tasks that have not ended. It may have changed while other threads run.
  [[nodiscard]] std::size_t size() const noexcept;

 private:
  struct join_action {
    static constexpr const char* waits_for = "the tasks of a scope";

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
  std::atomic<std::size_t> left_ = 1;          // tasks, calls of request_stop, and 1 until joined
  std::atomic<operation*> joining_ = nullptr;  // set before that 1 is taken away
  detail::spin_lock lock_;                     // guards failure_
  std::exception_ptr failure_;
};

}  // namespace naru
