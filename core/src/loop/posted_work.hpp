// posted_work: the operations that other threads have posted to a loop, in order.
//
// It is an array of addresses, not a list through the operations. A thread that takes them knows
// the next addresses before it has read the first operation, so its processor fetches several at a
// time from the cache of the posting thread. Posting allocates nothing and cannot fail: operations
// that find no room form a list behind the array, and the thread that takes them makes the array
// larger for the next time. Not thread-safe: the loop guards it.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>

#include "loop/ready_queue.hpp"

namespace naru::detail {

class posted_work {
 public:
  static constexpr std::size_t capacity_at_first = 1024;
  static constexpr std::size_t capacity_max = 64 * capacity_at_first;

  /// Has no array: the operations that are pushed form a list.
  posted_work() = default;

  /// Allocates the array.
  void make_room() {
    operations_ = std::make_unique_for_overwrite<operation*[]>(capacity_at_first);
    capacity_ = capacity_at_first;
  }
  [[nodiscard]] bool has_room() const noexcept { return operations_ != nullptr; }

  [[nodiscard]] bool empty() const noexcept { return taken_ == end_ && rest_.empty(); }

  [[nodiscard]] std::size_t size() const noexcept { return end_ - taken_ + rest_.size(); }

  void push(operation& op) noexcept {
    if (end_ == capacity_ || !rest_.empty()) {
      overflowed_ = true;
      return rest_.push(op);
    }
    assert(taken_ <= end_ && end_ < capacity_);
    operations_[end_++] = &op;
  }

  /// Moves up to `most` from the front to the end of `queue`. Calls `prepare` with each of them.
  template <class Prepare>
  void move_to(ready_queue& queue, std::size_t most, Prepare prepare) noexcept {
    const auto move = [&](operation& op) {
      prepare(op);
      queue.push(op);
    };
    for (; most != 0 && taken_ != end_; --most) move(*operations_[taken_++]);
    if (taken_ != end_) return;
    taken_ = 0;
    end_ = 0;
    for (; most != 0 && !rest_.empty(); --most) move(rest_.pop());
  }

  /// Doubles the array if it has been too small, is empty, and there is memory.
  void grow_if_needed() noexcept {
    if (!overflowed_ || !empty()) return;
    overflowed_ = false;
    const std::size_t wanted = std::min(2 * capacity_, capacity_max);
    if (wanted == capacity_) return;
    try {
      operations_ = std::make_unique_for_overwrite<operation*[]>(wanted);
      capacity_ = wanted;
    } catch (const std::bad_alloc&) {  // the list behind the array goes on serving
    }
  }

  void swap(posted_work& other) noexcept { std::swap(*this, other); }

 private:
  std::unique_ptr<operation*[]> operations_;
  std::size_t capacity_ = 0;
  std::size_t taken_ = 0;
  std::size_t end_ = 0;
  ready_queue rest_;
  bool overflowed_ = false;
};

}  // namespace naru::detail
