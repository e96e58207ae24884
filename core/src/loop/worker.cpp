#include "loop/worker.hpp"

#include <cassert>
#include <limits>
#include <stdexcept>
#include <utility>

namespace naru::detail {

constinit thread_local loop::worker* loop::worker::innermost_ = nullptr;

loop::worker::worker(loop& owner) : loop_(owner), outer_(innermost_) {
  if (find(owner) != nullptr) {
    throw std::logic_error("run was called from a completion function of the same proactor");
  }
  loop_.refuse_child();
  const std::lock_guard lock(loop_.mutex_);
  assert(loop_.running_ == nullptr || loop_.running_->previous_ == nullptr);
  ++loop_.awake_;
  loop_.workers_.fetch_add(1, std::memory_order_relaxed);
  next_ = loop_.running_;
  if (next_ != nullptr) next_->previous_ = this;
  loop_.running_ = this;
  innermost_ = this;
  posted.swap(loop_.spare_);
}

void loop::worker::put_back_what_finished_at_once() noexcept {
  ready_queue first;
  while (operation* const op = at_once.pop()) first.push(*op);
  ready.prepend(first);
}

loop::worker::~worker() {
  assert(innermost_ == this);
  innermost_ = outer_;
  const std::lock_guard lock(loop_.mutex_);
  posted.move_to(ready, std::numeric_limits<std::size_t>::max(),
                 [this](operation& op) { loop_.prepare_post(op); });
  if (!loop_.spare_.has_room()) loop_.spare_.swap(posted);
  put_back_what_finished_at_once();
  loop_.injected_.prepend(ready);
  loop_.outstanding_ += outstanding;
  assert((waiting ? loop_.waiting_ : loop_.awake_) != 0);
  assert(previous_ != nullptr || loop_.running_ == this);
  --(waiting ? loop_.waiting_ : loop_.awake_);
  loop_.workers_.fetch_sub(1, std::memory_order_relaxed);
  (previous_ != nullptr ? previous_->next_ : loop_.running_) = next_;
  if (next_ != nullptr) next_->previous_ = previous_;
  loop_.counted_.fold(counted);
  if (loop_.watcher_ == this) loop_.watcher_ = nullptr;
  if (woken) loop_.wake_in_flight_ = false;
  assert(loop_.running_ != nullptr || loop_.awake_ + loop_.waiting_ == 0);
  const bool finished = loop_.outstanding_ == 0 && loop_.awake_ == 0;
  const bool unwatched = loop_.watcher_ == nullptr && !loop_.timers_.empty();
  const bool concerns_others = finished || unwatched || loop_.stopped();
  if ((concerns_others && loop_.waiting_ != 0) || !loop_.injected_.empty() ||
      !loop_.posted_.empty()) {
    loop_.wake_one();
  }
}

}  // namespace naru::detail
