#include "functions/function_timers.hpp"

#include <naru/detail/proactor_access.hpp>
#include <naru/detail/timer_entry.hpp>

#include <algorithm>
#include <cassert>
#include <exception>
#include <mutex>
#include <new>
#include <stdexcept>
#include <utility>

namespace naru::detail {

class function_timers::entry final : public operation {
 public:
  explicit entry(function_timers& timers) noexcept : operation(&on_due), home(timers) {}

  [[nodiscard]] tick next_tick(proactor::time_point now) noexcept {
    const std::uint64_t missed = std::exchange(skipped, 0) + pass(now);
    number += 1 + missed;
    return {number, missed};
  }
  void skip(proactor::time_point now) noexcept { skipped += 1 + pass(now); }
  /// Passes a beat that is due, and returns how many later ones are due too and are missed.
  std::uint64_t pass(proactor::time_point now) noexcept {
    const auto missed = now > due ? static_cast<std::uint64_t>((now - due) / period) : 0;
    due += period * static_cast<proactor::duration::rep>(1 + missed);
    return missed;
  }

  function_timers& home;
  timer_entry timer;
  proactor::time_point due;
  once_function function;  // runs once, or:
  std::unique_ptr<recurring> again;
  proactor::duration period{};
  std::uint64_t number = 0;
  std::uint64_t skipped = 0;   // beats since the last one that ran
  std::shared_ptr<void> kept;  // while the timer is started: the place
  entry* next = nullptr;
  entry** link = nullptr;  // the pointer that leads here
};

/// A recurring function on its way through its place. If the place does not run it, this beat is
/// skipped.
class function_timers::beat {
 public:
  beat(entry& due, std::shared_ptr<void> kept) noexcept : due_(&due), kept_(std::move(kept)) {}
  beat(beat&& other) noexcept = default;
  ~beat() {
    if (kept_ != nullptr) due_->home.skip_beat(*due_, kept_);
  }
  void operator()() {
    const std::shared_ptr<void> kept = std::move(kept_);
    due_->home.run_beat(*due_, kept);
  }

 private:
  entry* due_;
  std::shared_ptr<void> kept_;
};

function_timers::~function_timers() {
  while (active_ != nullptr) delete std::exchange(active_, active_->next);
  while (spare_ != nullptr) delete std::exchange(spare_, spare_->next);
}

bool function_timers::after(proactor::duration time, once_function function) {
  auto prepared = take_spare();
  prepared->due = deadline_after(owner_, std::max(time, proactor::duration::zero()));
  prepared->function = std::move(function);
  return start(std::move(prepared));
}

bool function_timers::every(proactor::duration period, std::unique_ptr<recurring> function) {
  if (period <= proactor::duration::zero()) {
    throw std::invalid_argument("naru: the period of a recurring function must be positive");
  }
  auto prepared = take_spare();
  prepared->period = period;
  prepared->due = deadline_after(owner_, period);
  prepared->again = std::move(function);
  prepared->number = 0;
  return start(std::move(prepared));
}

std::unique_ptr<function_timers::entry> function_timers::take_spare() {
  {
    const std::lock_guard lock(lock_);
    if (spare_ != nullptr) {
      return std::unique_ptr<entry>(std::exchange(spare_, spare_->next));
    }
  }
  return std::make_unique<entry>(*this);
}

// The timer is started with the lock held, so that stop finds it started or not at all.
bool function_timers::start(std::unique_ptr<entry> prepared) {
  const std::lock_guard lock(lock_);
  if (stopped_) return false;
  prepared->kept = place_.keep();
  arm(*prepared);
  entry& started = *prepared.release();
  started.next = active_;
  started.link = &active_;
  if (active_ != nullptr) active_->link = &started.next;
  active_ = &started;
  return true;
}

// Needs the lock. If it throws, the timer is not started.
void function_timers::arm(entry& armed) {
  proactor_access::start_timer(owner_, armed.timer, armed.due, armed);
}

// Needs the lock.
std::unique_ptr<function_timers::entry> function_timers::take_out(entry& done) noexcept {
  *done.link = done.next;
  if (done.next != nullptr) done.next->link = done.link;
  return std::unique_ptr<entry>(&done);
}

void function_timers::stop() noexcept {
  entry* withdrawn = nullptr;
  {
    const std::lock_guard lock(lock_);
    stopped_ = true;
    for (entry *each = active_, *next = nullptr; each != nullptr; each = next) {
      next = each->next;
      if (proactor_access::withdraw_timer(owner_, each->timer)) {
        each->next = std::exchange(withdrawn, take_out(*each).release());
      }
    }
  }
  while (withdrawn != nullptr) {
    const std::unique_ptr<entry> freed(std::exchange(withdrawn, withdrawn->next));
  }
}

void function_timers::on_due(operation& due) {
  auto& self = static_cast<entry&>(due);
  function_timers& home = self.home;
  if (self.again != nullptr) {
    home.deliver_beat(self);
  } else {
    home.deliver_once(self);
  }
}

// `kept` goes last: with it the place may go, and this object.
void function_timers::deliver_once(entry& due) {
  const std::shared_ptr<void> kept = std::move(due.kept);
  once_function function = std::move(due.function);
  const bool canceled = static_cast<bool>(due.result().error);
  std::unique_ptr<entry> ended;
  {
    const std::lock_guard lock(lock_);
    ended = take_out(due);
    if (stopped_) return;
    ended->next = spare_;
    spare_ = ended.release();
  }
  if (canceled) return;  // the proactor is being destroyed
  try {
    place_.deliver(std::move(function));
  } catch (const std::bad_alloc&) {
    owner_.report({.exception = std::current_exception(),
                   .where = "there was no memory for a function whose time had come"});
  }
}

void function_timers::deliver_beat(entry& due) {
  const std::shared_ptr<void> kept = std::move(due.kept);
  if (due.result().error == std::errc::operation_canceled) return end_beat(due, nullptr);
  if (due.result().error) return end_beat(due, kept);  // there was no memory for the timer
  try {
    static_assert(is_storable<beat>);
    place_.deliver(once_function(beat(due, kept)));
  } catch (const std::bad_alloc&) {
    owner_.report({.exception = std::current_exception(),
                   .where = "there was no memory for a function that runs every period"});
  }
}

void function_timers::skip_beat(entry& due, const std::shared_ptr<void>& kept) noexcept {
  {
    const std::lock_guard lock(lock_);
    due.skip(owner_.now());
  }
  end_beat(due, kept);
}

void function_timers::run_beat(entry& due, const std::shared_ptr<void>& kept) {
  tick now;
  bool stopped = false;
  {
    const std::lock_guard lock(lock_);
    stopped = stopped_;
    if (!stopped) {
      running_.begin();
      now = due.next_tick(owner_.now());
    }
  }
  if (stopped) return end_beat(due, nullptr);
  try {
    due.again->call(now);
  } catch (...) {
    end_beat(due, kept);
    throw;
  }
  end_beat(due, kept);
}

// Starts the timer again if `kept` is not null and the place has not stopped. Otherwise the mark
// stays until the function is destroyed, because stop waits for that too.
void function_timers::end_beat(entry& due, std::shared_ptr<void> kept) noexcept {
  std::unique_ptr<entry> ended;
  {
    const std::lock_guard lock(lock_);
    if (stopped_ || kept == nullptr) {
      ended = take_out(due);
    } else {
      if (running_.is_this_thread()) running_.end();
      due.kept = std::move(kept);
      start_timer_or_fail(owner_, due.timer, due.due, due);
      return;
    }
  }
  ended.reset();
  const std::lock_guard lock(lock_);
  if (running_.is_this_thread()) running_.end();
}

}  // namespace naru::detail
