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
  return wait_until(detail::deadline_after(*proactor_, time), op);
}

void timer::cancel() noexcept { proactor_->cancel_timer(entry_); }

}  // namespace naru
