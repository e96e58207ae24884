// mutex: one task at a time, across co_awaits. A task that waits suspends; it does not block its
// thread.
//
//     auto [error, guard] = co_await writing_.lock();
//     if (error) co_return;                        // asked to stop
//     co_await stream_.send(first);                // nobody's bytes come between these
//     co_await stream_.send(second);
//
// Tasks are served in the order in which they came. Not recursive. It is not for data that no
// co_await comes between: there std::mutex is cheaper, and a strand simpler.
//
// Thread-safety: every member may be called from any thread. A mutex must outlive its guards and
// the tasks that wait for it.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/home.hpp>
#include <naru/detail/misuse.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/detail/wait_list.hpp>
#include <naru/operation.hpp>
#include <naru/result.hpp>

#include <system_error>
#include <utility>

namespace naru {

class NARU_API mutex {
 public:
  /// Holds a mutex as long as it lives; may be empty.
  class NARU_API guard {
   public:
    /// Holds nothing.
    guard() noexcept = default;
    /// The other guard holds nothing afterwards, or after an assignment what this one held.
    guard(guard&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
    guard& operator=(guard&& other) noexcept {
      std::swap(held_, other.held_);
      return *this;
    }
    /// Unlocks what it holds.
    ~guard() { unlock(); }

    /// True while it holds a mutex.
    [[nodiscard]] explicit operator bool() const noexcept { return held_ != nullptr; }
    /// Unlocks before the guard's end. A second call is harmless.
    void unlock() noexcept;

   private:
    friend class mutex;

    explicit guard(mutex& held) noexcept : held_(&held) {}

    mutex* held_ = nullptr;
  };

  mutex() = default;
  mutex(const mutex&) = delete;
  mutex& operator=(const mutex&) = delete;
  /// Destroying it while it is held, or while a task waits for it, ends the program with a
  /// sentence.
  ~mutex() {
    if (held_) detail::misuse("a mutex was destroyed while it was held");
  }

  /// co_await goes on once this task has the mutex: auto [error, guard] = … If the mutex is free,
  /// the task does not suspend. std::errc::operation_canceled after a stop.
  auto lock() { return detail::awaitable_operation<lock_action>(lock_action{this, {}}); }
  /// Returns an empty guard if the mutex is not free.
  [[nodiscard]] guard try_lock() noexcept;

 private:
  struct lock_action {
    static constexpr const char* waits_for = "a mutex";

    submission start(operation& op, const detail::promise_base* task) {
      return wanted->start_lock(place, op, task);
    }
    void cancel(operation&) noexcept { wanted->cancel(place); }
    [[nodiscard]] result<guard> finish(const io_result& result) const noexcept {
      return wanted->finish_lock(place, result.error);
    }

    mutex* wanted;
    detail::waiter place;
  };

  submission start_lock(detail::waiter& place, operation& op, const detail::promise_base* task);
  [[nodiscard]] result<guard> finish_lock(const detail::waiter& place,
                                          const std::error_code& error) noexcept;
  void cancel(detail::waiter& place) noexcept;
  void unlock() noexcept;

  detail::spin_lock lock_;  // guards the rest
  bool held_ = false;
  detail::wait_list waiting_;
};

}  // namespace naru
