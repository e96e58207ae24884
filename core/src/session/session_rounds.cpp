// The rounds of a host: when they come, and the sessions that they look at.
#include <naru/detail/proactor_access.hpp>

#include <algorithm>
#include <cassert>
#include <memory>
#include <mutex>
#include <new>

#include "session/saturating_time.hpp"
#include "session/session_core.hpp"
#include "session/session_host.hpp"
#include "session/spare_segments.hpp"

namespace naru::detail {

// Needs the lock. If the rounds become more frequent, the pending one is cancelled, because it may
// be far away: a cancelled round only plans the next one.
void session_host::set_round_interval(proactor::duration interval) noexcept {
  const bool sooner = interval < round_interval_;
  round_interval_ = interval;
  {
    const std::lock_guard lock(wheel_lock_);
    wheel_.set_step(interval);
  }
  if (sooner && round_pending_) proactor_access::cancel_timer(owner_, round_entry_);
}

bool session_host::round_is_pending() const noexcept {
  const guard lock(mutex_);
  return round_pending_;
}

// Needs the lock. Notes when the next round is due, which is not after `latest`, and returns that.
// `now` is the time by the clock.
proactor::time_point session_host::plan_round(proactor::time_point now,
                                              proactor::time_point latest) noexcept {
  const proactor::time_point due = std::min(latest, now + until_next_round(pace_.time_of(now)));
  round_due_ = due;
  pace_.expect(due);
  const std::lock_guard lock(wheel_lock_);
  wheel_.expect(pace_.time_of(due));
  return due;
}

// Needs the lock. The round is pending whenever there are sessions. A session for which this throws
// is not put into the registry.
void session_host::arm_round(proactor::time_point due) {
  if (round_pending_ || registry_.size() == 0) return;
  proactor_access::start_timer(owner_, round_entry_, due, round_);
  kept_ = shared_from_this();
  round_pending_ = true;
}

// Needs the lock. A stop may have come while the loop was held up. The rest of that time must not
// count for the drain, so the drain begins with the first round after the stop.
proactor::duration session_host::until_next_round(proactor::time_point now) noexcept {
  if (drain_stage_ == drain_stage::asked) {
    drained_by_ = saturating_add(now, drain_);
    drain_stage_ = drain_stage::counted;
  }
  if (drain_stage_ != drain_stage::counted) return round_interval_;
  return std::clamp(drained_by_ - now, proactor::duration::zero(), round_interval_);
}

// The next round is planned before this one begins. So the time that this round takes counts for no
// limit, and the rounds are one step of the wheel apart. A program may change limits more often
// than rounds come, and each change may cancel a round. So a cancelled round plans none that is
// later than it was due itself, and if it was due already, it is made.
void session_host::on_round(io_result result) {
  const std::shared_ptr<session_host> alive = shared_from_this();
  const proactor::time_point began = owner_.now();
  const proactor::time_point now = pace_.arrive(began);
  constexpr auto never = (proactor::time_point::max)();
  proactor::time_point due;
  proactor::duration interval;
  bool has_come = false;
  {
    const guard lock(mutex_);
    has_come = !result.error || began >= round_due_;
    due = plan_round(began, has_come ? never : round_due_);
    interval = round_interval_;
  }
  if (has_come) make_round(now);
  give_spare_memory_back(began, registry_.size() == 0 ? spare::all : spare::unneeded);
  const guard lock(mutex_);
  round_pending_ = false;
  kept_.reset();
  // A stop or a shorter limit may have come meanwhile, and has found no round to cancel.
  if (drain_stage_ == drain_stage::asked || round_interval_ < interval) {
    due = plan_round(owner_.now(), due);
  }
  arm_round_again(due);
}

// Needs the lock. If there is no memory for a timer, the loop runs the round again at once, which
// needs none.
void session_host::arm_round_again(proactor::time_point due) noexcept {
  try {
    arm_round(due);
  } catch (const std::bad_alloc&) {
    kept_ = shared_from_this();
    round_pending_ = true;
    owner_.begin(round_);
    owner_.complete(round_, {});
  }
}

void session_host::make_round(proactor::time_point now) noexcept {
  {
    const std::lock_guard lock(wheel_lock_);
    wheel_.begin_round();
  }
  if (is_drained(now)) {
    registry_.for_each([](session_base& each) {
      session_core::of(each)->end(close_reason::server_stopped, close_mode::reset);
    });
  }
  while (const std::shared_ptr<session_base> due = take_due()) {
    session_core::of(*due)->check_times(now);
  }
}

bool session_host::is_drained(proactor::time_point now) noexcept {
  const guard lock(mutex_);
  const bool counted = drain_stage_ == drain_stage::counted && now >= drained_by_;
  if (counted) drain_stage_ = drain_stage::over;
  return drain_stage_ == drain_stage::over;
}

// A session leaves the wheel before it leaves the registry, so it is alive here.
std::shared_ptr<session_base> session_host::take_due() noexcept {
  const std::lock_guard lock(wheel_lock_);
  auto* const due = static_cast<limited_session*>(wheel_.take_due());
  return due != nullptr ? due->session.shared_from_this() : nullptr;
}

void session_host::look_at(limited_session& limited, proactor::time_point deadline) noexcept {
  const std::lock_guard lock(wheel_lock_);
  wheel_.put(limited, deadline);
}

void session_host::forget(limited_session& limited) noexcept {
  const std::lock_guard lock(wheel_lock_);
  wheel_.remove(limited);
}

}  // namespace naru::detail
