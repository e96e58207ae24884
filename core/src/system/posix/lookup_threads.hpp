// lookup_threads: the threads on which getaddrinfo, which only blocks, may take its time.
//
// They belong to the process, not to a proactor: whoever no longer waits for an answer leaves
// without its thread. A thread is started when there is something to look up and ends when there is
// nothing left.
//
// Nobody can end a getaddrinfo whose name server does not answer. So that such names do not hold up
// all others, there may be many threads, and few of them at a time ask for one name.
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
  /// How many lookups the process makes at a time, and how many of one name; the others wait for
  /// their turn.
  static constexpr unsigned count_max = 64;
  static constexpr unsigned count_per_name_max = 2;

  /// The process's own. Never destroyed, because nobody waits at exit for a thread that hangs.
  [[nodiscard]] static lookup_threads& instance() noexcept;

  /// Has a thread run it soon. Errors: the system's that refuses the only thread;
  /// not_enough_memory.
  [[nodiscard]] std::error_code add(std::shared_ptr<posix_lookup> added) noexcept;
  /// Takes it back, if its turn has not come.
  void remove(const posix_lookup& removed) noexcept;

 private:
  // A lookup moves from one row to the other without a look at the heap.
  using row = std::list<std::shared_ptr<posix_lookup>>;

  [[nodiscard]] std::error_code start_thread() noexcept;
  void work() noexcept;
  /// The next one, which is in running_ then; the end of it where there is none.
  [[nodiscard]] row::iterator next() noexcept;
  void has_run(row::iterator ended) noexcept;

  // With the mutex held.
  [[nodiscard]] row::iterator first_that_may_run() noexcept;
  [[nodiscard]] bool may_run(std::string_view name) const noexcept;

  std::mutex mutex_;  // guards what follows
  row waiting_;
  row running_;
  unsigned count_ = 0;  // threads
};

}  // namespace naru::detail
