// ready_queue: the operations that have completed and are to be run, first in, first out. The links
// are in the operations. The queue consists of several lists that are served in turn: a processor
// that follows a single list waits for each operation to come from memory before it knows where the
// next one is.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <utility>

#include "loop/operation_access.hpp"

namespace naru::detail {

class ready_queue {
 public:
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  void push(operation& op) noexcept {
    operation_access::next(op) = nullptr;
    lists_[(first_ + size_) % lists_.size()].append(&op, &op);
    ++size_;
  }

  /// The queue must not be empty.
  operation& pop() noexcept {
    assert(size_ != 0 && first_ < lists_.size());
    list& from = lists_[first_];
    assert(from.head != nullptr);
    operation& op = *from.head;
    from.head = operation_access::next(op);
    first_ = (first_ + 1) % lists_.size();
    --size_;
    return op;
  }

  /// Puts all of `others`, in their order, in front of what is here, and leaves `others` empty.
  void prepend(ready_queue& others) noexcept {
    // List i of this queue is appended to list i + shift of the other one.
    const std::size_t shift = others.first_ + others.size_ + lists_.size() - first_;
    for (std::size_t i = 0; i < lists_.size(); ++i) {
      const list& mine = lists_[i];
      if (mine.head != nullptr) {
        others.lists_[(i + shift) % lists_.size()].append(mine.head, mine.tail);
      }
    }
    others.size_ += size_;
    *this = std::exchange(others, {});
    assert(others.empty());
  }

  /// Moves up to `most` operations from the front of `others` to the end of this queue.
  void take(ready_queue& others, std::size_t most) noexcept {
    if (most >= others.size_) {
      others.prepend(*this);
      *this = std::exchange(others, {});
      return;
    }
    for (; most != 0; --most) push(others.pop());
  }

 private:
  struct list {
    operation* head = nullptr;
    operation* tail = nullptr;  // meaningless while head is null

    void append(operation* first, operation* last) noexcept {
      (head != nullptr ? operation_access::next(*tail) : head) = first;
      tail = last;
    }
  };

  std::array<list, 4> lists_;
  std::size_t first_ = 0;  // the list whose turn it is
  std::size_t size_ = 0;   // of all lists together
};

}  // namespace naru::detail
