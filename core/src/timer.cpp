#include <naru/timer.hpp>

namespace naru {

timer::~timer() { cancel(); }

timer::timer(timer&& other) noexcept : proactor_(other.proactor_) {
  proactor_->move_timer(other.entry_, entry_);
}

timer& timer::operator=(timer&& other) noexcept {
  if (this != &other) {
    cancel();
    proactor_ = other.proactor_;
    proactor_->move_timer(other.entry_, entry_);
  }
  return *this;
}

submission timer::wait_until(proactor::time_point deadline, operation& op) {
  return proactor_->start_timer(entry_, deadline, op);
}

submission timer::wait_for(proactor::duration time, operation& op) {
  const proactor::time_point now = proactor_->now();
  const bool countable = time <= proactor::time_point::max() - now;
  return wait_until(countable ? now + time : proactor::time_point::max(), op);
}

void timer::cancel() noexcept { proactor_->cancel_timer(entry_); }

}  // namespace naru
