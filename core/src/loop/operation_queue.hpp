// operation_queue: operations in a row, first in, first out. The links are in the operations.
#pragma once

#include <cassert>
#include <cstddef>
#include <utility>

#include "loop/operation_access.hpp"

namespace naru::detail {

class operation_queue {
 public:
  operation_queue() = default;
  operation_queue(operation_queue&& other) noexcept
      : head_(std::exchange(other.head_, nullptr)),
        tail_(std::exchange(other.tail_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  operation_queue& operator=(operation_queue&& other) noexcept {
    head_ = std::exchange(other.head_, nullptr);
    tail_ = std::exchange(other.tail_, nullptr);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  [[nodiscard]] bool empty() const noexcept { return head_ == nullptr; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// Null if the queue is empty.
  [[nodiscard]] operation* front() const noexcept { return head_; }

  void push(operation& op) noexcept {
    assert((head_ == nullptr) == (tail_ == nullptr));
    operation_access::next(op) = nullptr;
    (tail_ != nullptr ? operation_access::next(*tail_) : head_) = &op;
    tail_ = &op;
    ++size_;
  }

  /// Null if the queue is empty.
  operation* pop() noexcept {
    operation* const op = head_;
    if (op != nullptr) {
      head_ = operation_access::next(*op);
      if (head_ == nullptr) tail_ = nullptr;
      --size_;
      assert((size_ == 0) == (head_ == nullptr));
    }
    return op;
  }

  /// Compares addresses only, so `op` need not exist.
  [[nodiscard]] bool contains(const operation& op) const noexcept {
    operation* each = head_;
    while (each != nullptr && each != &op) each = operation_access::next(*each);
    return each != nullptr;
  }

  /// Removes `op`. Returns false if it is not in the queue; then `op` need not exist.
  bool remove(const operation& op) noexcept {
    operation* previous = nullptr;
    for (operation* each = head_; each != nullptr; each = operation_access::next(*each)) {
      if (each == &op) {
        operation* const next = operation_access::next(*each);
        (previous != nullptr ? operation_access::next(*previous) : head_) = next;
        if (tail_ == each) tail_ = previous;
        --size_;
        return true;
      }
      previous = each;
    }
    return false;
  }

 private:
  operation* head_ = nullptr;
  operation* tail_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace naru::detail
