// Helpers that every suite uses: the proactor under test, an operation that remembers what
// happened to it, and ways to run until something is true, with a deadline instead of a sleep.
//
// The order of declarations in a test matters, because a failed REQUIRE leaves it in the middle:
// operations and buffers first, then the proactor, then sockets and timers, then a worker_pool. So
// the threads end first, the sockets close, and the proactor completes the pending operations,
// which still exist. For the same reason a continuation looks at the error first, and never uses
// REQUIRE.
#pragma once

#include <naru/naru.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <concepts>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <ostream>
#include <ranges>
#include <span>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace contract {

using namespace std::chrono_literals;

using bytes = std::vector<std::byte>;

/// The time after which a test gives something up.
inline constexpr std::chrono::milliseconds deadline = 10s;

inline constexpr std::size_t mebibyte = std::size_t{1} << 20;

/// The backend that every case of this run uses.
void choose_backend(std::string_view name);
/// A proactor on that backend, whatever `options` name.
[[nodiscard]] std::unique_ptr<naru::proactor> test_proactor(naru::proactor_options options = {});

// What a backend has. A case that needs it asks, and is skipped with a message if it is not there.

/// True if there is no system under the backend, and time is virtual.
[[nodiscard]] bool is_simulated() noexcept;
/// Several threads may run a proactor, and others may call into it.
[[nodiscard]] bool runs_on_threads();
/// A socket has a handle of the system.
[[nodiscard]] bool has_native_handles();
/// What the network keeps takes no memory of the program.
[[nodiscard]] bool has_memory_of_the_system();
/// Names are looked up by the system, which may take long.
[[nodiscard]] bool asks_the_system_for_names();
/// Signals change what the process does at them.
[[nodiscard]] bool has_signals_of_the_system();

/// The clock of every test_proactor. It is the real one, except on the simulated backend.
struct backend_clock {
  using duration = naru::proactor::duration;
  using time_point = naru::proactor::time_point;
  [[nodiscard]] static time_point now() noexcept;
};

/// Raises a signal, of this process or of the simulated host.
std::error_code raise_here(naru::signal_kind kind) noexcept;

/// Holds this thread up, as a pause of the machine or a long computation does.
void hold_up(std::chrono::nanoseconds time);

/// True if this is a build with a sanitizer, which takes memory and time of its own.
[[nodiscard]] bool is_instrumented() noexcept;

/// A count for this machine: all of `full` on an ordinary one, less if connections are slow (Wine,
/// sanitizers), never under a tenth. NARU_TEST_SCALE=0.5 sets the factor by hand. If the factor is
/// not 1, the program prints that once.
[[nodiscard]] std::size_t scaled(std::size_t full);
/// Like scaled, for a count that the tests promise: all of `full`, however busy the machine is,
/// except on an emulated system or in a build with a sanitizer.
[[nodiscard]] std::size_t promised(std::size_t full);

/// 127.0.0.1 with a port that the system chooses.
[[nodiscard]] naru::endpoint loopback() noexcept;

/// An endpoint on which nobody listens, and nobody else will, because a connection of this process
/// has the port. It is the same each time.
[[nodiscard]] naru::endpoint unused_endpoint();

/// An operation that counts its completions, and then calls a continuation if it has one.
class recorder final : public naru::operation {
 public:
  using continuation = std::function<void(naru::io_result)>;

  explicit recorder(naru::inline_completion mode = naru::inline_completion::forbidden)
      : operation(&recorder::complete, mode) {}
  explicit recorder(continuation next) : operation(&recorder::complete), next_(std::move(next)) {}

  /// Must not be called while pending.
  void then(continuation next) { next_ = std::move(next); }

  /// How often it has completed. It counts when the continuation has returned.
  [[nodiscard]] int completions() const noexcept {
    return completions_.load(std::memory_order_acquire);
  }
  [[nodiscard]] bool completed() const noexcept { return completions() > 0; }
  [[nodiscard]] std::error_code error() const noexcept { return result().error; }
  [[nodiscard]] std::size_t bytes() const noexcept { return result().bytes; }

 private:
  static void complete(naru::operation& self);

  continuation next_;
  std::atomic<int> completions_{0};
};

/// Runs the proactor on this thread until `done` returns true; returns false at the deadline.
template <std::predicate Done>
[[nodiscard]] bool run_until(naru::proactor& proactor, Done done,
                             std::chrono::milliseconds limit = deadline) {
  const auto end = proactor.now() + limit;
  while (!done()) {
    if (proactor.now() >= end) return false;
    if (proactor.poll() == 0) proactor.run_for(1ms);
  }
  return true;
}

/// Polls until `done` returns true; returns false after that many polls. It is for what is there
/// already, so that each poll finds some of it: no machine is too slow for that.
template <std::predicate Done>
[[nodiscard]] bool poll_until(naru::proactor& proactor, Done done, std::size_t polls_max) {
  for (std::size_t polls = 0; !done(); ++polls) {
    if (polls == polls_max) return false;
    proactor.poll();
  }
  return true;
}

/// Runs until `done` returns true; returns false if `progress`, a number, has not changed for
/// `limit`. It is for work that takes a slow machine long.
template <std::predicate Done, std::invocable Progress>
[[nodiscard]] bool run_while_changing(naru::proactor& proactor, Done done, Progress progress,
                                      std::chrono::milliseconds limit = deadline) {
  for (auto before = progress();; before = progress()) {
    const auto has_changed = [&] { return progress() != before; };
    if (!run_until(proactor, [&] { return done() || has_changed(); }, limit)) return false;
    if (done()) return true;
  }
}

/// Waits while other threads run the proactor; returns false at the deadline.
template <std::predicate Done>
[[nodiscard]] bool wait_until(Done done, std::chrono::milliseconds limit = deadline) {
  const auto end = backend_clock::now() + limit;
  while (!done()) {
    if (backend_clock::now() >= end) return false;
    hold_up(1ms);
  }
  return true;
}

/// Runs until every one of these has completed.
[[nodiscard]] bool run_until_completed(naru::proactor& proactor,
                                       std::initializer_list<const recorder*> operations);

/// True if each of a range of recorders has completed.
template <std::ranges::range Recorders>
[[nodiscard]] bool all_completed(const Recorders& operations) {
  return std::ranges::all_of(operations, [](const recorder& op) { return op.completed(); });
}

/// Counts down the work of other threads.
class countdown {
 public:
  explicit countdown(std::size_t count) : left_(count) {}
  void arrive();
  void restart(std::size_t count);
  /// Returns false at the deadline.
  [[nodiscard]] bool wait(std::chrono::milliseconds limit = deadline);

 private:
  std::mutex mutex_;  // guards left_
  std::condition_variable reached_;
  std::size_t left_;
};

/// Starts an operation and runs until it has completed. At the deadline the result is timed_out,
/// and the operation is leaked, because it is still pending.
template <std::invocable<naru::operation&> Start>
[[nodiscard]] naru::io_result finish(naru::proactor& proactor, Start start) {
  auto op = std::make_unique<recorder>();
  CHECK(start(*op) == naru::submission::pending);
  if (run_until(proactor, [&] { return op->completed(); })) return op->result();
  static_cast<void>(op.release());
  return {std::make_error_code(std::errc::timed_out), 0};
}

[[nodiscard]] naru::io_result connect(naru::proactor& proactor, naru::tcp_stream& stream,
                                      const naru::endpoint& peer);
[[nodiscard]] naru::io_result accept(naru::proactor& proactor, naru::tcp_listener& listener,
                                     naru::tcp_stream& stream);
[[nodiscard]] naru::io_result receive(naru::proactor& proactor, naru::tcp_stream& stream,
                                      naru::mutable_buffer buffer);
/// Makes as many receives as it takes to fill the buffer.
[[nodiscard]] naru::io_result receive_exactly(naru::proactor& proactor, naru::tcp_stream& stream,
                                              naru::mutable_buffer buffer);
[[nodiscard]] naru::io_result send(naru::proactor& proactor, naru::tcp_stream& stream,
                                   naru::const_buffer buffer);

/// Two ends of one connection over loopback. Throws if there is none.
struct connected_pair {
  explicit connected_pair(naru::proactor& proactor) : connected_pair(proactor, loopback()) {}
  connected_pair(naru::proactor& proactor, const naru::endpoint& local);

  naru::tcp_stream client;
  naru::tcp_stream server;
};

/// Sends one byte each way, and checks it.
void check_traffic(naru::proactor& proactor, naru::tcp_stream& one, naru::tcp_stream& other);

/// Returns false, with a message, if this machine has no IPv6.
[[nodiscard]] bool has_ipv6(naru::proactor& proactor);

/// A payload in which every misplaced byte shows: the bytes from position `start` on.
[[nodiscard]] bytes pattern(std::size_t size, std::size_t start = 0);
void fill_pattern(std::span<std::byte> target, std::size_t start = 0) noexcept;
[[nodiscard]] bool is_pattern(std::span<const std::byte> found, std::size_t start = 0) noexcept;

/// For results that differ between systems: no error counts only if the set has
/// std::error_condition().
[[nodiscard]] bool one_of(const std::error_code& error,
                          std::initializer_list<std::error_condition> accepted) noexcept;

}  // namespace contract

/// Makes a failed check print the error.
template <>
struct doctest::StringMaker<std::error_code> {
  static doctest::String convert(const std::error_code& error);
};
