// port: a completion port. Packets leave it in the order in which they came, except those that the
// seed delays: their requests have ended, and nobody hears of it for a while.
//
// No packet leaves it while as many threads handle packets as its concurrency says ("I/O Completion
// Ports" on Microsoft Learn). Windows does not count a thread that waits for something else
// meanwhile; here it counts, too.
#pragma once

#include <chrono>
#include <optional>
#include <span>

#include "memory.hpp"
#include "object.hpp"
#include "status.hpp"

namespace kernel {

struct packet {
  ULONG_PTR key = 0;
  OVERLAPPED* request = nullptr;
  DWORD bytes = 0;
  std::optional<status> how;  // is written into the request when the packet leaves the port
};

struct socket;

// Every function needs the lock.
class port final : public object {
 public:
  using clock = std::chrono::steady_clock;

  explicit port(unsigned concurrency) noexcept : concurrency_(concurrency) { ++alive_; }
  ~port() override { --alive_; }
  port(const port&) = delete;
  port& operator=(const port&) = delete;

  enum class answer { packets, timeout, abandoned };

  /// A packet of PostQueuedCompletionStatus, which is never delayed.
  void post(const packet& posted);
  /// The packet of a request that has ended. The program sees the end of the request when a thread
  /// takes the packet, because that thread does the rest of the work on the request ("How
  /// Completion Processing Is Performed" on Microsoft Learn; since Windows Vista the thread that
  /// takes the packet does it). Some providers tell the end earlier.
  void complete(packet ended);
  /// Ends the cancelled requests of the socket after a while.
  void cancel_later(std::shared_ptr<socket> of);
  /// Waits until there are packets, and takes as many as there are.
  [[nodiscard]] answer take(std::unique_lock<std::mutex>& lock, std::span<OVERLAPPED_ENTRY> room,
                            ULONG& count, clock::time_point end);
  /// A thread handles the packets that it has taken, until it waits again or ends.
  void begin_handling() noexcept { ++handling_; }
  void end_handling() noexcept;
  /// Wakes everybody who waits.
  void abandon() noexcept;
  /// True if any port exists.
  [[nodiscard]] static bool exists() noexcept { return alive_ != 0; }
  [[nodiscard]] bool is_awaited() const noexcept { return waiters_ != 0; }

 private:
  [[nodiscard]] bool may_take() const noexcept {
    return !ready_.empty() && handling_ < concurrency_;
  }
  [[nodiscard]] bool delays() const noexcept { return !delayed_.empty() || !cancelling_.empty(); }
  void release_some();
  void cancel_next();
  void release_all();
  void wait(std::unique_lock<std::mutex>& lock, clock::time_point end);

  inline static unsigned alive_ = 0;

  deque<packet> ready_;
  deque<packet> delayed_;
  deque<std::shared_ptr<socket>> cancelling_;
  std::condition_variable came_;
  unsigned concurrency_;
  unsigned handling_ = 0;  // threads
  unsigned waiters_ = 0;
  bool abandoned_ = false;
};

/// The port that the handle leads to, or null.
[[nodiscard]] std::shared_ptr<port> find_port(handle number) noexcept;

}  // namespace kernel
