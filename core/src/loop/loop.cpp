#include "loop/loop.hpp"

#include <naru/detail/misuse.hpp>
#include <naru/error.hpp>

#include <cassert>
#include <utility>

#include "loop/loop_member.hpp"
#include "loop/loop_operations.hpp"

namespace naru::detail {

loop::loop(const proactor_options& options, bool is_driven)
    : proactor(options.on_failure, options.log, options.log_level_min),
      canceled_{std::make_error_code(std::errc::operation_canceled), 0},
      times_callbacks_(options.time_callbacks || options.tracer != nullptr),
      is_driven_(is_driven),
      tracer_(options.tracer) {
  posted_.make_room();
  spare_.make_room();
}

// The backend's destructor has called shut_down. If the backend's constructor threw, nothing was
// started, so nothing is left either.
loop::~loop() { assert(outstanding_ == 0 && members_ == nullptr && running_ == nullptr); }

void loop::stop() noexcept {
  const std::lock_guard lock(mutex_);
  stopped_.store(true);
  wake_one();
}

// The thread that takes the post fills in the rest of `op` and counts it: see prepare_post. So this
// thread writes one cache line of the operation. A post of a worker comes behind what it took from
// the loop, because it may have posted that itself before run.
submission loop::post(operation& op) {
  refuse_pending(op);
  operation_access::set_pending(op, true);
  operation_access::kind(op) = operation_kind::post;
  if (tracer_ != nullptr) tell_start(op, operation_kind::post);
  if (worker* const self = this_worker()) {
    count_posts(*self, 1);
    if (self->posted.empty()) {
      prepare_post(op);
      self->ready.push(op);
    } else {
      self->posted.push(op);
    }
  } else {
    const std::lock_guard lock(mutex_);
    posted_.push(op);
    wake_one();
  }
  return submission::pending;
}

void loop::begin(operation& op) { start(op, nullptr); }

submission loop::finish(operation& op, const io_result& result) {
  start(op, nullptr);
  return finish_at_once(op, result);
}

void loop::add_work() noexcept {
  const std::lock_guard lock(mutex_);
  ++outstanding_;
}

void loop::remove_work() noexcept {
  const std::lock_guard lock(mutex_);
  assert(awake_ != 0 || outstanding_ > 0);  // invariant: outstanding-is-exact
  --outstanding_;
  wake_one();
}

void loop::add_guard() noexcept {
  live_guards_.fetch_add(1, std::memory_order_relaxed);
  add_work();
}

void loop::remove_guard() noexcept {
  assert(live_guards_.load() != 0);
  live_guards_.fetch_sub(1, std::memory_order_relaxed);
  remove_work();
}

void loop::count_start_from_outside() noexcept {
  const std::lock_guard lock(mutex_);
  counted_.started.add();
  ++outstanding_;
}

void loop::complete(operation& op, const io_result& result) {
  assert(op.pending());
  operation_access::result(op) = result;
  if (worker* const self = this_worker()) {
    self->ready.push(op);
  } else {
    const std::lock_guard lock(mutex_);
    injected_.push(op);
    wake_one();
  }
}

bool loop::runs_on_this_thread() const noexcept { return this_worker() != nullptr; }

void loop::refuse_child() const noexcept {
  if (forks_ != forks_so_far()) {
    misuse(
        "a child process called into a proactor that it had inherited: after fork it may only exec "
        "or _exit");
  }
}

void loop::enlist(loop_member& member) {
  refuse_child();
  const std::lock_guard lock(mutex_);
  member.link(members_);
}

void loop::delist(loop_member& member) noexcept {
  const std::lock_guard lock(mutex_);
  member.unlink(members_);
}

void loop::woken() noexcept {
  worker* const self = this_worker();
  assert(self != nullptr && !self->woken);  // invariant: one-wake-in-flight
  self->woken = true;
}

void loop::forget_wake() noexcept {
  const std::lock_guard lock(mutex_);
  assert(is_driven_ && wake_in_flight_);
  wake_in_flight_ = false;
}

void loop::shut_down() noexcept {
  refuse_child();
  if (workers() != 0) misuse("a proactor was destroyed while a thread was inside its run");
  if (live_guards_.load() != 0) misuse("a proactor was destroyed before its work_guards");
  while (!timers_.empty()) cancel_timer(timers_.front());
  shutting_down_ = true;  // from here on sockets and timers start nothing
  // This is repeated until nothing is left, because a completion function may call stop or open
  // another socket.
  while (outstanding_ != 0 || !posted_.empty() || members_ != nullptr) {
    close_members();
    restart();
    try {
      run();
    } catch (...) {
      report({.exception = std::current_exception(),
              .where = "an exception left a completion function while its proactor was destroyed"});
    }
  }
  assert(timers_.empty() && posted_.empty() && injected_.empty());  // invariant: loop-ends-empty
  if (live_timers_.load() != 0)
    misuse("a proactor was destroyed before its timers, serials or tickers");
  log(log_level::debug, "proactor_destroyed");
}

void loop::close_members() noexcept {
  for (loop_member* member = members_; member != nullptr;) {
    loop_member* const next = member->next_;  // closing may take this member off the list
    member->close_with_loop();
    member = next;
  }
}

// Needs the mutex. A worker that is awake looks at everything before it waits, so only a waiting
// worker needs a wake. One wake in flight is enough for all: the worker that it reaches passes it
// on if there is more to do. If no worker is there at all, only the object that drives this loop
// needs one.
void loop::wake_one() noexcept {
  const bool is_left_alone = is_driven_ && awake_ == 0;
  if ((waiting_ == 0 && !is_left_alone) || wake_in_flight_) return;
  assert(running_ != nullptr || is_left_alone);
  wake_in_flight_ = true;
  counted_.wakes.add();
  wake();
}

}  // namespace naru::detail
