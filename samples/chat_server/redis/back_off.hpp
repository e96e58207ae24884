// back_off: the time to wait before the next try. It grows each time, and has a random part, so
// that programs that lost something together do not come back together.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

namespace samples::chat::redis {

class back_off {
 public:
  using milliseconds = std::chrono::milliseconds;

  /// The next time to wait: at least half of the full time, and a random part of the rest.
  [[nodiscard]] milliseconds next() {
    const milliseconds whole = std::exchange(whole_, std::min(whole_ * 2, most));
    std::uniform_int_distribution<milliseconds::rep> some(whole.count() / 2, whole.count());
    return milliseconds(some(random_));
  }
  void reset() noexcept { whole_ = least; }

 private:
  static constexpr milliseconds least{100};
  static constexpr milliseconds most{5'000};

  std::minstd_rand random_{std::random_device{}()};
  milliseconds whole_ = least;
};

}  // namespace samples::chat::redis
