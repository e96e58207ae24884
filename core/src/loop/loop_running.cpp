// The scheduler of a loop: how a thread inside run takes what is ready, waits, and calls completion
// functions.
#include <algorithm>
#include <cassert>
#include <utility>

#include "loop/loop_operations.hpp"
#include "loop/rounds.hpp"

namespace naru::detail {
namespace {

// How many operations may finish at once in one completion function and in those that run after it
// for that reason. The next ones go through the ready queue like all others.
constexpr int completions_at_once = 16;

// poll returns after this many batches and the posted work that it has taken, even if something is
// always ready.
constexpr int batches_per_poll = 64;

// The upper limit of the share that one of several workers takes at once, of posted and completed
// operations or of expired timers.
constexpr std::size_t share_of_many = 16;

// The longest time that expired timers wait for looks at the system that complete no operation.
constexpr auto vain_looks_max = std::chrono::milliseconds(2);

// At most this many expired timers, and this many posted operations, run in one batch. That is few
// enough to be still in the cache when they run.
constexpr std::size_t timers_per_batch = 1024;
constexpr std::size_t posts_per_batch = 1024;

// The longest single wait for a timer. A wait does not advance while the machine is suspended, so
// the clock is looked at this often. And Asio adds the length of a wait to the current time, which
// must not overflow.
constexpr auto longest_wait = std::chrono::seconds(10);

// If the worker that watched the timers is held up in a completion function, another worker steps
// in this much after the deadline.
constexpr auto watcher_patience = std::chrono::milliseconds(10);

loop::time_point saturating_add(loop::time_point start, loop::duration time) noexcept {
  const bool countable = time <= loop::time_point::max() - start;
  return countable ? start + time : loop::time_point::max();
}

// How many of `size` operations one of several workers takes. A worker takes only its share,
// because all that it takes waits for the first completion function, which may take long.
std::size_t share_of(std::size_t size, std::size_t workers) noexcept {
  return std::clamp<std::size_t>(size / workers, 1, share_of_many);
}

// Whether the result of `op` becomes operation_canceled if it runs while its proactor is destroyed,
// although it had completed before. This is so for operations that belong to no socket (posted
// work, timers, and what begin has started), and for an accept, because the shutdown has closed its
// connection already.
bool ends_with_its_loop(operation& op, const operation_owner* owner) noexcept {
  return owner == nullptr || operation_access::kind(op) == operation_kind::accept;
}

}  // namespace

std::size_t loop::run() { return work(no_limit, time_point::max()); }

std::size_t loop::run_for(duration time) { return work(no_limit, saturating_add(now(), time)); }

std::size_t loop::run_one() { return work(1, time_point::max()); }

std::size_t loop::poll() {
  worker self(*this);
  std::size_t count = 0;
  for (int batch = 0; batch < batches_per_poll || self.posts_taken != 0; ++batch) {
    if (!next_batch(self, time_point::min())) break;
    const std::size_t ran = run_ready(self, no_limit);
    count += ran;
    if (ran == 0) break;
  }
  return count;
}

std::size_t loop::work(std::size_t most, time_point until) {
  worker self(*this);
  std::size_t count = 0;
  while (count < most && next_batch(self, until)) {
    count += run_ready(self, most - count);
    if (until != time_point::max() && now() >= until) break;
  }
  return count;
}

// Fills the worker's ready queue from every source, and waits if all of them are empty. Returns
// false if the loop was stopped or nothing is outstanding.
//
// The clock is read, then the system is asked, and then the timers that were due at that time are
// taken. So after a stall an operation that completed before its time limit also runs before that
// limit, if this worker is the only one.
bool loop::next_batch(worker& self, time_point until) {
  duration timeout = duration::zero();
  const std::size_t left_over = self.ready.size();
  std::optional<time_point> due;
  bool alone = false;
  bool idle = false;
  {
    const std::lock_guard lock(mutex_);
    assert(awake_ != 0 && !self.waiting);
    assert(watcher_ == nullptr || watcher_->waiting);  // invariant: watcher-waits
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
  self.posted.move_to(self.ready, posts_per_batch, [this](operation& op) { prepare_post(op); });
  self.posts_taken -= std::min(self.posts_taken, posts_per_batch);
  self.posted.grow_if_needed();
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

// This function and those below it need the mutex, up to and without look.
bool loop::is_alone() const noexcept { return awake_ + waiting_ == 1; }

// Takes operations that other threads completed or posted, and those that a worker left when it
// returned.
void loop::collect(worker& self, bool alone) {
  if (!alone) {
    take_share(self);
  } else {
    self.ready.take(injected_, no_limit);
    if (self.posted.empty()) {
      count_posts(self, posted_.size());
      self.posted.swap(posted_);
      self.posts_taken = self.posted.size();
    }
  }
  if (!injected_.empty() || !posted_.empty()) wake_one();
}

// These two do the rest of a post, on the thread that takes it.
void loop::prepare_post(operation& op) const noexcept {
  assert(op.pending());
  operation_access::owner(op) = nullptr;
  operation_access::result(op) = succeeded_;
}

void loop::count_posts(worker& self, std::size_t posts) noexcept {
  self.counted.started.add(posts);
  self.counted.posts.add(posts);
  self.outstanding += static_cast<std::int64_t>(posts);
}

// Takes one share of completed and posted operations together. Half of the share is reserved for
// posted ones, so that neither kind can hold up the other for ever.
void loop::take_share(worker& self) noexcept {
  const std::size_t least = injected_.empty() || posted_.empty() ? 1 : 2;
  const std::size_t share =
      std::max(least, share_of(injected_.size() + posted_.size(), awake_ + waiting_));
  const std::size_t kept = std::min(share / 2, posted_.size());
  const std::size_t completed = std::min(share - kept, injected_.size());
  assert(completed <= share && kept <= share);
  self.ready.take(injected_, completed);
  const std::size_t before = posted_.size();
  posted_.move_to(self.ready, share - completed, [this](operation& op) { prepare_post(op); });
  count_posts(self, before - posted_.size());
}

std::optional<loop::time_point> loop::time_if_timers_are_due() {
  if (timers_.empty()) return std::nullopt;
  const time_point time = now();
  return timers_.earliest() <= time ? std::optional(time) : std::nullopt;
}

// Takes the timers that were due at `time`. If there are several workers, this one takes its share
// and wakes another one for the rest.
void loop::take_expired(worker& self, time_point time, bool alone) {
  const std::size_t all = awake_ + waiting_;
  std::size_t left =
      alone ? timers_per_batch : share_of(timers_.count_due(time, all * share_of_many), all);
  for (; !timers_.empty() && timers_.earliest() <= time; --left) {
    if (left == 0) return wake_one();
    timer_entry& entry = timers_.pop();
    operation& expired = *std::exchange(entry.waiting, nullptr);
    assert(expired.pending());
    operation_access::result(expired) = succeeded_;
    self.counted.count_expired(entry.deadline, time);
    self.ready.push(expired);
  }
}

// Counts the worker as awake again. If a wake has ended its wait, that wake may be for a stop or
// for work that it has not taken. A worker that has something else to run first wakes another
// worker for that, because its completion functions may take long.
void loop::take_wait_back(worker& self) noexcept {
  if (std::exchange(self.waiting, false)) {
    assert(waiting_ != 0);
    --waiting_;
    ++awake_;
  }
  if (watcher_ == &self) watcher_ = nullptr;
  if (!std::exchange(self.woken, false)) return;
  assert(wake_in_flight_);  // invariant: one-wake-in-flight
  wake_in_flight_ = false;
  if (self.ready.empty()) return;
  if (stopped() || !injected_.empty() || !posted_.empty()) wake_one();
}

// A worker that has something to run calls this first. Its completion functions may take long, so
// another worker has to look at the next timer: the calling worker may have been the watcher, or
// the wake for a new timer may have reached it. No worker is woken if the wait of another one ends
// in time, which is nearly always so.
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

// The mutex must not be held, because this waits. If `for_all`, it takes everything that the system
// has completed, so that timers expire after that. An operation that completes here does not start
// again meanwhile. But a look may complete none: it finds bytes that nobody waits for, or a part of
// a large transfer, which could keep it here for ever. So the time of such looks is limited.
void loop::look(worker& self, duration timeout, bool for_all) {
  time_point last_gain = for_all ? now() : time_point();
  for (;;) {
    const std::size_t before = self.ready.size();
    if (!wait(std::exchange(timeout, duration::zero())) || !for_all) return;
    const time_point time = now();
    if (self.ready.size() != before) {
      last_gain = time;
    } else if (time - last_gain >= vain_looks_max) {
      return;
    }
  }
}

// Needs the mutex.
bool loop::nothing_outstanding(worker& self) noexcept {
  outstanding_ += std::exchange(self.outstanding, 0);
  assert(awake_ != 1 || outstanding_ >= 0);  // invariant: outstanding-is-exact
  return outstanding_ == 0 && awake_ == 1;
}

// Needs the mutex. One worker, the watcher, waits until the next timer is due. The others wait a
// little longer and step in if the worker that watched is held up when the time comes.
loop::duration loop::prepare_to_wait(worker& self, time_point until) {
  assert(self.ready.empty() && self.posted.empty() && self.outstanding == 0);
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
    assert(!self.waiting && awake_ != 0);
    self.waiting = true;
    --awake_;
    ++waiting_;
  }
  return timeout;
}

void loop::run_one(worker& self, operation& op) {
  struct announcement {
    operation_owner* owner;
    ~announcement() {
      if (owner != nullptr) owner->completed();
    }
  };
  const announcement afterwards{std::exchange(operation_access::owner(op), nullptr)};
  assert(op.pending());  // invariant: pending-until-completion
  --self.outstanding;
  operation_access::set_pending(op, false);
  if (afterwards.owner != nullptr && afterwards.owner->asks_for_detach()) {
    afterwards.owner->detach(op);
  }
  if (shutting_down_ && ends_with_its_loop(op, afterwards.owner)) {
    operation_access::result(op).error = canceled_.error;
  }
  observe_completion(self.counted, op);
  call(self, op);
}

std::size_t loop::run_ready(worker& self, std::size_t most) {
  assert(most != 0);
  std::size_t count = 0;
  for (; self.rounds != 0 && !self.ready.empty(); --self.rounds) {
    // An operation that becomes ready meanwhile waits for the next round.
    for (std::size_t left = self.ready.size(); left != 0; --left) {
      count += run_with_followers(self, self.ready.pop(), most - count);
      if (count == most || stopped_.load(std::memory_order_relaxed)) return count;
    }
  }
  return count;
}

// Runs `op`, and then the operations that finish at once inside its completion function. They do
// not wait for the ready queue: a connection whose peer is quick would wait for all others there,
// and the peer of each other one would answer meanwhile and overtake those that wait in the system.
std::size_t loop::run_with_followers(worker& self, operation& op, std::size_t most) {
  assert(self.at_once.empty());  // invariant: at-once-runs-first
  self.at_once_budget = completions_at_once;
  std::size_t count = 0;
  for (operation* next = &op; next != nullptr; next = self.at_once.pop()) {
    run_one(self, *next);
    if (++count == most || stopped_.load(std::memory_order_relaxed)) break;
  }
  self.at_once_budget = 0;
  // The rest waits in front. A restart may undo the stop before the loop has noticed it.
  if (!self.at_once.empty()) self.put_back_what_finished_at_once();
  return count;
}

}  // namespace naru::detail
