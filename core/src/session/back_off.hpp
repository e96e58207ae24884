// back_off: the time to wait before the next attempt to connect.
#pragma once

#include <naru/proactor.hpp>
#include <naru/session/client_options.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <random>

namespace naru::detail {

class back_off {
 public:
  explicit back_off(const reconnect_options& options)
      : options_(options),
        random_(options.seed != 0 ? options.seed : std::random_device()()),
        next_(options.delay_min) {}

  [[nodiscard]] std::size_t failures() const noexcept { return failures_; }

  /// Notes that another attempt has failed. Returns false if no other attempt may follow.
  [[nodiscard]] bool fail() noexcept { return ++failures_ != options_.attempts_max; }

  /// Notes that a session has ended after `time`.
  void succeed(proactor::duration time) noexcept {
    failures_ = 0;
    const auto lasted = std::chrono::duration_cast<std::chrono::milliseconds>(time);
    if (lasted >= options_.delay_max) next_ = options_.delay_min;
  }

  [[nodiscard]] std::chrono::milliseconds next_delay() {
    const std::chrono::milliseconds longest = next_;
    next_ = longest < options_.delay_max - longest ? 2 * longest : options_.delay_max;
    std::uniform_int_distribution<std::chrono::milliseconds::rep> delay(
        longest.count() - longest.count() / 2, longest.count());
    return std::chrono::milliseconds(delay(random_));
  }

 private:
  const reconnect_options options_;
  std::minstd_rand random_;
  std::chrono::milliseconds next_;
  std::size_t failures_ = 0;
};

}  // namespace naru::detail
