// blocking_queue: the work that waits for a thread of a blocking_pool.
#pragma once

#include <naru/detail/export.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <system_error>

namespace naru::detail {

/// One function that a thread of the pool runs. It is in the queue, or it runs, or its owner has
/// it.
class NARU_API blocking_work {
 public:
  blocking_work(const blocking_work&) = delete;
  blocking_work& operator=(const blocking_work&) = delete;

  /// Runs the function and tells its owner. It may be gone afterwards.
  virtual void run() noexcept = 0;
  /// Tells the owner that the function will not run. It may be gone afterwards.
  virtual void refuse(std::error_code why) noexcept = 0;

 protected:
  blocking_work() = default;
  ~blocking_work() = default;

 private:
  friend class blocking_queue;

  blocking_work* next_ = nullptr;
  blocking_work** link_ = nullptr;  // the pointer that leads here, while it is in the queue
};

/// A std::system_error, or std::bad_alloc if there is no memory for its text.
[[nodiscard]] NARU_API std::exception_ptr refusal_of_work(std::error_code why) noexcept;

/// Thread-safe. Threads of the pool and its users share it.
class NARU_API blocking_queue {
 public:
  explicit blocking_queue(std::size_t waiting_max) noexcept : waiting_max_(waiting_max) {}

  /// std::errc::no_buffer_space if too much waits, operation_canceled after stop. Then the caller
  /// still has the work.
  [[nodiscard]] std::error_code push(blocking_work& work) noexcept;
  /// Returns false if it is not in the queue: then it runs, or its owner is told.
  [[nodiscard]] bool withdraw(blocking_work& work) noexcept;
  /// Waits for work. Null after stop, once nothing waits.
  [[nodiscard]] blocking_work* pop() noexcept;
  /// From here on push refuses.
  void stop() noexcept;
  /// Refuses what waits.
  void drop() noexcept;
  [[nodiscard]] std::size_t size() const noexcept;

 private:
  void remove(blocking_work& work) noexcept;

  const std::size_t waiting_max_;
  mutable std::mutex mutex_;  // guards the rest
  std::condition_variable came_;
  blocking_work* first_ = nullptr;
  blocking_work** end_ = &first_;
  std::size_t size_ = 0;
  bool stopped_ = false;
};

}  // namespace naru::detail
