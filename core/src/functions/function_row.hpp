// function_row: stored functions side by side in a piece of memory that does not move: each lies
// behind the pointer to its actions. They are taken in the order in which they were put. Not
// thread-safe, but the functions at the front may run while others are put behind them.
#pragma once

#include <naru/detail/offered_function.hpp>

#include <cassert>
#include <cstddef>
#include <new>

namespace naru::detail {

/// The functions between two places of a row.
struct function_span {
  const std::byte* end = nullptr;
  std::byte* next = nullptr;
  std::size_t count = 0;
};

template <std::size_t Words>
class function_row {
 public:
  static_assert(Words > stored_function_max / sizeof(void*));

  [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
  [[nodiscard]] bool has_room(const offered_function& function) const noexcept {
    return Words - end_ > function.actions().words;
  }
  /// Needs room.
  void put(const offered_function& function) noexcept {
    assert(has_room(function));
    ::new (static_cast<void*>(memory_ + end_ * sizeof(void*)))
        const function_actions*(&function.actions());
    function.move_to(memory_ + (end_ + 1) * sizeof(void*));
    end_ += 1 + function.actions().words;
  }

  /// Finds up to `most` functions at the front.
  [[nodiscard]] function_span front(std::size_t most) noexcept {
    function_span found{.next = memory_ + begin_ * sizeof(void*)};
    std::size_t behind = begin_;
    for (; found.count != most && behind != end_; ++found.count) behind += words_at(behind);
    found.end = memory_ + behind * sizeof(void*);
    return found;
  }
  /// Takes off the functions of `done`, which was front() and has been destroyed.
  void drop_front(const function_span& done) noexcept {
    begin_ = static_cast<std::size_t>(done.end - memory_) / sizeof(void*);
    if (begin_ == end_) begin_ = end_ = 0;
  }

 private:
  [[nodiscard]] std::size_t words_at(std::size_t place) const noexcept;

  std::size_t begin_ = 0;  // in words, like end_
  std::size_t end_ = 0;
  alignas(void*) std::byte memory_[Words * sizeof(void*)];
};

/// One function of a row.
class stored_function {
 public:
  explicit stored_function(std::byte* place) noexcept
      : actions_(*std::launder(reinterpret_cast<const function_actions**>(place))),
        function_(place + sizeof(void*)) {}

  void run() { actions_->run(function_); }
  void destroy() noexcept {
    if (actions_->destroy != nullptr) actions_->destroy(function_);
  }
  /// The place behind it.
  [[nodiscard]] std::byte* behind() const noexcept {
    return function_ + actions_->words * sizeof(void*);
  }

 private:
  const function_actions* actions_;
  std::byte* function_;
};

template <std::size_t Words>
std::size_t function_row<Words>::words_at(std::size_t place) const noexcept {
  const auto* const at = memory_ + place * sizeof(void*);
  return 1 + (*std::launder(reinterpret_cast<const function_actions* const*>(at)))->words;
}

/// Calls `visit` with each function of `row`, and destroys it afterwards.
template <class Visit>
void consume(const function_span& row, Visit visit) noexcept {
  for (std::byte* place = row.next; place != row.end;) {
    stored_function each(place);
    place = each.behind();
    visit(each);
    each.destroy();
  }
}

}  // namespace naru::detail
