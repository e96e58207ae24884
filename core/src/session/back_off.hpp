// back_off: the time to wait before the next attempt to connect.
#pragma once

#include <naru/proactor.hpp>
#include <naru/session/client_options.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>

namespace naru::detail {

class back_off {
 public:
  /// The options have a seed.
  explicit back_off(const reconnect_options& options)
      : options_(options), random_(options.seed), next_(options.delay_min) {}

  [[nodiscard]] std::size_t failures() const noexcept { return failures_; }

  /// Notes that another attempt has failed. Returns false if no other attempt may follow.
  [[nodiscard]] bool fail() noexcept { return ++failures_ != options_.attempts_max; }

  /// Notes that a session has ended after `time`.
  void succeed(proactor::duration time) noexcept {
    failures_ = 0;
    const auto lasted = std::chrono::duration_cast<std::chrono::milliseconds>(time);
    if (lasted >= options_.delay_max) next_ = options_.delay_min;
  }

  /// The choice is made here, because the distributions of the standard library differ between
  /// implementations: a seed gives the same waits everywhere.
  [[nodiscard]] std::chrono::milliseconds next_delay() {
    const std::chrono::milliseconds longest = next_;
    next_ = longest < options_.delay_max - longest ? 2 * longest : options_.delay_max;
    const auto choices = static_cast<std::uint64_t>(longest.count() / 2) + 1;
    const auto left_out = static_cast<std::chrono::milliseconds::rep>(random_() % choices);
    return longest - std::chrono::milliseconds(left_out);
  }

 private:
  const reconnect_options options_;
  std::minstd_rand random_;
  std::chrono::milliseconds next_;
  std::size_t failures_ = 0;
};

}  // namespace naru::detail
