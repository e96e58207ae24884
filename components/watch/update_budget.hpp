// update_budget: keeps what the page costs below a part of one thread, however much there is to
// look at.
#pragma once

#include <naru/proactor.hpp>

namespace naru::detail {

class update_budget {
 public:
  [[nodiscard]] bool allows(proactor::time_point now) const noexcept { return now >= next_; }
  /// Notes that something was done in this time. It is not allowed again before `pause` has passed,
  /// nor before as much time that it took a two-hundredth of it.
  void spend(proactor::time_point begin, proactor::time_point end,
             proactor::duration pause) noexcept {
    const proactor::duration earned = (end - begin) * parts;
    next_ = begin + (earned > pause ? earned : pause);
  }

 private:
  static constexpr int parts = 200;

  proactor::time_point next_;
};

}  // namespace naru::detail
