// function_queue: functions that wait, first in, first out, in chunks. A chunk never moves, so the
// functions at the front may run where they lie while others are added behind them. Empty chunks
// are kept for the next functions, so in the steady state nothing is taken from the heap. Not
// thread-safe: a lock of its owner guards it.
#pragma once

#include <naru/detail/offered_function.hpp>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <memory>
#include <utility>

#include "functions/function_row.hpp"

namespace naru::detail {

class function_queue {
 public:
  struct chunk;
  using chunk_pointer = std::unique_ptr<chunk>;

  function_queue() = default;
  function_queue(const function_queue&) = delete;
  function_queue& operator=(const function_queue&) = delete;
  /// Destroys the functions that are left.
  ~function_queue() {
    while (!empty()) {
      const function_span rest = front(size_);
      consume(rest, [](stored_function&) {});
      pop(rest);
    }
    free_all(first_);
    free_all(spare_);
  }

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// False if `push` needs a chunk: make one with new_chunk, without the lock, and add it.
  [[nodiscard]] bool has_room(const offered_function& function) const noexcept {
    return (last_ != nullptr && last_->row.has_room(function)) || spare_ != nullptr;
  }
  [[nodiscard]] static chunk_pointer new_chunk() { return std::make_unique<chunk>(); }
  void add_room(chunk_pointer added) noexcept { keep(*added.release()); }

  /// Needs room.
  void push(const offered_function& function) noexcept {
    assert(has_room(function));
    if (last_ == nullptr || !last_->row.has_room(function)) append_spare();
    last_->row.put(function);
    ++size_;
  }

  /// Up to `most` functions at the front; none only if the queue is empty.
  [[nodiscard]] function_span front(std::size_t most) noexcept {
    return empty() ? function_span{} : first_->row.front(most);
  }

  /// Takes off the functions of front(), which have been destroyed.
  void pop(const function_span& done) noexcept {
    if (done.count == 0) return;
    assert(done.count <= size_);
    size_ -= done.count;
    chunk& used = *first_;
    used.row.drop_front(done);
    if (!used.row.empty() || first_ == last_) return;
    first_ = used.next;
    keep(used);
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
    function_row<125> row;  // with it a chunk has 1 KiB on 64-bit systems
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
  static constexpr unsigned calls_per_trim = 65'536;

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
