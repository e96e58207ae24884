// ring_queue: values in a row, first in, first out. It keeps its memory, so that a queue that has
// had its longest length allocates nothing any more.
#pragma once

#include <cassert>
#include <cstddef>
#include <utility>
#include <vector>

namespace naru::detail {

template <class Value>
class ring_queue {
 public:
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  [[nodiscard]] Value& front() noexcept {
    assert(!empty());
    return values_[begin_];
  }
  void push_back(Value&& value) {
    if (size_ == values_.size()) grow();
    values_[(begin_ + size_++) % values_.size()] = std::move(value);
  }
  /// The place keeps a value that was moved from.
  void pop_front() noexcept {
    assert(!empty());
    begin_ = (begin_ + 1) % values_.size();
    --size_;
  }

 private:
  void grow() {
    std::vector<Value> larger(values_.empty() ? 8 : values_.size() * 2);
    for (std::size_t i = 0; i < size_; ++i) {
      larger[i] = std::move(values_[(begin_ + i) % values_.size()]);
    }
    values_.swap(larger);
    begin_ = 0;
  }

  std::vector<Value> values_;
  std::size_t begin_ = 0;
  std::size_t size_ = 0;
};

}  // namespace naru::detail
