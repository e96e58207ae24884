#include <naru/detail/proactor_access.hpp>
#include <naru/every.hpp>

#include <exception>

#include "functions/function_timers.hpp"
#include "functions/serial_state.hpp"

namespace naru {

/// The place of a ticker's beats: a serial, or the thread on which the timer ends.
class detail::ticker_state final : public function_place,
                                   public std::enable_shared_from_this<ticker_state> {
 public:
  ticker_state(proactor& owner, std::shared_ptr<serial_state> serial)
      : owner_(owner), serial_(std::move(serial)), timers_(owner, *this) {
    proactor_access::add_timer(owner_);
  }
  // A beat that is still on its way keeps this object, but the proactor may end before.
  void stop() noexcept {
    timers_.stop();
    timers_.wait_for_running();
    proactor_access::remove_timer(owner_);
  }

  void start(proactor::duration period, std::unique_ptr<recurring> function) {
    timers_.every(period, std::move(function));
  }

  bool deliver(once_function function) override {
    if (serial_ != nullptr) {
      if (serial_->is_stopped()) timers_.stop();
      return serial_->post(function.offer());
    }
    try {
      function();
    } catch (...) {
      owner_.report({.exception = std::current_exception(),
                     .where = "an exception left a function that runs every period"});
    }
    return true;
  }
  [[nodiscard]] std::shared_ptr<void> keep() override { return shared_from_this(); }

 private:
  proactor& owner_;
  const std::shared_ptr<serial_state> serial_;
  function_timers timers_;
};

ticker detail::start_ticker(proactor& owner, serial* place, proactor::duration period,
                            std::unique_ptr<recurring> function) {
  ticker started(
      std::make_shared<ticker_state>(owner, place != nullptr ? place->state() : nullptr));
  started.state_->start(period, std::move(function));
  return started;
}

ticker::ticker() noexcept = default;
ticker::ticker(std::shared_ptr<detail::ticker_state> state) noexcept : state_(std::move(state)) {}
ticker::ticker(ticker&& other) noexcept = default;
ticker& ticker::operator=(ticker&& other) noexcept {
  if (this != &other) {
    stop();
    state_ = std::move(other.state_);
  }
  return *this;
}
ticker::~ticker() { stop(); }

void ticker::stop() noexcept {
  if (const auto ended = std::exchange(state_, nullptr)) ended->stop();
}

}  // namespace naru
