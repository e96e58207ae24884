#include "ticker.hpp"

#include <chrono>
#include <utility>

namespace samples::world {

ticker::ticker(naru::proactor& owner, std::uint16_t per_second, std::function<void()> tick)
    : proactor_(owner), per_second_(per_second), tick_(std::move(tick)), timer_(owner) {}

void ticker::start() {
  began_ = proactor_.now();
  turns_ = 1;
  wait();
}

// A wait that begins just after the cancel ends with its tick, which then sees that it is the
// last.
void ticker::stop_blocking() {
  stopping_ = true;
  timer_.cancel();
  ended_.wait();
}

void ticker::on_time(naru::io_result) {
  if (stopping_) return ended_.count_down();
  const auto now = proactor_.now();
  for (unsigned i = 0; i < at_once_max && due() <= now; ++i) {
    tick_();
    ++turns_;
  }
  for (; due() <= now; ++turns_) ++skipped_;
  wait();
}

void ticker::wait() { timer_.wait_until(due(), on_time_); }

naru::proactor::time_point ticker::due() const noexcept {
  constexpr std::chrono::nanoseconds second = std::chrono::seconds(1);
  const auto since_begin = second * static_cast<std::int64_t>(turns_) / per_second_;
  return began_ + std::chrono::duration_cast<naru::proactor::duration>(since_begin);
}

}  // namespace samples::world
