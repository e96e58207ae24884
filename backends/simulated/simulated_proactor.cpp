#include "simulated/simulated_proactor.hpp"

#include <naru/detail/misuse.hpp>

#include <algorithm>
#include <cassert>
#include <exception>
#include <utility>
#include <vector>

#include "contract/nothing_to_happen.hpp"
#include "simulated/simulated_listener.hpp"
#include "simulated/simulated_resolver.hpp"
#include "simulated/simulated_stream.hpp"

namespace naru::detail {

/// The events at which the next timer of a proactor is due, or its host goes on after a stall. A
/// timer that is cancelled leaves its event behind; the clock does not move for it.
///
/// An event is planned only if none comes by then anyway. So each is earlier than those that were
/// planned before it, and their number does not grow with that of the timers.
class simulated_proactor::alarm final : public event_target,
                                        public std::enable_shared_from_this<alarm> {
 public:
  explicit alarm(simulated_proactor& owner) noexcept : owner_(&owner) {}

  void leave() noexcept { owner_ = nullptr; }
  void plan(timeline& time, time_point when) {
    if (when == time_point::max()) return;
    when = std::max(when, time.now());
    if (!planned_.empty() && planned_.back() <= when) return;
    if (planned_.size() == planned_.capacity()) planned_.reserve(2 * planned_.size() + 8);
    time.plan(when, shared_from_this(), 0);
    planned_.push_back(when);  // has room
  }

  [[nodiscard]] bool is_wanted(time_point when) override {
    if (owner_ == nullptr) return false;
    return owner_->is_stalled_ || owner_->next_timer() <= owner_->host_.clock.shown_at(when);
  }
  void happen(std::uint64_t) override {
    assert(!planned_.empty());
    planned_.pop_back();
    if (owner_ == nullptr) return;
    const time_point next = owner_->next_timer();
    if (owner_->is_stalled_ || next <= owner_->now()) {
      owner_->world_.hosts.mark(*owner_);
    } else {
      owner_->plan_timer(next);
    }
  }

 private:
  simulated_proactor* owner_;
  std::vector<time_point> planned_;  // the times of the events to come, the next one last
};

/// Marks a proactor if an exception leaves its turn or its wait. A wake and timers may be left
/// then, and nobody else would look at them.
class simulated_proactor::look_again_if_left {
 public:
  explicit look_again_if_left(simulated_proactor& owner) noexcept : owner_(owner) {}
  look_again_if_left(const look_again_if_left&) = delete;
  look_again_if_left& operator=(const look_again_if_left&) = delete;
  ~look_again_if_left() {
    if (std::uncaught_exceptions() > before_) owner_.world_.hosts.mark(owner_);
  }

 private:
  simulated_proactor& owner_;
  const int before_ = std::uncaught_exceptions();
};

simulated_proactor::simulated_proactor(world& around, network_host& host,
                                       const proactor_options& options)
    : system_proactor(options, /*is_driven=*/true),
      world_(around),
      host_(host),
      number_(++host.proactors_made),
      calls_(around, host),
      datagram_calls_(around, host),
      alarm_(std::make_shared<alarm>(*this)),
      deferred_(std::make_shared<deferred_work>(around, host, static_cast<services&>(*this))) {
  world_.hosts.add(*this);
}

simulated_proactor::~simulated_proactor() {
  shut_down();
  alarm_->leave();
  world_.hosts.remove(*this);
}

stream_pointer simulated_proactor::make_stream() {
  return stream_pointer(new simulated_stream(*this));
}

simulated_proactor::new_listener simulated_proactor::make_listener(const listen_options& options) {
  return new_listener(new simulated_listener(*this, options));
}

resolver_pointer simulated_proactor::make_resolver() {
  return resolver_pointer(new simulated_resolver(*this));
}

signal_pointer simulated_proactor::watch_signals(std::span<const signal_kind> kinds,
                                                 std::error_code& error) {
  signal_mask mask = 0;
  for (const signal_kind kind : kinds) mask |= bit(kind);
  auto* const watch = new signal_watch(*this, mask, host_);
  signal_pointer watching(watch);
  host_.add(*watch);
  error.clear();
  return watching;
}

std::uint32_t simulated_proactor::random_seed() noexcept {
  return static_cast<std::uint32_t>(world_.random.next());
}

// Who waits has started something that must not be left alone, so there is no way back.
void simulated_proactor::let_happen() {
  world_.hosts.refuse_other_threads();
  if (world_.hosts.step(time_point::max())) return;
  misuse("a simulated program waits outside of run, and nothing is left in its world to happen");
}

// Planned first, because that may throw. An event for which no timer is started has no effect.
submission simulated_proactor::start_timer(timer_entry& entry, time_point deadline, operation& op) {
  plan_timer(deadline);
  return loop::start_timer(entry, deadline, op);
}

void simulated_proactor::restart() noexcept {
  loop::restart();
  world_.hosts.mark(*this);
}

void simulated_proactor::plan_turn(time_point when) { alarm_->plan(world_.time, when); }

// A timer that is due already is no event, because a look would take it for something that came.
void simulated_proactor::plan_next() {
  const time_point next = next_timer();
  if (next <= now()) {
    world_.hosts.mark(*this);
  } else {
    plan_timer(next);
  }
}

// A stopped proactor has no turn until restart marks it, or it would mark itself for what it
// leaves.
bool simulated_proactor::take_turn() {
  if (runs_on_this_thread() || stopped()) return false;
  is_stalled_ = host_.stalled_until > world_.time.now();
  if (is_stalled_) {
    plan_turn(host_.stalled_until);
    return false;
  }
  struct turn {
    bool& has_it;
    explicit turn(bool& flag) noexcept : has_it(flag) { has_it = true; }
    ~turn() { has_it = false; }
  } const mine(has_turn_);
  const look_again_if_left left_over(*this);
  if (std::exchange(is_woken_, false)) forget_wake();
  const time_point began = world_.time.now();
  poll();
  if (world_.record != nullptr) note_turn(began, driver::turn_time);
  plan_next();
  return true;
}

// `rest` is how long the turn goes on from here. A turn in which nothing completed is not noted.
void simulated_proactor::note_turn(time_point began, duration rest) {
  const std::uint64_t completed = counters().completed;
  const std::uint64_t completions = completed - std::exchange(noted_completions_, completed);
  if (completions == 0) return;
  world_.record->add_turn(host_.number(), number_, began, rest, completions);
}

void simulated_proactor::wake() noexcept {
  world_.hosts.refuse_other_threads();
  is_woken_ = true;
  world_.hosts.mark(*this);
}

void simulated_proactor::add_told(network_watcher& socket) noexcept {
  told_.add(socket);
  world_.hosts.mark(*this);
}

void simulated_proactor::take_wake() {
  if (std::exchange(is_woken_, false)) woken();
}

void simulated_proactor::step_until(time_point limit) {
  if (world_.hosts.step(limit, &host_) || limit != time_point::max()) return;
  if (shutting_down()) {
    misuse("a simulated proactor was destroyed before an operation that nothing can end");
  }
  throw nothing_to_happen("a simulated proactor waits, and nothing is left in its world to happen");
}

// The time of a wait goes on while the host is stalled. A proactor is destroyed by the test, which
// no stall holds up.
void simulated_proactor::wait_for_host() {
  while (!shutting_down() && world_.time.now() < host_.stalled_until)
    step_until(host_.stalled_until);
}

// Returns the time that the clock of the host shows then. time_point::max(): never.
simulated_proactor::time_point simulated_proactor::after(duration time) const noexcept {
  return time < time_point::max() - now() ? now() + time : time_point::max();
}

// The driver lets everything happen that is due before it runs a proactor.
bool simulated_proactor::wait(duration timeout) {
  world_.hosts.refuse_other_threads();
  const bool was_woken = is_woken_;
  take_wake();
  if (has_turn_) return told_.look();
  if (world_.record != nullptr) note_turn(waited_until_, {});
  const bool due = let_world_go_on(timeout, was_woken);
  waited_until_ = world_.time.now();
  return due;
}

// Returns true if something may have become ready.
bool simulated_proactor::let_world_go_on(duration timeout, bool was_woken) {
  const look_again_if_left left_over(*this);
  const time_point end = host_.clock.time_of(after(timeout));
  wait_for_host();
  if (timeout <= duration::zero() || was_woken || !told_.empty()) {
    plan_next();
    const bool some = world_.hosts.look(&host_);
    return told_.look() || some;
  }
  step_until(end);
  told_.look();
  take_wake();
  plan_next();  // this may be the last wait of its run
  return true;
}

}  // namespace naru::detail
