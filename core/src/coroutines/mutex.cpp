#include <naru/mutex.hpp>

#include <naru/proactor.hpp>

#include <cassert>
#include <mutex>

namespace naru {

void mutex::guard::unlock() noexcept {
  if (mutex* const held = std::exchange(held_, nullptr)) held->unlock();
}

mutex::guard mutex::try_lock() noexcept {
  const std::lock_guard lock(lock_);
  return std::exchange(held_, true) ? guard() : guard(*this);
}

submission mutex::start_lock(detail::waiter& place, operation& op,
                             const detail::promise_base* task) {
  proactor& home = detail::home_of(task);
  {
    const std::lock_guard lock(lock_);
    if (std::exchange(held_, true)) {
      waiting_.push(place, op, home);
      return submission::pending;
    }
    place.served = true;
  }
  return home.finish(op, {});
}

// Takes the lock, so that the unlock() that passed the mutex on has returned: the new holder may
// destroy the mutex.
result<mutex::guard> mutex::finish_lock(const detail::waiter& place,
                                        const std::error_code& error) noexcept {
  const std::lock_guard lock(lock_);
  assert(place.served || error);
  if (!place.served) return {error, {}};
  assert(held_);
  return {{}, guard(*this)};
}

void mutex::cancel(detail::waiter& place) noexcept {
  const std::lock_guard lock(lock_);
  if (waiting_.remove(place)) {
    place.refuse(std::make_error_code(std::errc::operation_canceled));
  }
}

// A mutex that has waiters is passed on, not freed, so that they are served in their order.
void mutex::unlock() noexcept {
  const std::lock_guard lock(lock_);
  assert(held_);
  if (detail::waiter* const next = waiting_.pop()) {
    next->serve();
  } else {
    held_ = false;
  }
}

}  // namespace naru
