#include "held_look.hpp"

namespace contract {

// A thread takes what was posted before it asks the system, and runs it in that order.
held_look::held_look(naru::proactor& proactor)
    : proactor_(proactor), last_(proactor), working_(proactor) {
  proactor.post(hold_);
  first_.emplace(proactor, 1);
  static_cast<void>(wait_until([this] { return held_.load(); }));
}

held_look::~held_look() {
  release();
  static_cast<void>(wait_until([this] { return hold_.completed(); }));
  last_.cancel();
  static_cast<void>(wait_until([this] { return !passed_.pending(); }));
  proactor_.stop();
}

// Timers expire in the order of their deadlines.
bool held_look::pass_limits(std::chrono::milliseconds longest) {
  last_.wait_for(longest, passed_);
  second_.emplace(proactor_, 1);
  return wait_until([this] { return passed_.completed(); });
}

void held_look::hold() {
  held_ = true;
  static_cast<void>(wait_until([this] { return released_.load(); }, 2 * deadline));
}

}  // namespace contract
