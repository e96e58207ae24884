// Work that always goes on leaves turns to what comes anew.
#include <deque>

#include "connection_support.hpp"

using namespace simulated_tests;

namespace {

/// Completes again and again, as a connection does that always finds something to do.
class endless_work {
 public:
  explicit endless_work(naru::proactor& on) : on_(on) { go_on({}); }

  void end() noexcept { ends_ = true; }
  [[nodiscard]] std::size_t turns() const noexcept { return turns_; }

 private:
  void take_turn(naru::io_result result) {
    ++turns_;
    if (!ends_) go_on(result);
  }
  void go_on(naru::io_result result) {
    on_.begin(next_);
    on_.complete(next_, result);
  }

  naru::proactor& on_;
  std::size_t turns_ = 0;
  bool ends_ = false;
  naru::member_callback next_ = naru::bind<&endless_work::take_turn>(this);
};

/// A timer that is due again as soon as it has expired, `left` times.
class busy_timer {
 public:
  busy_timer(naru::proactor& on, int left) : timer_(on), left_(left) {
    timer_.wait_for(0s, expires_);
  }

  [[nodiscard]] bool is_over() const noexcept { return left_ == 0; }

 private:
  void expire(naru::io_result) {
    if (--left_ != 0) timer_.wait_for(0s, expires_);
  }

  naru::timer timer_;
  int left_;
  naru::member_callback expires_ = naru::bind<&busy_timer::expire>(this);
};

}  // namespace

// A batch with the timer, which is fresh, has ten others that have had their turns. If each of them
// got the 16 turns of a batch without anything fresh, they would have 16,000 in all.
TEST_CASE("work_that_goes_on_leaves_turns_to_what_is_fresh") {
  constexpr int expiries = 100;
  naru::simulation world({.seed = 1});
  const auto proactor = world.add_host("server").make_proactor();
  std::deque<endless_work> all;
  for (int i = 0; i != 10; ++i) all.emplace_back(*proactor);
  const busy_timer timer(*proactor, expiries);
  std::size_t turns = 0;
  CHECK(world.run_until([&] { return timer.is_over(); }, 1min));
  for (const endless_work& each : all) turns += each.turns();
  CHECK(turns < 10'000);
  for (endless_work& each : all) each.end();
  world.run();
}
