// ticker: calls a function at a fixed rate, on whichever thread runs the proactor, one call at a
// time.
//
// The moments follow from the first, so that no lateness adds up. Who is late makes up for what was
// missed, up to a number of calls at a time; what is more than that is skipped, as a server that
// cannot keep up would never catch up.
//
//     samples::world::ticker ticker(*proactor, 30, [&] { world.step(); });
//     ticker.start();
//     …
//     ticker.stop_and_wait();
#pragma once

#include <naru/callback.hpp>
#include <naru/proactor.hpp>
#include <naru/timer.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <latch>

namespace samples::world {

class ticker {
 public:
  ticker(naru::proactor& owner, std::uint16_t per_second, std::function<void()> tick);

  void start();
  /// Once. Nothing is called any more when it returns. Not from a completion function.
  void stop_and_wait();

  /// In the tick: how many were skipped so far.
  [[nodiscard]] std::uint64_t skipped() const noexcept { return skipped_; }

 private:
  static constexpr unsigned at_once_max = 5;

  void on_time(naru::io_result result);
  void wait();
  [[nodiscard]] naru::proactor::time_point due() const noexcept;

  naru::proactor& proactor_;
  const std::uint16_t per_second_;
  const std::function<void()> tick_;
  naru::proactor::time_point began_;
  std::uint64_t turns_ = 0;  // that were called or skipped
  std::uint64_t skipped_ = 0;
  std::atomic<bool> stopping_ = false;
  std::latch ended_{1};
  naru::timer timer_;
  naru::member_callback on_time_ = naru::bind<&ticker::on_time>(this);
};

}  // namespace samples::world
