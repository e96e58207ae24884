#include "simulated/deferred_work.hpp"

#include <utility>

namespace naru::detail {

void deferred_work::add(std::shared_ptr<deferred> what) {
  waiting_.push_back(std::move(what));
  const timeline::duration takes = world_.random.up_to(world_.blocking_time_max);
  world_.time.plan(world_.time.after(takes), shared_from_this(), 0);
}

// The threads of a host that is stalled do not run either.
void deferred_work::happen(std::uint64_t) {
  if (host_.stalled_until > world_.time.now()) {
    return world_.time.plan(host_.stalled_until, shared_from_this(), 0);
  }
  const std::shared_ptr<deferred> first = std::move(waiting_.front());
  waiting_.pop_front();
  first->run_deferred(runs_);
}

}  // namespace naru::detail
