// The timers of a proactor, many of them: each expires at its time, whatever else was started and
// cancelled.
#include <deque>

#include "connection_support.hpp"

using namespace simulated_tests;

namespace {

class alarm_clock {
 public:
  alarm_clock(naru::proactor& owner, naru::simulation& world)
      : owner_(owner), world_(world), timer_(owner) {}

  /// Starts it, or cancels it if it was started.
  void touch() {
    if (rings_.pending()) return timer_.cancel();
    due_ = owner_.now() + std::chrono::milliseconds(world_.random(2'000));
    timer_.wait_until(due_, rings_);
  }
  void cancel() { timer_.cancel(); }
  [[nodiscard]] bool was_in_time() const noexcept { return in_time_; }

 private:
  void ring(naru::io_result result) {
    const auto late = owner_.now() - due_;
    if (!result.error && (late < 0ms || late > 1ms)) in_time_ = false;
  }

  naru::proactor& owner_;
  naru::simulation& world_;
  naru::timer timer_;
  naru::proactor::time_point due_;
  bool in_time_ = true;
  naru::member_callback rings_ = naru::bind<&alarm_clock::ring>(this);
};

}  // namespace

TEST_CASE("timers_are_in_time_whatever_is_started_and_cancelled") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    naru::simulation world({.seed = seed});
    const auto proactor = world.add_host("server").make_proactor();
    std::deque<alarm_clock> all;
    for (int i = 0; i < 200; ++i) all.emplace_back(*proactor, world);
    for (int step = 0; step < 2'000; ++step) {
      for (int i = 0; i < 4; ++i) all[world.random(all.size())].touch();
      world.run_for(std::chrono::milliseconds(world.random(20)));
    }
    for (alarm_clock& each : all) each.cancel();
    world.run();
    std::size_t wrong = 0;
    for (const alarm_clock& each : all) wrong += each.was_in_time() ? 0 : 1;
    CHECK(wrong == 0);
  }
}
