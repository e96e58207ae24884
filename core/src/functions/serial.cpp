#include <naru/serial.hpp>

#include <naru/detail/poster.hpp>
#include <naru/detail/proactor_access.hpp>

#include "functions/serial_state.hpp"

namespace naru {

serial::serial(proactor& owner, const serial_options& options)
    : state_(std::make_shared<detail::serial_state>(owner, options)) {
  detail::proactor_access::add_timer(owner);
}

serial::~serial() {
  state_->refuse_tasks();
  state_->close();
  detail::proactor_access::remove_timer(state_->owner());
}

bool serial::post_function(const detail::offered_function& function) {
  return state_->post(function);
}

bool serial::start_after(proactor::duration time, detail::once_function function) {
  return state_->timers().after(time, std::move(function));
}

bool serial::start_every(proactor::duration period, std::unique_ptr<detail::recurring> function) {
  return state_->timers().every(period, std::move(function));
}

// A function that is dropped may own this serial.
void serial::stop(stop_mode how) noexcept {
  const auto alive = state_;
  alive->stop(how);
}

submission serial::stop(stop_mode how, operation& stopped) {
  const auto alive = state_;
  return alive->stop(how, stopped);
}

std::size_t serial::waiting() const noexcept { return state_->waiting(); }

bool serial::runs_on_this_thread() const noexcept { return state_->runs_on_this_thread(); }

proactor& serial::owner() const noexcept { return state_->owner(); }

detail::strand_state& serial::strand() const noexcept { return *state_; }

void detail::poster<serial>::post_to(serial_state& place, const offered_function& function) {
  place.post(function);
}

}  // namespace naru
