// ticker: calls a function at a fixed rate, on any thread that runs the proactor, one call at a
// time.
//
// The times are counted from the first one, so lateness does not add up. A late ticker makes up
// for missed calls, up to a limit at a time. It skips the rest, because a server that is too slow
// would never catch up.
//
//     samples::world::ticker ticker(*proactor, 30, [&] { world.step(); });
//     ticker.start();
//     …
//     ticker.stop_blocking();
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
  /// Call it once. When it returns, the function is not called any more. Not from a completion
  /// function.
  void stop_blocking();

  /// Called in the tick: how many calls were skipped so far.
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
  std::uint64_t turns_ = 0;  // the calls that were made or skipped
  std::uint64_t skipped_ = 0;
  std::atomic<bool> stopping_ = false;
  std::latch ended_{1};
  naru::timer timer_;
  naru::member_callback on_time_ = naru::bind<&ticker::on_time>(this);
};

}  // namespace samples::world
