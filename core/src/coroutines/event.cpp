#include <naru/event.hpp>

#include <naru/proactor.hpp>

#include <mutex>

namespace naru {

void event::set() {
  const std::lock_guard lock(lock_);
  set_.store(true, std::memory_order_release);
  while (detail::waiter* const each = waiting_.pop()) each->serve();
}

void event::reset() noexcept {
  const std::lock_guard lock(lock_);
  set_.store(false, std::memory_order_release);
}

submission event::start_wait(detail::waiter& place, operation& op,
                             const detail::promise_base* task) {
  proactor& home = detail::home_of(task);
  {
    const std::lock_guard lock(lock_);
    if (!is_set()) {
      waiting_.push(place, op, home);
      return submission::pending;
    }
  }
  return home.finish(op, {});
}

void event::let_set_return() noexcept { const std::lock_guard lock(lock_); }

void event::cancel(detail::waiter& place) noexcept {
  const std::lock_guard lock(lock_);
  if (waiting_.remove(place)) {
    place.refuse(std::make_error_code(std::errc::operation_canceled));
  }
}

}  // namespace naru
