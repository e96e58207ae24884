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

// How soon a limit looks again that ran out before its operation had been started.
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

// Without memory for the timer it comes again at the next turn: a limit is never lost.
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

// Another thread may be starting the operation just now. Before it is pending there is nothing to
// cancel, and its target may be in the middle of a change.
void deadline::on_limit(io_result result) {
  if (!result.error && !ended_) {
    if (inner_.pending()) {
      passed_ = true;
      cancel_(target_, inner_);
    } else {
      ++parts_;  // keeps this here while the limit may come again, on another thread
      look_again();
      if (ended_) detail::proactor_access::cancel_timer(proactor_, entry_);
    }
  }
  leave();
}

// The last one to leave completes the operation; after that everything may be gone.
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
