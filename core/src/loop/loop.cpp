#include "loop/loop.hpp"

#include <naru/detail/misuse.hpp>
#include <naru/error.hpp>

#include <algorithm>
#include <utility>

#include "loop/loop_member.hpp"
#include "loop/rounds.hpp"
#include "loop/worker.hpp"

namespace naru::detail {
namespace {

// Operations that may finish inline in one completion function before they queue like the others.
constexpr int inline_completions_in_a_row = 16;

// After so many batches poll returns, even if there is always something ready.
constexpr int batches_per_poll = 64;

// The most posted work or expired timers that one of several workers takes at once.
constexpr std::size_t share_of_many = 16;

// Expired timers and posted work taken at once: as many as run before their operations have left
// the cache again.
constexpr std::size_t timers_per_batch = 1024;
constexpr std::size_t posts_per_batch = 1024;

// No wait is longer. A machine that sleeps does not count that time as part of a wait, and Asio
// adds the length of a wait to the time, which must not overflow.
constexpr auto longest_wait = std::chrono::seconds(10);

// How late a timer may be when the worker that watches it is held up in a completion function and
// another one has to step in.
constexpr auto watcher_patience = std::chrono::milliseconds(10);

loop::time_point saturating_add(loop::time_point start, loop::duration time) noexcept {
  const bool countable = time <= loop::time_point::max() - start;
  return countable ? start + time : loop::time_point::max();
}

// How many of `size` operations one of several workers takes. It leaves the others theirs, because
// the operations that it takes wait behind the first, whose completion function may take long.
std::size_t share_of(std::size_t size, std::size_t workers) noexcept {
  return std::clamp<std::size_t>(size / workers, 1, share_of_many);
}

// In release builds too: what completes twice is a memory error somewhere else.
void refuse_pending(const operation& op) noexcept {
  if (op.pending()) [[unlikely]]
    misuse("an operation was started while it was pending");
}

// Posted work and timers that had their turn coming when their proactor went, and an accept, whose
// connection has been closed with the rest.
bool ends_with_its_loop(operation& op, const operation_owner* owner) noexcept {
  return owner == nullptr || operation_access::kind(op) == operation_kind::accept;
}

}  // namespace

// The three below run for each operation: what they seldom do is in loop_observation.cpp.

inline void loop::trace_start(operation& op, operation_kind kind) noexcept {
  operation_access::kind(op) = kind;
  if (tracer_ != nullptr) tell_start(op, kind);
}

inline void loop::observe_completion(counter_block& counted, operation& op) noexcept {
  const io_result& result = op.result();
  const operation_kind kind = operation_access::kind(op);
  counted.completed.add();
  if (result.error) observe_error(counted, result.error);
  if (kind == operation_kind::receive) counted.bytes_received.add(result.bytes);
  if (kind == operation_kind::send) counted.bytes_sent.add(result.bytes);
  if (tracer_ != nullptr) tell_completion(op);
}

// The completion function, timed if somebody wants to know.
inline void loop::call(worker& self, operation& op) {
  if (times_callbacks_) return call_timed(self, op);
  operation_access::complete(op);
}

loop::loop(const proactor_options& options)
    : proactor(options.on_failure),
      canceled_{std::make_error_code(std::errc::operation_canceled), 0},
      times_callbacks_(options.callbacks == callback_timing::on || options.tracer != nullptr),
      tracer_(options.tracer) {
  posted_.make_room();
  spare_.make_room();
}

std::size_t loop::run() { return work(no_limit, time_point::max()); }

std::size_t loop::run_for(duration time) { return work(no_limit, saturating_add(now(), time)); }

std::size_t loop::run_one() { return work(1, time_point::max()); }

std::size_t loop::poll() {
  worker self(*this);
  std::size_t count = 0;
  for (int batch = 0; batch < batches_per_poll || !self.posted.empty(); ++batch) {
    if (!next_batch(self, time_point::min())) break;
    const std::size_t ran = run_ready(self, no_limit);
    count += ran;
    if (ran == 0) break;
  }
  return count;
}

void loop::stop() noexcept {
  const std::lock_guard lock(mutex_);
  stopped_.store(true);
  wake_one();
}

submission loop::post(operation& op) {
  refuse_pending(op);
  operation_access::owner(op) = nullptr;
  operation_access::result(op) = succeeded_;
  if (worker* const self = this_worker()) {
    operation_access::set_pending(op, true);
    trace_start(op, operation_kind::post);
    self->counted.started.add();
    self->counted.posts.add();
    ++self->outstanding;
    self->ready.push(op);
  } else {
    const std::lock_guard lock(mutex_);
    posted_.push(op);
    operation_access::set_pending(op, true);
    trace_start(op, operation_kind::post);
    counted_.started.add();
    counted_.posts.add();
    ++outstanding_;
    wake_one();
  }
  return submission::pending;
}

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
  --outstanding_;
  wake_one();
}

void loop::add_guard() noexcept {
  live_guards_.fetch_add(1, std::memory_order_relaxed);
  add_work();
}

void loop::remove_guard() noexcept {
  live_guards_.fetch_sub(1, std::memory_order_relaxed);
  remove_work();
}

submission loop::start_timer(timer_entry& entry, time_point deadline, operation& op) {
  {
    refuse_pending(op);
    const std::lock_guard lock(mutex_);
    if (!entry.queued() && !shutting_down_) {
      entry.deadline = deadline;
      entry.waiting = &op;
      timers_.insert(entry);
      operation_access::set_pending(op, true);
      operation_access::owner(op) = nullptr;
      trace_start(op, operation_kind::timer);
      counted_.started.add();
      counted_.timers_started.add();
      ++outstanding_;
      if (waiting_ != 0 && &timers_.front() == &entry) {
        watcher_ = nullptr;  // whoever watches waits too long now
        wake_one();
      }
      return submission::pending;
    }
  }
  return fail(op, shutting_down_ ? std::make_error_code(std::errc::operation_canceled)
                                 : make_error_code(error::operation_already_pending));
}

void loop::cancel_timer(timer_entry& entry) noexcept {
  operation* waiting = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (!entry.queued()) return;
    timers_.remove(entry);
    waiting = std::exchange(entry.waiting, nullptr);
    counted_.timers_cancelled.add();
  }
  complete(*waiting, canceled_);
}

bool loop::withdraw_timer(timer_entry& entry) noexcept {
  const std::lock_guard lock(mutex_);
  if (!entry.queued()) return false;
  timers_.remove(entry);
  operation& withdrawn = *std::exchange(entry.waiting, nullptr);
  operation_access::result(withdrawn) = canceled_;
  observe_completion(counted_, withdrawn);
  operation_access::set_pending(withdrawn, false);
  counted_.timers_cancelled.add();
  --outstanding_;
  if (outstanding_ == 0) wake_one();
  return true;
}

void loop::move_timer(timer_entry& from, timer_entry& to) noexcept {
  const std::lock_guard lock(mutex_);
  timers_.replace(from, to);
}

void loop::start(operation& op, operation_owner* owner, operation_kind kind) {
  refuse_pending(op);
  operation_access::set_pending(op, true);
  operation_access::owner(op) = owner;
  trace_start(op, kind);
  if (worker* const self = this_worker()) {
    self->counted.started.add();
    ++self->outstanding;
  } else {
    const std::lock_guard lock(mutex_);
    counted_.started.add();
    ++outstanding_;
  }
}

submission loop::finish_at_once(operation& op, const io_result& result) {
  worker* const self = this_worker();
  if (self == nullptr || !operation_access::allows_inline(op) || self->inline_budget == 0) {
    complete(op, result);
    return submission::pending;
  }
  --self->inline_budget;
  --self->outstanding;
  operation_access::result(op) = result;
  self->counted.inline_completions.add();
  observe_completion(self->counted, op);
  operation_access::set_pending(op, false);
  if (operation_owner* const owner = operation_access::owner(op)) {
    owner->detach(op);
    owner->completed();
  }
  return submission::done;
}

void loop::complete(operation& op, const io_result& result) {
  operation_access::result(op) = result;
  if (worker* const self = this_worker()) {
    self->ready.push(op);
  } else {
    const std::lock_guard lock(mutex_);
    injected_.push(op);
    wake_one();
  }
}

void loop::keep_room(timer_entry& entry) {
  const std::lock_guard lock(mutex_);
  timers_.keep_room(entry);
}

void loop::give_back_room(timer_entry& entry) noexcept {
  const std::lock_guard lock(mutex_);
  timers_.give_back_room(entry);
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

void loop::woken() noexcept { this_worker()->woken = true; }

void loop::shut_down() noexcept {
  refuse_child();
  if (workers() != 0) misuse("a proactor was destroyed while a thread was inside its run");
  if (live_guards_.load() != 0) misuse("a proactor was destroyed before its work_guards");
  while (!timers_.empty()) cancel_timer(timers_.front());
  shutting_down_ = true;  // what is started from here on fails
  // More than once: a completion function may call stop, or open another socket.
  while (outstanding_ != 0 || members_ != nullptr) {
    close_members();
    restart();
    try {
      run();
    } catch (...) {
      report({.exception = std::current_exception(),
              .where = "an exception left a completion function while its proactor was destroyed"});
    }
  }
  if (live_timers_.load() != 0) misuse("a proactor was destroyed before its timers");
}

void loop::close_members() noexcept {
  for (loop_member* member = members_; member != nullptr;) {
    loop_member* const next = member->next_;  // closing may take a member off the list
    member->close_with_loop();
    member = next;
  }
}

loop::worker* loop::this_worker() const noexcept { return worker::find(*this); }

std::size_t loop::work(std::size_t most, time_point until) {
  worker self(*this);
  std::size_t count = 0;
  while (count < most && next_batch(self, until)) {
    count += run_ready(self, most - count);
    if (until != time_point::max() && now() >= until) break;
  }
  return count;
}

// Fills the worker's ready queue from every source, waiting if they are all empty. False: return
// from run.
//
// Timers come last: which of them are due is decided by a time that was read before the system was
// asked, so after a stall whatever came in time runs before the limit that it met.
bool loop::next_batch(worker& self, time_point until) {
  duration timeout = duration::zero();
  const std::size_t left_over = self.ready.size();
  std::optional<time_point> due;
  bool alone = false;
  bool idle = false;
  {
    const std::lock_guard lock(mutex_);
    if (stopped()) return false;
    alone = is_alone();
    collect(self, alone);
    due = time_if_timers_are_due();
    idle = self.ready.empty() && self.posted.empty() && !due;
    if (idle) {
      if (nothing_outstanding(self)) return false;
      timeout = prepare_to_wait(self, until);
    } else if (!due) {
      leave_timers_watched();
    }
  }
  self.posted.move_to(self.ready, posts_per_batch);
  look(self, timeout, due && alone);
  if (idle || self.woken || due) {
    const std::lock_guard lock(mutex_);
    take_wait_back(self);
    if (due) take_expired(self, *due, alone);
    if (!self.ready.empty()) leave_timers_watched();
  }
  const std::size_t fresh = self.ready.size() - left_over;
  if (fresh != 0) observe_batch(self, fresh);
  self.rounds = rounds_for(fresh, left_over);
  return true;
}

// With the mutex held, as the functions below.
bool loop::is_alone() const noexcept { return awake_ + waiting_ == 1; }

// What other threads have completed and posted.
void loop::collect(worker& self, bool alone) {
  if (!alone) {
    take_share(self);
  } else {
    self.ready.take(injected_, no_limit);
    if (self.posted.empty()) self.posted.swap(posted_);
  }
  if (!injected_.empty() || !posted_.empty()) wake_one();
}

// One share of both together. Half of it is kept for what was posted, so that neither can hold up
// the other for ever.
void loop::take_share(worker& self) noexcept {
  const std::size_t least = injected_.empty() || posted_.empty() ? 1 : 2;
  const std::size_t share =
      std::max(least, share_of(injected_.size() + posted_.size(), awake_ + waiting_));
  const std::size_t kept = std::min(share / 2, posted_.size());
  const std::size_t completed = std::min(share - kept, injected_.size());
  self.ready.take(injected_, completed);
  posted_.move_to(self.ready, share - completed);
}

std::optional<loop::time_point> loop::time_if_timers_are_due() {
  if (timers_.empty()) return std::nullopt;
  const time_point time = now();
  return timers_.earliest() <= time ? std::optional(time) : std::nullopt;
}

// Those that were due at `time`. One of several workers takes its share of them and wakes another
// one for the rest.
void loop::take_expired(worker& self, time_point time, bool alone) {
  const std::size_t all = awake_ + waiting_;
  std::size_t left =
      alone ? timers_per_batch : share_of(timers_.count_due(time, all * share_of_many), all);
  for (; !timers_.empty() && timers_.earliest() <= time; --left) {
    if (left == 0) return wake_one();
    operation& expired = *std::exchange(timers_.pop().waiting, nullptr);
    operation_access::result(expired) = succeeded_;
    self.counted.timers_expired.add();
    self.ready.push(expired);
  }
}

// The worker is awake again. A wake that reached it may have been for a stop or for work that it
// has not taken, and the completion functions that it runs first may take long: another worker gets
// it then.
void loop::take_wait_back(worker& self) noexcept {
  if (std::exchange(self.waiting, false)) {
    --waiting_;
    ++awake_;
  }
  if (watcher_ == &self) watcher_ = nullptr;
  if (!std::exchange(self.woken, false)) return;
  wake_in_flight_ = false;
  if (self.ready.empty()) return;
  if (stopped() || !injected_.empty() || !posted_.empty()) wake_one();
}

// A worker that has something to run calls this first, because its completion functions may take
// long, and then somebody else has to look at the next timer. It may have been the watcher itself,
// or the wake for a new timer may have reached it. Nobody is woken where a waiting worker looks in
// time by itself, as it nearly always does.
void loop::leave_timers_watched() noexcept {
  if (watcher_ != nullptr || waiting_ == 0 || timers_.empty()) return;
  if (!somebody_looks_in_time(timers_.earliest())) wake_one();
}

bool loop::somebody_looks_in_time(time_point deadline) const noexcept {
  for (const worker* each = running_; each != nullptr; each = each->next_) {
    if (each->waiting && each->looks_at - watcher_patience <= deadline) return true;
  }
  return false;
}

// Without the mutex. A lone worker takes all that has completed before its timers expire. It ends:
// what completes here is not started again meanwhile, and a look that completed nothing is the
// last, as parts of a large transfer may come for ever.
void loop::look(worker& self, duration timeout, bool for_all) {
  std::size_t before = 0;
  do {
    before = self.ready.size();
    if (!wait(std::exchange(timeout, duration::zero()))) return;
  } while (for_all && self.ready.size() != before);
}

bool loop::nothing_outstanding(worker& self) noexcept {
  outstanding_ += std::exchange(self.outstanding, 0);
  return outstanding_ == 0 && awake_ == 1;
}

// One worker, the watcher, waits for the next timer; the others a little longer, in case it is held
// up when the time comes.
loop::duration loop::prepare_to_wait(worker& self, time_point until) {
  time_point deadline = until;
  bool watches = false;
  if (!timers_.empty()) {
    watches = watcher_ == nullptr;
    const duration patience = watches ? duration::zero() : duration(watcher_patience);
    deadline = std::min(deadline, saturating_add(timers_.earliest(), patience));
  }
  duration timeout = forever;
  self.looks_at = time_point::max();
  if (deadline != time_point::max()) {
    const time_point time = now();
    self.looks_at = std::min(deadline, time + longest_wait);
    timeout = self.looks_at - std::min(self.looks_at, time);
  }
  if (timeout > duration::zero()) {
    if (watches) watcher_ = &self;
    self.waiting = true;
    --awake_;
    ++waiting_;
  }
  return timeout;
}

std::size_t loop::run_ready(worker& self, std::size_t most) {
  std::size_t count = 0;
  for (; self.rounds != 0 && !self.ready.empty(); --self.rounds) {
    // What becomes ready meanwhile is for the next round.
    for (std::size_t left = self.ready.size(); left != 0; --left) {
      run_one(self, self.ready.pop());
      if (++count == most || stopped_.load(std::memory_order_relaxed)) return count;
    }
  }
  return count;
}

void loop::run_one(worker& self, operation& op) {
  struct announcement {
    operation_owner* owner;
    ~announcement() {
      if (owner != nullptr) owner->completed();
    }
  };
  const announcement afterwards{std::exchange(operation_access::owner(op), nullptr)};
  self.inline_budget = inline_completions_in_a_row;
  --self.outstanding;
  operation_access::set_pending(op, false);
  if (afterwards.owner != nullptr) afterwards.owner->detach(op);
  if (shutting_down_ && ends_with_its_loop(op, afterwards.owner)) {
    operation_access::result(op).error = canceled_.error;
  }
  observe_completion(self.counted, op);
  call(self, op);
}

// The mutex is held. A thread that is awake looks at everything before it waits, so only a waiting
// one needs a wake, and one in flight serves all: the worker that it reaches passes it on.
void loop::wake_one() noexcept {
  if (waiting_ == 0 || wake_in_flight_) return;
  wake_in_flight_ = true;
  counted_.wakes.add();
  wake();
}

}  // namespace naru::detail
