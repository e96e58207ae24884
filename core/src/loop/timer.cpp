#include <naru/detail/proactor_access.hpp>
#include <naru/timer.hpp>

#include <new>

namespace naru {

submission detail::start_timer_or_fail(proactor& owner, timer_entry& entry,
                                       proactor::time_point deadline, operation& op) {
  try {
    return detail::proactor_access::start_timer(owner, entry, deadline, op);
  } catch (const std::bad_alloc&) {
    return owner.fail(op, std::make_error_code(std::errc::not_enough_memory));
  }
}

timer::timer(proactor& owner) noexcept : proactor_(&owner) {
  detail::proactor_access::add_timer(*proactor_);
}

timer::~timer() {
  cancel();
  detail::proactor_access::remove_timer(*proactor_);
}

timer::timer(timer&& other) noexcept : proactor_(other.proactor_) {
  detail::proactor_access::add_timer(*proactor_);
  detail::proactor_access::move_timer(*proactor_, other.entry_, entry_);
}

timer& timer::operator=(timer&& other) noexcept {
  if (this != &other) {
    cancel();
    detail::proactor_access::remove_timer(*proactor_);
    proactor_ = other.proactor_;
    detail::proactor_access::add_timer(*proactor_);
    detail::proactor_access::move_timer(*proactor_, other.entry_, entry_);
  }
  return *this;
}

submission timer::wait_until(proactor::time_point deadline, operation& op) {
  return detail::start_timer_or_fail(*proactor_, entry_, deadline, op);
}

submission timer::wait_for(proactor::duration time, operation& op) {
  return wait_until(detail::deadline_after(*proactor_, time), op);
}

void timer::cancel() noexcept { detail::proactor_access::cancel_timer(*proactor_, entry_); }

}  // namespace naru
