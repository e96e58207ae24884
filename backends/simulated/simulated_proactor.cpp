#include "simulated/simulated_proactor.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "simulated/simulated_listener.hpp"
#include "simulated/simulated_resolver.hpp"
#include "simulated/simulated_stream.hpp"

namespace naru::detail {

/// The event at which the next timer of a proactor is due, or its host goes on after a stall. A
/// timer that is cancelled leaves it behind; then it is planned anew, and the clock does not move
/// for it.
class simulated_proactor::alarm final : public event_target {
 public:
  explicit alarm(simulated_proactor& owner) noexcept : owner_(&owner) {}

  void leave() noexcept { owner_ = nullptr; }
  [[nodiscard]] time_point planned() const noexcept { return planned_; }
  void note(time_point when) noexcept { planned_ = when; }

  [[nodiscard]] bool is_wanted(time_point when) override {
    return owner_ != nullptr && (owner_->is_stalled_ || owner_->next_timer() <= when);
  }
  void happen(std::uint64_t) override {
    if (owner_ == nullptr) return;
    planned_ = time_point::max();
    const time_point next = owner_->next_timer();
    if (owner_->is_stalled_ || next <= owner_->now()) {
      owner_->world_.hosts.mark(*owner_);
    } else if (next != time_point::max()) {
      owner_->plan_alarm(next);
    }
  }

 private:
  simulated_proactor* owner_;
  time_point planned_ = time_point::max();
};

simulated_proactor::simulated_proactor(world& around, network_host& host,
                                       const proactor_options& options)
    : system_proactor(options, /*is_driven=*/true),
      world_(around),
      host_(host),
      calls_(around, host),
      datagram_calls_(around, host),
      alarm_(std::make_shared<alarm>(*this)) {
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

submission simulated_proactor::start_timer(timer_entry& entry, time_point deadline, operation& op) {
  const submission started = loop::start_timer(entry, deadline, op);
  plan_alarm(deadline);
  return started;
}

void simulated_proactor::restart() noexcept {
  loop::restart();
  world_.hosts.mark(*this);
}

void simulated_proactor::plan_alarm(time_point when) {
  if (when >= alarm_->planned()) return;
  alarm_->note(when);
  world_.time.plan(when, alarm_, 0);
}

bool simulated_proactor::take_turn() {
  if (runs_on_this_thread()) return false;
  is_stalled_ = host_.stalled_until > now();
  if (is_stalled_) {
    plan_alarm(host_.stalled_until);
    return false;
  }
  struct turn {
    bool& has_it;
    explicit turn(bool& flag) noexcept : has_it(flag) { has_it = true; }
    ~turn() { has_it = false; }
  } const mine(has_turn_);
  if (std::exchange(is_woken_, false)) forget_wake();
  poll();
  plan_alarm(next_timer());
  return true;
}

void simulated_proactor::wake() noexcept {
  world_.hosts.refuse_other_threads();
  is_woken_ = true;
  world_.hosts.mark(*this);
}

void simulated_proactor::take_wake() {
  if (std::exchange(is_woken_, false)) woken();
}

// A proactor that the driver runs finds everything that is due in its queues already.
bool simulated_proactor::wait(duration timeout) {
  world_.hosts.refuse_other_threads();
  const bool was_woken = is_woken_;
  take_wake();
  if (has_turn_) return false;
  while (now() < host_.stalled_until) world_.hosts.step(host_.stalled_until, &host_);
  if (timeout <= duration::zero() || was_woken) {
    plan_alarm(next_timer());
    return world_.hosts.look(&host_);
  }
  const time_point end = timeout == forever ? time_point::max() : now() + timeout;
  if (!world_.hosts.step(end, &host_) && end == time_point::max()) {
    throw std::logic_error(
        "a simulated proactor waits, and nothing is left in its world to happen");
  }
  take_wake();
  plan_alarm(next_timer());  // this may be the last wait of its run
  return true;
}

}  // namespace naru::detail
