// posted_work: the operations that other threads have posted to a loop, in order.
//
// It is an array of addresses, not a list through the operations. A thread that takes them knows
// the next addresses before it has read the first operation, so its processor fetches several at a
// time from the cache of the posting thread. The array does not grow: operations that find no room
// form a list behind it, so posting allocates nothing and cannot fail. Not thread-safe: the loop
// guards it.
#pragma once

#include <cassert>
#include <cstddef>
#include <memory>
#include <utility>

#include "loop/ready_queue.hpp"

namespace naru::detail {

class posted_work {
 public:
  static constexpr std::size_t capacity = 1024;

  /// Has no array: the operations that are pushed form a list.
  posted_work() = default;

  /// Allocates the array.
  void make_room() { operations_ = std::make_unique_for_overwrite<operation*[]>(capacity); }
  [[nodiscard]] bool has_room() const noexcept { return operations_ != nullptr; }

  [[nodiscard]] bool empty() const noexcept { return taken_ == end_ && rest_.empty(); }

  [[nodiscard]] std::size_t size() const noexcept { return end_ - taken_ + rest_.size(); }

  void push(operation& op) noexcept {
    if (!has_room() || end_ == capacity || !rest_.empty()) return rest_.push(op);
    assert(taken_ <= end_ && end_ < capacity);
    operations_[end_++] = &op;
  }

  /// Moves up to `most` from the front to the end of `queue`.
  void move_to(ready_queue& queue, std::size_t most) noexcept {
    for (; most != 0 && taken_ != end_; --most) queue.push(*operations_[taken_++]);
    if (taken_ != end_) return;
    taken_ = 0;
    end_ = 0;
    queue.take(rest_, most);
  }

  void swap(posted_work& other) noexcept { std::swap(*this, other); }

 private:
  std::unique_ptr<operation*[]> operations_;
  std::size_t taken_ = 0;
  std::size_t end_ = 0;
  ready_queue rest_;
};

}  // namespace naru::detail
