#include <naru/when_any.hpp>

#include <utility>

namespace naru::detail {

bool racing_group::arrives_first(std::size_t index) noexcept {
  std::size_t none = nobody;
  return first_.compare_exchange_strong(none, index, std::memory_order_relaxed);
}

void racing_group::racer::enter(racing_group& group, std::size_t index) noexcept {
  group_ = &group;
  index_ = index;
}

// The exception of a loser is dropped, because the loser was told to stop.
void racing_group::racer::child_failed(std::exception_ptr failure) noexcept {
  if (group_->arrives_first(index_)) group_->child_failed(std::move(failure));
}

void racing_group::racer::child_ended() noexcept {
  if (group_->arrives_first(index_)) group_->stop_children();
  group_->child_ended();
}

}  // namespace naru::detail
