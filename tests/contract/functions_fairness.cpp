// Functions that are always ready leave time for all the rest, and times that never come.
#include "coroutines.hpp"
#include "support.hpp"

#include <cstddef>

using namespace contract;

namespace {

/// A serial, a proactor and two tickers that are never without a function to run, until they are
/// stopped.
class busy_places {
 public:
  explicit busy_places(naru::proactor& owner) : owner_(owner), turn_(owner) {
    post_to_serial();
    post_to_proactor();
    plain_ = naru::every(owner, 1ns, [this] { ++runs_; });
    serial_ = naru::every(turn_, 1ns, [this] { ++runs_; });
  }
  void stop() {
    stopped_ = true;
    plain_.stop();
    serial_.stop();
  }
  [[nodiscard]] naru::serial& turn() { return turn_; }
  [[nodiscard]] std::size_t runs() const { return runs_; }

 private:
  void post_to_serial() {
    turn_.post([this] {
      ++runs_;
      if (!stopped_) post_to_serial();
    });
  }
  void post_to_proactor() {
    naru::post(owner_, [this] {
      ++runs_;
      if (!stopped_) post_to_proactor();
    });
  }

  naru::proactor& owner_;
  std::size_t runs_ = 0;
  bool stopped_ = false;
  naru::serial turn_;
  naru::ticker plain_;
  naru::ticker serial_;
};

}  // namespace

TEST_SUITE_BEGIN("functions");

TEST_CASE("poll_returns_although_functions_are_always_ready") {
  const auto proactor = test_proactor();
  busy_places busy(*proactor);
  CHECK(proactor->poll() != 0);
  CHECK(proactor->poll() != 0);
  CHECK(busy.runs() != 0);
  busy.stop();
  proactor->run();
}

TEST_CASE_FIXTURE(no_frame_is_left, "functions_that_are_always_ready_starve_nobody") {
  const auto proactor = test_proactor();
  busy_places busy(*proactor);
  connected_pair ends(*proactor);
  const std::byte sent{1};
  std::byte got{};
  const auto main = [&]() -> naru::task<> {
    for (int i = 0; i < 10; ++i) {
      CHECK_FALSE((co_await ends.client.send(naru::const_buffer(&sent, 1))).error);
      CHECK_FALSE((co_await ends.server.receive(naru::mutable_buffer(&got, 1))).error);
      co_await naru::sleep_for(1ms);
      co_await busy.turn().enter();
      co_await naru::yield();
      co_await naru::resume_on(*proactor);
    }
    busy.stop();
  };
  naru::run(*proactor, main());
  CHECK(busy.runs() > 100);
}

TEST_CASE("a_time_that_is_too_long_to_count_never_comes") {
  using duration = naru::proactor::duration;
  int runs = 0;
  const auto proactor = test_proactor();
  naru::serial turn(*proactor);
  CHECK(turn.post_after((duration::max)(), [] { CHECK(false); }));
  CHECK(turn.post_every((duration::max)(), [] { CHECK(false); }));
  const naru::ticker plain = naru::every(*proactor, (duration::max)(), [] { CHECK(false); });
  const naru::ticker serial = naru::every(turn, (duration::max)() / 2, [] { CHECK(false); });
  CHECK(turn.post_after((duration::min)(), [&] { ++runs; }));
  CHECK(run_until(*proactor, [&] { return runs == 1; }));
  proactor->run_for(1ms);
  CHECK(runs == 1);
}

TEST_SUITE_END();
