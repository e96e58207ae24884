// sliding_second: the sum of the amounts that were added within the last second.
//
// All amounts within a sixty-fourth of a second form one entry, which has the time of the first of
// them. So the memory is bounded, and a sender that keeps exactly to a rate never has a larger sum
// than the rate allows.
#pragma once

#include <naru/proactor.hpp>

#include <array>
#include <chrono>
#include <cstddef>

namespace naru::detail {

class sliding_second {
 public:
  static constexpr proactor::duration length = std::chrono::seconds(1);

  /// The sum of all entries that are not forgotten.
  [[nodiscard]] std::size_t sum() const noexcept { return sum_; }

  /// Forgets the entries that are a second old at `now`, or older.
  void forget_before(proactor::time_point now) noexcept {
    while (count_ != 0 && now - entries_[first_].begin >= length) {
      sum_ -= entries_[first_].amount;
      first_ = (first_ + 1) % entries_.size();
      --count_;
    }
  }
  /// Adds `amount`. `now` must not be earlier than in the last call. Call forget_before with the
  /// same time first.
  void add(proactor::time_point now, std::size_t amount) noexcept {
    entry* last = count_ != 0 ? &entries_[(first_ + count_ - 1) % entries_.size()] : nullptr;
    if (last == nullptr || now - last->begin >= grain) {
      last = &entries_[(first_ + count_++) % entries_.size()];
      *last = {now, 0};
    }
    last->amount += amount;
    sum_ += amount;
  }

 private:
  static constexpr std::size_t grains = 64;
  static constexpr proactor::duration grain = length / grains;

  struct entry {
    proactor::time_point begin;
    std::size_t amount = 0;
  };

  // No more entries than these can begin within a second, because each begins at least a grain
  // after the one before.
  std::array<entry, grains> entries_{};
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::size_t sum_ = 0;
};

}  // namespace naru::detail
