#include "counted_operations.hpp"

namespace spin {

void counted_operation::complete(naru::operation& self) {
  auto& me = static_cast<counted_operation&>(self);
  counted_operations& all = *me.all_;
  if (me.state_.exchange(state::idle) == state::started) {
    ++all.completed_;
  } else {
    ++all.surplus_;
  }
}

counted_operations::counted_operations() {
  for (counted_operation& each : all_) each.all_ = this;
}

counted_operation* counted_operations::take(std::size_t place) {
  using state = counted_operation::state;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    counted_operation& each = at(place + i);
    state idle = state::idle;
    if (!each.state_.compare_exchange_strong(idle, state::started)) continue;
    ++started_;
    return &each;
  }
  return nullptr;
}

std::string counted_operations::pending() const {
  std::string calls;
  for (const counted_operation& each : all_) {
    if (each.state_ == counted_operation::state::started) (calls += each.call) += ' ';
  }
  return calls;
}

}  // namespace spin
