// update_budget: keeps what the page costs below a part of one thread, however much there is to
// look at.
#pragma once

#include <naru/proactor.hpp>

#include <algorithm>
#include <chrono>
#include <optional>

namespace naru::detail {

class update_budget {
 public:
  [[nodiscard]] bool allows(proactor::time_point now) const noexcept { return now >= next_; }
  /// Notes that something was done in this time. It is not allowed again before `pause` has passed,
  /// nor before two hundred times the time that it takes, but after ten seconds at the latest. What
  /// it takes is the shorter of the last two times, because a thread that was held up took no time.
  void spend(proactor::time_point begin, proactor::time_point end,
             proactor::duration pause) noexcept {
    const proactor::duration taken = end - begin;
    const proactor::duration rest = std::min<proactor::duration>(
        std::min(taken, last_.value_or(taken)) * parts, std::chrono::seconds(10));
    last_ = taken;
    next_ = begin + std::max(rest, pause);
  }

 private:
  static constexpr int parts = 200;

  proactor::time_point next_;
  std::optional<proactor::duration> last_;
};

}  // namespace naru::detail
