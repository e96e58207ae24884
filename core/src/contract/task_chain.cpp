#include <naru/detail/task_chain.hpp>

#include <cassert>

namespace naru::detail {

// The frames of tasks lie at multiples of some power of two, so the lowest bits say nothing.
chain_list::part& chain_list::part_of(const task_chain& chain) noexcept {
  const auto address = reinterpret_cast<std::uintptr_t>(&chain);
  return parts_[(address >> 6 ^ address >> 12) % parts];
}

void chain_list::add(task_chain& added) noexcept {
  assert(added.list_ == nullptr);
  added.list_ = this;
  part& mine = part_of(added);
  const std::lock_guard lock(mine.lock);
  added.next_ = mine.first;
  if (added.next_ != nullptr) added.next_->previous_ = &added;
  mine.first = &added;
}

void chain_list::remove(task_chain& ended) noexcept {
  if (ended.list_ == nullptr) return;
  part& mine = ended.list_->part_of(ended);
  const std::lock_guard lock(mine.lock);
  assert(ended.previous_ != nullptr || mine.first == &ended);
  (ended.previous_ != nullptr ? ended.previous_->next_ : mine.first) = ended.next_;
  if (ended.next_ != nullptr) ended.next_->previous_ = ended.previous_;
  ended.list_ = nullptr;
}

}  // namespace naru::detail
