#include <naru/deadline.hpp>
#include <naru/detail/proactor_access.hpp>

#include <naru/detail/misuse.hpp>
#include <naru/error.hpp>

#include <cassert>
#include <chrono>
#include <new>
#include <system_error>

namespace naru {
namespace {

// If a limit runs out before its operation is pending, it looks again after this time.
constexpr std::chrono::milliseconds until_started{1};

}  // namespace

deadline::~deadline() {
  if (parts_ != 0) detail::misuse("a deadline was destroyed while it was armed");
}

operation& deadline::arm(void* target, cancel_function function, proactor::duration time,
                         operation& op) {
  if (unsigned none = 0; !parts_.compare_exchange_strong(none, 2)) {
    throw std::system_error(error::operation_already_pending, "the deadline is armed already");
  }
  target_ = target;
  cancel_ = function;
  outer_ = &op;
  ended_ = false;
  passed_ = false;
  try {
    start_limit(detail::deadline_after(proactor_, time));
  } catch (...) {
    parts_ = 0;
    throw;
  }
  proactor_.begin(op);
  return inner_;
}

void deadline::start_limit(proactor::time_point when) {
  detail::proactor_access::start_timer(proactor_, entry_, when, limit_);
}

// If there is no memory for the timer, the limit is posted instead, so it comes again with the next
// turn of the loop. A limit is never lost.
void deadline::look_again() {
  try {
    start_limit(proactor_.now() + until_started);
  } catch (const std::bad_alloc&) {
    proactor_.post(limit_);
  }
}

void deadline::on_ended(io_result) {
  ended_ = true;
  detail::proactor_access::cancel_timer(proactor_, entry_);
  leave();
}

// Another thread may be starting the operation at this moment. Until it is pending there is nothing
// to cancel, and its target may be in the middle of a change. So the limit looks again soon.
void deadline::on_limit(io_result result) {
  if (!result.error && !ended_) {
    if (inner_.pending()) {
      passed_ = true;
      cancel_(target_, inner_);
    } else {
      ++parts_;  // the limit may come again on another thread, and counts until then
      look_again();
      if (ended_) detail::proactor_access::cancel_timer(proactor_, entry_);
    }
  }
  leave();
}

// The last part that leaves completes the operation. After that call the deadline may be gone.
void deadline::leave() {
  const unsigned before = parts_.fetch_sub(1);
  assert(before != 0);
  if (before != 1) return;
  io_result result = inner_.result();
  if (passed_ && result.error == std::errc::operation_canceled) {
    result.error = std::make_error_code(std::errc::timed_out);
  }
  assert(!inner_.pending() && !limit_.pending());
  proactor_.complete(*outer_, result);
}

}  // namespace naru
