// lookup_threads: the threads on which getaddrinfo may block.
//
// They belong to the process, not to a proactor, so a resolver that no longer waits for an answer
// need not wait for the thread. A thread is started when there is something to look up, and ends
// when nothing is left.
//
// A getaddrinfo whose name server does not answer cannot be ended. So that such names do not hold
// up all others, there may be many threads, and only a few of them ask for one name at a time.
#pragma once

#include <list>
#include <memory>
#include <mutex>
#include <string_view>
#include <system_error>

namespace naru::detail {

class posix_lookup;

class lookup_threads {
 public:
  /// The number of lookups that the process makes at a time, and the number for one name. The
  /// others wait for their turn.
  static constexpr unsigned count_max = 64;
  static constexpr unsigned count_per_name_max = 2;

  /// The object of the process. It is never destroyed, because exit must not wait for a thread
  /// that hangs.
  [[nodiscard]] static lookup_threads& instance() noexcept;

  /// A thread will run `added` soon. Errors: the system's error if it refuses the only thread, or
  /// not_enough_memory.
  [[nodiscard]] std::error_code add(std::shared_ptr<posix_lookup> added) noexcept;
  /// Takes the lookup out again if its turn has not come.
  void remove(const posix_lookup& removed) noexcept;

 private:
  // A lookup moves from one list to the other without allocating.
  using row = std::list<std::shared_ptr<posix_lookup>>;

  [[nodiscard]] std::error_code start_thread() noexcept;
  void work() noexcept;
  /// Moves the next lookup to running_ and returns it; running_.end() if there is none.
  [[nodiscard]] row::iterator next() noexcept;
  void has_run(row::iterator ended) noexcept;

  // These need the mutex.
  [[nodiscard]] row::iterator first_that_may_run() noexcept;
  [[nodiscard]] bool may_run(std::string_view name) const noexcept;

  std::mutex mutex_;  // guards the members below
  row waiting_;
  row running_;
  unsigned count_ = 0;  // of threads
};

}  // namespace naru::detail
