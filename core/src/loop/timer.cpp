#include <naru/timer.hpp>

#include <new>

namespace naru {

submission detail::start_timer_or_fail(proactor& owner, timer_entry& entry,
                                       proactor::time_point deadline, operation& op) {
  try {
    return owner.start_timer(entry, deadline, op);
  } catch (const std::bad_alloc&) {
    return owner.fail(op, std::make_error_code(std::errc::not_enough_memory));
  }
}

timer::timer(proactor& owner) noexcept : proactor_(&owner) { proactor_->add_timer(); }

timer::~timer() {
  cancel();
  proactor_->remove_timer();
}

timer::timer(timer&& other) noexcept : proactor_(other.proactor_) {
  proactor_->add_timer();
  proactor_->move_timer(other.entry_, entry_);
}

timer& timer::operator=(timer&& other) noexcept {
  if (this != &other) {
    cancel();
    proactor_->remove_timer();
    proactor_ = other.proactor_;
    proactor_->add_timer();
    proactor_->move_timer(other.entry_, entry_);
  }
  return *this;
}

submission timer::wait_until(proactor::time_point deadline, operation& op) {
  return detail::start_timer_or_fail(*proactor_, entry_, deadline, op);
}

submission timer::wait_for(proactor::duration time, operation& op) {
  return wait_until(detail::deadline_after(*proactor_, time), op);
}

void timer::cancel() noexcept { proactor_->cancel_timer(entry_); }

}  // namespace naru
