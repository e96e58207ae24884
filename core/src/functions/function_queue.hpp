// function_queue: functions that wait, first in, first out, in chunks. A chunk never moves, so the
// functions at the front may run where they lie while others are added behind them. Empty chunks
// are kept for the next functions, so in the steady state nothing is taken from the heap. Not
// thread-safe: a lock of its owner guards it.
#pragma once

#include <naru/detail/once_function.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>

namespace naru::detail {

class function_queue {
 public:
  struct chunk;
  using chunk_pointer = std::unique_ptr<chunk>;

  function_queue() = default;
  function_queue(const function_queue&) = delete;
  function_queue& operator=(const function_queue&) = delete;
  ~function_queue() {
    free_all(first_);
    free_all(spare_);
  }

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// False if `push` needs a chunk: make one with new_chunk, without the lock, and add it.
  [[nodiscard]] bool has_room() const noexcept {
    return (last_ != nullptr && !last_->full()) || spare_ != nullptr;
  }
  [[nodiscard]] static chunk_pointer new_chunk() { return std::make_unique<chunk>(); }
  void add_room(chunk_pointer added) noexcept { keep(*added.release()); }

  /// Needs room.
  void push(once_function function) noexcept {
    assert(has_room());
    if (last_ == nullptr || last_->full()) append_spare();
    last_->functions[last_->end++] = std::move(function);
    ++size_;
  }

  /// The functions at the front that lie side by side; none only if the queue is empty.
  [[nodiscard]] std::span<once_function> front() noexcept {
    if (empty()) return {};
    return std::span(first_->functions).subspan(first_->begin, first_->end - first_->begin);
  }

  /// Takes `count` functions of front() off. They have been reset.
  void pop(std::size_t count) noexcept {
    if (count == 0) return;
    assert(count <= front().size());
    size_ -= count;
    first_->begin += count;
    if (first_->begin != first_->end) return;
    chunk& emptied = *first_;
    emptied.begin = emptied.end = 0;
    if (first_ == last_) return;
    first_ = emptied.next;
    keep(emptied);
  }

  void swap(function_queue& other) noexcept {
    std::swap(first_, other.first_);
    std::swap(last_, other.last_);
    std::swap(spare_, other.spare_);
    std::swap(size_, other.size_);
    std::swap(spares_, other.spares_);
    std::swap(fewest_spares_, other.fewest_spares_);
    std::swap(calls_, other.calls_);
  }

  struct chunk {
    static constexpr std::size_t capacity = 15;
    [[nodiscard]] bool full() const noexcept { return end == capacity; }

    std::array<once_function, capacity> functions;
    std::size_t begin = 0;
    std::size_t end = 0;
    chunk* next = nullptr;
  };

  /// Takes out the chunks that were spare throughout the last calls, now and then, for the caller
  /// to free without the lock.
  [[nodiscard]] chunk* take_unneeded() noexcept {
    if (++calls_ % calls_per_trim != 0) return nullptr;
    chunk* unneeded = nullptr;
    for (; fewest_spares_ > spares_kept; --fewest_spares_, --spares_) {
      chunk* const taken = std::exchange(spare_, spare_->next);
      taken->next = std::exchange(unneeded, taken);
    }
    fewest_spares_ = spares_;
    return unneeded;
  }
  static void free_all(chunk* first) noexcept {
    while (first != nullptr) delete std::exchange(first, first->next);
  }

 private:
  static constexpr std::size_t spares_kept = 1;
  static constexpr unsigned calls_per_trim = 1024;

  void keep(chunk& emptied) noexcept {
    emptied.next = std::exchange(spare_, &emptied);
    ++spares_;
  }
  void append_spare() noexcept {
    chunk* const added = std::exchange(spare_, spare_->next);
    fewest_spares_ = std::min(fewest_spares_, --spares_);
    added->next = nullptr;
    (last_ != nullptr ? last_->next : first_) = added;
    last_ = added;
  }

  chunk* first_ = nullptr;
  chunk* last_ = nullptr;
  chunk* spare_ = nullptr;
  std::size_t size_ = 0;
  std::size_t spares_ = 0;
  std::size_t fewest_spares_ = 0;  // since the last trim
  unsigned calls_ = 0;
};

}  // namespace naru::detail
