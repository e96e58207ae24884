// loop: the part of a proactor that is the same for every backend: the ready queue of each running
// thread, posted work, timers, the count of outstanding operations, run and stop. A backend adds
// wait, wake and its sockets.
//
// Each thread inside run has a worker. The worker has its own ready queue and its own counts, so in
// the common case starting and completing an operation takes no lock and writes no shared counter.
// One mutex guards what the threads share: posted work, timers, and which workers wait. A worker
// takes it about twice per batch of completions.
#pragma once

#include <naru/proactor.hpp>

#include <atomic>
#include <cstdint>
#include <limits>
#include <mutex>
#include <optional>

#include "loop/counter_block.hpp"
#include "loop/posted_work.hpp"
#include "loop/ready_queue.hpp"
#include "loop/timer_queue.hpp"
#include "values/forks.hpp"

namespace naru::detail {

class loop_member;

class loop : public proactor {
 public:
  /// `is_driven`: another object runs this loop. It wants a wake also if no thread is inside run,
  /// and watches the timers then.
  explicit loop(const proactor_options& options, bool is_driven = false);
  ~loop() override;

  std::size_t run() override;
  std::size_t run_for(duration time) override;
  std::size_t run_one() override;
  std::size_t poll() override;
  void stop() noexcept override;
  [[nodiscard]] bool stopped() const noexcept override { return stopped_.load(); }
  void restart() noexcept override { stopped_.store(false); }
  submission post(operation& op) override;
  void begin(operation& op) override;
  /// Ends a started operation: its completion function runs soon on a worker.
  void complete(operation& op, const io_result& result) final;
  submission finish(operation& op, const io_result& result) override;
  [[nodiscard]] time_point now() const noexcept override { return clock::now(); }
  void add_work() noexcept override;
  void remove_work() noexcept override;
  void add_guard() noexcept override;
  [[nodiscard]] bool times_callbacks() const noexcept override { return times_callbacks_; }
  void remove_guard() noexcept override;
  [[nodiscard]] bool runs_on_this_thread() const noexcept override;
  void add_timer() noexcept override { live_timers_.fetch_add(1, std::memory_order_relaxed); }
  void remove_timer() noexcept override;
  submission start_timer(timer_entry& entry, time_point deadline, operation& op) override;
  void cancel_timer(timer_entry& entry) noexcept override;
  bool withdraw_timer(timer_entry& entry) noexcept override;
  void move_timer(timer_entry& from, timer_entry& to) noexcept override;
  [[nodiscard]] naru::counters counters() const override;

  // A backend's sockets call these, on any thread. The two that are inline are in
  // loop_operations.hpp.

  /// Makes `op` pending and counts it. `owner`, if it is not null, is told of its completion.
  inline void start(operation& op, operation_owner* owner,
                    operation_kind kind = operation_kind::other);
  /// Ends a started operation whose outcome is known inside the call that started it.
  inline submission finish_at_once(operation& op, const io_result& result);
  /// Counts the bytes of a batch of datagrams, because the result of a batch counts datagrams.
  void count_bytes(direction which, std::size_t bytes) noexcept;
  /// True while the proactor is being destroyed. Then sockets and timers start nothing.
  [[nodiscard]] bool shutting_down() const noexcept { return shutting_down_; }
  /// Keeps room for a timer until give_back_room is called, so that starting it cannot fail.
  void keep_room(timer_entry& entry);
  void give_back_room(timer_entry& entry) noexcept;
  /// Ends the program if this process is a child that fork has made. The child shares with its
  /// parent what the system keeps for the proactor, and would take the parent's sockets out of it.
  void refuse_child() const noexcept;
  void enlist(loop_member& member);
  void delist(loop_member& member) noexcept;

 protected:
  /// One thread inside run. It lives on the stack of that thread.
  class worker;

  static constexpr duration forever = duration::max();

  /// Waits up to `timeout` for completions and hands each to complete(), on this thread. Returns
  /// early if it is woken. Returns true if something came: then there may be more.
  virtual bool wait(duration timeout) = 0;
  /// Makes one thread return from wait. If no thread waits, the next wait returns at once. The
  /// thread that it reaches must call woken(), and the loop makes no second call before that.
  virtual void wake() noexcept = 0;
  void woken() noexcept;
  /// For a loop that is driven: the wake has reached the driver, and no worker.
  void forget_wake() noexcept;

  /// When the next timer is due, or time_point::max() if there is none.
  [[nodiscard]] time_point next_timer() noexcept;

  /// How many threads are inside run.
  [[nodiscard]] unsigned workers() const noexcept {
    return workers_.load(std::memory_order_relaxed);
  }

  /// Completes everything that is pending with operation_canceled. A backend's destructor calls it
  /// first.
  void shut_down() noexcept;

 private:
  static constexpr auto no_limit = std::numeric_limits<std::size_t>::max();

  [[nodiscard]] inline worker* this_worker() const noexcept;
  void count_start_from_outside() noexcept;
  void prepare_post(operation& op) const noexcept;
  static void count_posts(worker& self, std::size_t posts) noexcept;
  std::size_t work(std::size_t most, time_point until);
  bool next_batch(worker& self, time_point until);
  [[nodiscard]] bool is_alone() const noexcept;
  void collect(worker& self, bool alone);
  void take_share(worker& self) noexcept;
  [[nodiscard]] std::optional<time_point> time_if_timers_are_due();
  void take_expired(worker& self, time_point time, bool alone);
  void take_wait_back(worker& self) noexcept;
  void leave_timers_watched() noexcept;
  [[nodiscard]] bool somebody_looks_in_time(time_point deadline) const noexcept;
  void look(worker& self, duration timeout, bool for_all);
  [[nodiscard]] bool nothing_outstanding(worker& self) noexcept;
  [[nodiscard]] duration prepare_to_wait(worker& self, time_point until);
  std::size_t run_ready(worker& self, std::size_t most);
  std::size_t run_with_followers(worker& self, operation& op, std::size_t most);
  void run_one(worker& self, operation& op);
  void call(worker& self, operation& op);
  void call_timed(worker& self, operation& op);
  void trace_start(operation& op, operation_kind kind) noexcept;
  void tell_start(operation& op, operation_kind kind) noexcept;
  void observe_completion(counter_block& counted, operation& op) noexcept;
  void observe_error(counter_block& counted, const std::error_code& error) noexcept;
  void trace_completion(operation& op) noexcept;
  void tell_completion(operation& op, time_point time) noexcept;
  void observe_batch(worker& self, std::size_t completions) noexcept;
  void wake_one() noexcept;
  void close_members() noexcept;

  // Results are copied from these as a whole. That costs less than building one: a processor that
  // reads as a whole what was just written in parts has to wait.
  const io_result canceled_;
  const io_result succeeded_;

  const bool times_callbacks_;
  const bool is_driven_;
  naru::tracer* const tracer_;

  mutable std::mutex mutex_;
  ready_queue injected_;  // completed by other threads, or left by a worker that returned
  posted_work posted_;    // posted by other threads; not counted yet
  posted_work spare_;     // empty: the next worker takes its array
  timer_queue timers_;
  // Operations that were started and have not run, except those in posted_. Each awake worker has a
  // change of its own that is not in here yet, so the number is exact when no worker is awake.
  std::int64_t outstanding_ = 0;
  unsigned awake_ = 0;         // workers that do not wait
  unsigned waiting_ = 0;       // workers that wait
  worker* watcher_ = nullptr;  // the waiting worker that returns for the next timer
  bool wake_in_flight_ = false;
  bool shutting_down_ = false;
  loop_member* members_ = nullptr;
  worker* running_ = nullptr;  // the first of all workers, which are linked
  counter_block counted_;      // what is counted with the mutex held
  std::atomic<bool> stopped_ = false;
  std::atomic<unsigned> workers_ = 0;
  std::atomic<std::size_t> live_timers_ = 0;
  std::atomic<std::size_t> live_guards_ = 0;
  const unsigned forks_ = forks_so_far();
};

}  // namespace naru::detail
