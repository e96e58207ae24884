// worker_pool: runs one proactor on N threads.
//
//     naru::worker_pool workers(*proactor, 5);
//     …
//     workers.join();   // returns when nothing is outstanding, or after proactor->stop()
//
// A thread of the pool ends when nothing is outstanding. So start the work first (a server, an
// accept, a timer), or keep a work_guard until it has begun; otherwise the threads end at once.
//
// A pool never ends in silence. If an exception leaves a completion function, it is reported to
// proactor_options::on_failure, which prints it unless the program sets it, and the thread goes on
// running the proactor. To stop instead, use:
//
//     naru::worker_pool workers(*proactor, 5,
//                               {.stop_on_exception = true});
//
// An exception that leaves a session's handler does not come here: see
// session_options::exceptions_leave_run.
//
// Thread-safety: one thread at a time uses the pool, and none of its own.
#pragma once

#include <naru/detail/export.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace naru {

class proactor;

/// Options of a worker_pool.
struct worker_pool_options {
  /// Whether an exception that leaves a completion function stops the proactor; join then throws
  /// the first of them again. If false, the thread runs the proactor again. The exception is
  /// reported in either case, as soon as it is met.
  bool stop_on_exception = false;
};

class NARU_API worker_pool {
 public:
  /// Starts `threads` threads, one if that is 0, inside proactor::run. `owner` must outlive the
  /// pool. If a thread cannot be started, throws std::system_error and stops the proactor.
  worker_pool(proactor& owner, std::size_t threads, const worker_pool_options& options = {});
  worker_pool(const worker_pool&) = delete;
  worker_pool& operator=(const worker_pool&) = delete;
  /// Stops the proactor and waits for every thread; after join it does nothing. The proactor stays
  /// stopped: call proactor::restart before another pool or run. In a completion function it ends
  /// the program with a sentence.
  ~worker_pool();

  /// Waits until every thread has returned from run. With stop_on_exception it
  /// throws the first exception that left a completion function. In a completion function it
  /// throws std::logic_error, because it would wait for that function.
  void join();

  /// The number of threads; 0 after join.
  [[nodiscard]] std::size_t size() const noexcept { return threads_.size(); }

 private:
  void work() noexcept;
  /// Returns true if the thread should go on.
  [[nodiscard]] bool run() noexcept;

  proactor& proactor_;
  const worker_pool_options options_;
  std::mutex mutex_;  // guards failure_
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace naru
