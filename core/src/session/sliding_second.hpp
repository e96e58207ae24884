// sliding_second: a sum of what came within the last second, at whatever time one looks.
//
// What comes within a sixty-fourth of a second is one entry, with the time of the first of it. So
// the memory is bounded, and a sender that keeps exactly to a rate never has a larger sum than
// that.
#pragma once

#include <naru/proactor.hpp>

#include <array>
#include <chrono>
#include <cstddef>

namespace naru::detail {

class sliding_second {
 public:
  static constexpr proactor::duration length = std::chrono::seconds(1);

  /// Of what was not forgotten.
  [[nodiscard]] std::size_t sum() const noexcept { return sum_; }

  /// Forgets what is a second old at `now`, or older.
  void forget_before(proactor::time_point now) noexcept {
    while (count_ != 0 && now - entries_[first_].begin >= length) {
      sum_ -= entries_[first_].amount;
      first_ = (first_ + 1) % entries_.size();
      --count_;
    }
  }
  /// Not earlier than what was added before, and after forget_before of the same time.
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

  // So many begin within a second, each at least a grain after the one before.
  std::array<entry, grains> entries_{};
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::size_t sum_ = 0;
};

}  // namespace naru::detail
