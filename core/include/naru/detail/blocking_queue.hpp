// blocking_queue: the work that waits for a thread of a blocking_pool.
//
// Work for a proactor that has no threads, such as a simulated one, is deferred: that proactor runs
// it. At most as much deferred work has begun at the same time as the pool has threads.
#pragma once

#include <naru/detail/deferred.hpp>
#include <naru/detail/export.hpp>

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <system_error>

namespace naru {

class proactor;

}  // namespace naru

namespace naru::detail {

class services;

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
  blocking_work** link_ = nullptr;  // the pointer that leads here, while it waits
  services* defers_ = nullptr;      // what runs it in place of a thread
  bool has_begun_ = false;          // it is deferred, and has a place
};

/// A std::system_error, or std::bad_alloc if there is no memory for its text.
[[nodiscard]] NARU_API std::exception_ptr refusal_of_work(std::error_code why) noexcept;

/// Thread-safe. Threads of the pool and its users share it.
class NARU_API blocking_queue final : public deferred,
                                      public std::enable_shared_from_this<blocking_queue> {
 public:
  blocking_queue(std::size_t threads, std::size_t waiting_max) noexcept
      : threads_(threads), waiting_max_(waiting_max) {}

  /// Queues work whose outcome goes to `home`. std::errc::no_buffer_space if too much waits,
  /// operation_canceled after stop. Then the caller still has the work.
  [[nodiscard]] std::error_code push(blocking_work& work, proactor& home) noexcept;
  /// Returns false if it does not wait any more: then it runs, or its owner is told.
  [[nodiscard]] bool withdraw(blocking_work& work) noexcept;
  /// Waits for work. Null after stop, once nothing waits.
  [[nodiscard]] blocking_work* pop() noexcept;
  /// From here on push refuses.
  void stop() noexcept;
  /// Refuses what waits.
  void drop() noexcept;
  /// Runs all deferred work, on this thread. After stop none is left.
  void finish_deferred() noexcept;
  [[nodiscard]] std::size_t size() const noexcept;

  void run_deferred(const services& by) noexcept override;

 private:
  struct row {
    blocking_work* first = nullptr;
    blocking_work** end = &first;

    void push(blocking_work& work) noexcept;
    void remove(blocking_work& work) noexcept;
  };

  // These need the mutex.
  [[nodiscard]] row& row_of(const blocking_work& work) noexcept;
  [[nodiscard]] blocking_work* take_first(row& from) noexcept;
  /// Of that proactor, or of any if it is null.
  [[nodiscard]] blocking_work* take_begun(const services* of) noexcept;

  void begin_deferred() noexcept;

  const std::size_t threads_;
  const std::size_t waiting_max_;
  mutable std::mutex mutex_;  // guards the rest
  std::condition_variable came_;
  row waiting_;   // for a thread
  row deferred_;  // for one of as many places as there are threads
  row begun_;     // has such a place
  std::size_t begun_count_ = 0;
  std::size_t size_ = 0;  // of what waits
  bool stopped_ = false;
};

}  // namespace naru::detail
