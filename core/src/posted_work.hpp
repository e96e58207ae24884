// posted_work: operations that other threads have posted to a loop, in order. Addresses in an array
// rather than a list through the operations: whoever takes them knows where the next ones are
// before it has seen the first, so that the processor fetches several at a time from the posting
// thread's cache. Keeps its memory, so that it allocates only for more than there ever were. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "ready_queue.hpp"

namespace naru::detail {

class posted_work {
 public:
  [[nodiscard]] bool empty() const noexcept { return taken_ == operations_.size(); }

  void push(operation& op) {
    // What is never emptied must not grow for ever either.
    if (operations_.size() == operations_.capacity() && taken_ > operations_.size() / 2) {
      operations_.erase(operations_.begin(), operations_.begin() + static_cast<difference>(taken_));
      taken_ = 0;
    }
    operations_.push_back(&op);
  }

  /// Moves up to `most` from the front to the end of `queue`.
  void move_to(ready_queue& queue, std::size_t most) noexcept {
    for (; most != 0 && !empty(); --most) queue.push(*operations_[taken_++]);
    if (empty()) {
      operations_.clear();
      taken_ = 0;
    }
  }

  /// Takes the other's memory where that is more. Only where both are empty.
  void keep_larger(posted_work& other) noexcept {
    if (other.operations_.capacity() > operations_.capacity()) swap(other);
  }

  void swap(posted_work& other) noexcept {
    operations_.swap(other.operations_);
    std::swap(taken_, other.taken_);
  }

 private:
  using difference = std::vector<operation*>::difference_type;

  std::vector<operation*> operations_;
  std::size_t taken_ = 0;
};

}  // namespace naru::detail
