// proactor: starts I/O and runs what has completed.
//
// One proactor is one completion port on Windows, and one Asio context or one epoll elsewhere; the
// program does not know which. Any number of threads may run one proactor, and any number of
// proactors may live in one process. Sockets and timers are made on a proactor, and work only while
// it lives.
//
//     auto proactor = naru::make_proactor();
//     naru::tcp_listener listener(*proactor, naru::endpoint::parse("0.0.0.0:7777"));
//     …start operations…
//     proactor->run();
//
// It is not for blocking work or long computations: a completion function holds up its thread.
#pragma once

#include <naru/counters.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/socket.hpp>
#include <naru/detail/task_chain.hpp>
#include <naru/detail/timer_entry.hpp>
#include <naru/failure.hpp>
#include <naru/listen_options.hpp>
#include <naru/log.hpp>
#include <naru/operation.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>
#include <system_error>

namespace naru {

class tracer;
class work_guard;

namespace detail {
struct proactor_access;
class services;

/// Something that lives as long as its proactor and is made when it is first used.
class NARU_API proactor_part {
 public:
  proactor_part() = default;
  proactor_part(const proactor_part&) = delete;
  proactor_part& operator=(const proactor_part&) = delete;
  virtual ~proactor_part() = default;
};

}  // namespace detail

class NARU_API proactor {
 public:
  /// The clock by which timers and time limits go. It is not changed when somebody sets the date.
  using clock = std::chrono::steady_clock;
  using duration = clock::duration;
  using time_point = clock::time_point;

  proactor(const proactor&) = delete;
  proactor& operator=(const proactor&) = delete;

  /// No thread may be inside run, and no timer or work_guard may be left: each of these ends the
  /// program with a sentence. Sockets that are still open are closed; after that they may only be
  /// destroyed. Every operation that is still pending, posted work included, completes with
  /// std::errc::operation_canceled on this thread, and so does every operation that a completion
  /// function starts then. So a completion function that always starts another operation never
  /// ends. An exception from a completion function is reported to proactor_options::on_failure.
  virtual ~proactor();

  /// "iocp", "asio" or "epoll".
  [[nodiscard]] virtual std::string_view backend() const noexcept = 0;

  /// Runs completion functions until nothing is outstanding or stop is called. Returns how many it
  /// ran. Any number of threads may be inside; each returns for itself. If an exception leaves a
  /// completion function, it leaves run on that thread; nothing else is lost, and run may be
  /// called again. Throws std::logic_error if it is called from a completion function of the same
  /// proactor, and std::system_error if the system cannot wait.
  virtual std::size_t run() = 0;
  /// Works like run, but returns after `time` has passed. Not earlier, unless there is nothing to
  /// wait for.
  virtual std::size_t run_for(duration time) = 0;
  /// Works like run, but returns after one completion function.
  virtual std::size_t run_one() = 0;
  /// Runs what is ready and returns without waiting; returns 0 if nothing is ready. It returns in
  /// the end even if completion functions always make something ready.
  virtual std::size_t poll() = 0;

  /// Makes every run return as soon as its current completion function returns; a run that starts
  /// later returns at once. Pending operations stay pending. May be called from any thread, but
  /// not from a signal handler.
  virtual void stop() noexcept = 0;
  /// True from a stop until restart. May be called from any thread.
  [[nodiscard]] virtual bool stopped() const noexcept = 0;
  /// Lets a stopped proactor run again. May be called from any thread, once every run has
  /// returned: a run that has not noticed the stop yet would go on.
  virtual void restart() noexcept = 0;

  /// True if the calling thread is inside a run of this proactor, that is, in one of its
  /// completion functions. Then it must not wait for anything that the proactor has to do.
  [[nodiscard]] virtual bool runs_on_this_thread() const noexcept = 0;

  /// Completes `op` without error on a thread that runs the proactor. If one thread runs it, the
  /// posts of a thread complete in their order. May be called from any thread.
  virtual submission post(operation& op) = 0;

  /// The proactor's steady clock, by which its timers go.
  [[nodiscard]] virtual time_point now() const noexcept = 0;

  /// The counts of what all threads have done so far. Each number is exact for what happened
  /// before the call, and may or may not include what happens meanwhile. So two numbers need not
  /// fit together while threads run. May be called from any thread; takes a lock that running
  /// threads take too.
  [[nodiscard]] virtual naru::counters counters() const = 0;

  /// Tells proactor_options::on_failure of a failure that no caller is told of. May be called from
  /// any thread; call it without a lock that the observer may take.
  void report(const failure& failed) const noexcept;

  /// True if events of that level are logged. Ask first if the fields take time to collect.
  [[nodiscard]] bool logs(log_level level) const noexcept { return level >= log_from_; }
  /// Tells proactor_options::log of an event, if events of that level are logged. May be called
  /// from any thread; call it without a lock that the sink may take.
  void log(log_level level, std::string_view event,
           std::initializer_list<log_field> fields = {}) const noexcept {
    if (logs(level)) tell_log(level, event, {fields.begin(), fields.size()});
  }

  // For operations that are made of others, or of something that the proactor does not know.

  /// Makes `op` pending. complete must follow, exactly once. May be called from any thread.
  virtual void begin(operation& op) = 0;
  /// Calls the completion function of `op`, for which begin was called, with `result` on a thread
  /// that runs the proactor; never inside this call. May be called from any thread.
  virtual void complete(operation& op, const io_result& result) = 0;
  /// begin and complete in one call, if the result is already known; submission::done if `op`
  /// allows it. May be called from any thread.
  virtual submission finish(operation& op, const io_result& result) = 0;
  /// Works like finish, with `error` and no bytes.
  submission fail(operation& op, std::error_code error) { return finish(op, {error, 0}); }

 protected:
  /// Without an observer and without a log, failures are printed.
  explicit proactor(detail::failure_observer on_failure = {}, log_sink log = {},
                    log_level log_level_min = log_level::info) noexcept;

  // Sockets and timers are made of these. The backend provides them, and detail::proactor_access
  // calls them.

  /// Counts work for which there is no operation. May be called from any thread.
  virtual void add_work() noexcept = 0;
  virtual void remove_work() noexcept = 0;
  /// Counts a work_guard: none may outlive the proactor. May be called from any thread.
  virtual void add_guard() noexcept = 0;
  virtual void remove_guard() noexcept = 0;

  /// Whether the time of completion functions is measured: see proactor_options.
  [[nodiscard]] virtual bool times_callbacks() const noexcept = 0;

  /// Counts a timer: none may outlive the proactor. May be called from any thread.
  virtual void add_timer() noexcept = 0;
  virtual void remove_timer() noexcept = 0;
  /// If it throws std::bad_alloc, `op` is not started.
  virtual submission start_timer(detail::timer_entry& entry, time_point deadline,
                                 operation& op) = 0;
  virtual void cancel_timer(detail::timer_entry& entry) noexcept = 0;
  /// Ends a wait whose time has not come, at once: its operation is no longer pending and its
  /// completion function is not called. Returns false if the wait completes, or has completed,
  /// anyway.
  virtual bool withdraw_timer(detail::timer_entry& entry) noexcept = 0;
  /// Puts `to` in the place of `from`, which is no longer used.
  virtual void move_timer(detail::timer_entry& from, detail::timer_entry& to) noexcept = 0;

  /// A socket that is not connected yet and has no native handle.
  virtual detail::stream_pointer make_stream() = 0;
  /// Bound and listening. If the system refuses, it is null and `error` is set.
  virtual detail::listener_pointer listen(const endpoint& local, const listen_options& options,
                                          std::error_code& error) = 0;
  virtual detail::listener_pointer listen(const unix_endpoint& local, const listen_options& options,
                                          detail::path_removal removal, std::error_code& error) = 0;
  /// Takes a listening handle over. If the system refuses, it is null and `error` is set, and the
  /// handle stays the caller's. A backend that has no handles of the system does not override this.
  virtual detail::listener_pointer adopt_listener(naru::native_handle handle,
                                                  detail::socket_family family,
                                                  const listen_options& options,
                                                  std::error_code& error);
  /// The names, signals and datagram sockets that stand in for the system's. If it is null, the
  /// system's are used, and then the proactor is a detail::loop and its backend is in this build.
  virtual detail::services* own_services() noexcept { return nullptr; }

 private:
  friend struct detail::proactor_access;
  friend class work_guard;

  /// These two return false if the sink threw.
  bool tell_log(log_level level, std::string_view event, log_fields fields) const noexcept;
  [[nodiscard]] bool log_failure(const failure& failed) const noexcept;

  const detail::failure_observer on_failure_;
  std::atomic<detail::proactor_part*> posted_functions_ = nullptr;  // see naru::post; owned
  const log_sink log_;
  const log_level log_from_;   // above every level if there is no sink
  detail::chain_list chains_;  // see naru::dump
};

namespace detail {

/// `time` from now, or never if that is too long to count. Parentheses around max, because
/// <windows.h> may have made it a macro.
[[nodiscard]] inline proactor::time_point deadline_after(const proactor& owner,
                                                         proactor::duration time) noexcept {
  const proactor::time_point now = owner.now();
  const bool countable = time <= (proactor::time_point::max)() - now;
  return countable ? now + time : (proactor::time_point::max)();
}

/// Starts a timer. If there is no memory for it, `op` fails with std::errc::not_enough_memory.
NARU_API submission start_timer_or_fail(proactor& owner, timer_entry& entry,
                                        proactor::time_point deadline, operation& op);

}  // namespace detail

/// Keeps run from returning while nothing is outstanding, as long as it lives.
class NARU_API work_guard {
 public:
  /// `owner` must outlive the guard. May be called from any thread.
  explicit work_guard(proactor& owner) noexcept : proactor_(owner) { proactor_.add_guard(); }
  /// Lets run return again. May be called from any thread.
  ~work_guard() { proactor_.remove_guard(); }
  work_guard(const work_guard&) = delete;
  work_guard& operator=(const work_guard&) = delete;

 private:
  proactor& proactor_;
};

/// Options of make_proactor.
struct proactor_options {
  /// A name from backends(). Empty for the system's own backend, which is the first of them.
  // Said, or GCC warns of {.tracer = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  std::string_view backend = {};
  /// Whether the time of completion functions is measured: see counters::longest_callback. It costs
  /// two readings of the clock per completion function.
  bool time_callbacks = false;
  /// The tracer is told of everything that the proactor does, and must outlive it. Implies
  /// time_callbacks.
  naru::tracer* tracer = nullptr;
  /// A std::function<void(const naru::failure&)> that is told of failures that no caller waits for:
  /// an exception that left a session's handler or a completion function on a thread of a
  /// worker_pool, a failed accept of a server. If it is empty and there is no log, each failure
  /// prints one line on the standard error stream.
  ///
  /// It is called on the thread that met the failure; several threads may call it at once. No lock
  /// of the library is held. It should not wait. An exception that leaves it is dropped, and the
  /// failure is printed on the standard error stream.
  // Said, or GCC warns of {.tracer = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  detail::failure_observer on_failure = {};
  /// A std::function that is told of events: see log.hpp. Failures are events too, whether or not
  /// there is an on_failure. If it is empty, nothing is logged.
  // Said, or GCC warns of {.tracer = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  log_sink log = {};
  /// Events of a lower level are not logged.
  log_level log_level_min = log_level::info;
};

/// The backends in this build, the system's own first.
[[nodiscard]] NARU_API std::span<const std::string_view> backends() noexcept;

/// Throws std::invalid_argument for a backend that is not in this build, and std::system_error if
/// the system refuses a completion port.
[[nodiscard]] NARU_API std::unique_ptr<proactor> make_proactor(
    const proactor_options& options = {});

}  // namespace naru
