// worker_pool: runs one proactor on N threads.
//
//     naru::worker_pool workers(*proactor, 5);
//     …
//     workers.join();   // returns when nothing is outstanding, or after proactor->stop()
#pragma once

#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace naru {

class proactor;

class worker_pool {
 public:
  /// Starts `threads` threads (at least one) inside proactor::run. `owner` must outlive the pool.
  /// Throws std::system_error where a thread cannot be started; the proactor is stopped then.
  worker_pool(proactor& owner, std::size_t threads);
  worker_pool(const worker_pool&) = delete;
  worker_pool& operator=(const worker_pool&) = delete;
  /// Stops the proactor and waits for every thread; after join, nothing.
  ~worker_pool();

  /// Waits until every thread has returned from run. An exception that left a completion function
  /// stops the proactor and is thrown again here, the first one if there were several. Not from a
  /// completion function.
  void join();

  /// How many threads there are: none after join.
  [[nodiscard]] std::size_t size() const noexcept { return threads_.size(); }

 private:
  void work() noexcept;

  proactor& proactor_;
  std::mutex mutex_;  // guards failure_
  std::exception_ptr failure_;
  std::vector<std::thread> threads_;
};

}  // namespace naru
