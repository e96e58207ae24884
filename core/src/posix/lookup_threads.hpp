// lookup_threads: the threads on which getaddrinfo, which only blocks, may take its time.
//
// They belong to the process, not to a proactor: whoever no longer waits for an answer leaves
// without its thread. A thread is started when there is something to look up and ends when there is
// nothing left.
#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <system_error>

namespace naru::detail {

class posix_lookup;

class lookup_threads {
 public:
  /// How many lookups the process makes at a time; the others wait for their turn.
  static constexpr unsigned count_max = 8;

  /// The process's own. Never destroyed, because nobody waits at exit for a thread that hangs.
  [[nodiscard]] static lookup_threads& instance();

  /// Has a thread run it soon. Errors: the system's that refuses the only thread;
  /// not_enough_memory.
  [[nodiscard]] std::error_code add(std::shared_ptr<posix_lookup> added) noexcept;
  /// Takes it back, if its turn has not come.
  void remove(const posix_lookup& removed) noexcept;

 private:
  [[nodiscard]] std::error_code start_thread() noexcept;
  void work() noexcept;
  [[nodiscard]] std::shared_ptr<posix_lookup> next() noexcept;

  std::mutex mutex_;  // guards what follows
  std::deque<std::shared_ptr<posix_lookup>> waiting_;
  unsigned count_ = 0;  // threads
};

}  // namespace naru::detail
