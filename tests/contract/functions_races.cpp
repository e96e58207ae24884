// Functions that threads post at the same moment, and ends that come inside a call.
#include "support.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace contract;

namespace {

/// Holds the first thread that posts after `hold`, just before its post is in a queue.
class holding_tracer final : public naru::tracer {
 public:
  void hold() { holds_ = true; }
  void release() { released_ = true; }
  [[nodiscard]] bool is_held() const { return held_; }

 private:
  void operation_started(const void*, naru::operation_kind kind) noexcept override {
    if (kind != naru::operation_kind::post || !holds_.exchange(false)) return;
    held_ = true;
    static_cast<void>(wait_until([this] { return released_.load(); }, 50ms));
  }

  std::atomic<bool> holds_ = false;
  std::atomic<bool> held_ = false;
  std::atomic<bool> released_ = false;
};

/// Posts on two threads. The first is held while the second one posts and then runs the proactor.
template <class Post>
void post_beside_a_thread_that_is_held(Post post) {
  holding_tracer tracer;
  std::atomic<int> runs = 0;
  naru::proactor_options options;
  options.tracer = &tracer;
  const auto proactor = test_proactor(options);
  naru::serial turn(*proactor);
  tracer.hold();
  std::thread first([&] { post(turn, runs); });
  CHECK(wait_until([&] { return tracer.is_held(); }));
  post(turn, runs);
  proactor->run();  // the second function has been posted, so it runs before this returns
  CHECK(runs >= 1);
  tracer.release();
  first.join();
  proactor->run();
  CHECK(runs == 2);
}

/// Waits in its destructor, for a moment, until `over`; then notes whether that had come.
class late_end {
 public:
  late_end(std::atomic<bool>& over, std::atomic<int>& ends, std::atomic<int>& too_late)
      : over_(over), ends_(ends), too_late_(too_late) {}
  late_end(const late_end&) = delete;
  late_end& operator=(const late_end&) = delete;
  ~late_end() {
    if (wait_until([this] { return over_.load(); }, 50ms)) ++too_late_;
    ++ends_;
  }

 private:
  std::atomic<bool>& over_;
  std::atomic<int>& ends_;
  std::atomic<int>& too_late_;
};

}  // namespace

TEST_SUITE_BEGIN("functions");

TEST_CASE("run_knows_a_function_of_a_serial_that_another_thread_is_about_to_bring") {
  if (!runs_on_threads()) return;
  post_beside_a_thread_that_is_held(
      [](naru::serial& turn, std::atomic<int>& runs) { turn.post([&runs] { ++runs; }); });
}

TEST_CASE("run_knows_a_posted_function_that_another_thread_is_about_to_bring") {
  if (!runs_on_threads()) return;
  post_beside_a_thread_that_is_held([](naru::serial& turn, std::atomic<int>& runs) {
    naru::post(turn.owner(), [&runs] { ++runs; });
  });
}

TEST_CASE("posted_functions_keep_their_order_beside_those_of_another_thread") {
  if (!runs_on_threads()) return;
  constexpr std::size_t count = 100;
  std::vector<std::size_t> order;
  const auto proactor = test_proactor();
  naru::post(*proactor, [&] {
    std::thread other([&] { naru::post(*proactor, [] {}); });
    other.join();
    for (std::size_t i = 0; i < count; ++i) {
      naru::post(*proactor, [&order, i] { order.push_back(i); });
    }
  });
  proactor->run();
  CHECK(order.size() == count);
  CHECK(std::ranges::is_sorted(order));
}

TEST_CASE("what_blocking_work_owns_goes_before_its_proactor") {
  if (!runs_on_threads()) return;
  std::atomic<bool> over = false;
  std::atomic<int> ends = 0;
  std::atomic<int> too_late = 0;
  naru::blocking_pool pool(1);
  {
    const auto proactor = test_proactor();
    auto owned = std::make_unique<late_end>(over, ends, too_late);
    pool.run([last = std::move(owned)] {}, *proactor, [](naru::outcome<void>) {});
  }
  over = true;
  CHECK(wait_until([&] { return ends == 1; }));
  CHECK(too_late == 0);
}

TEST_CASE("an_outcome_may_end_its_pool") {
  if (!runs_on_threads()) return;
  const std::size_t rounds = scaled(300);
  const auto proactor = test_proactor();
  auto guard = std::make_unique<naru::work_guard>(*proactor);
  naru::worker_pool workers(*proactor, 1);
  for (std::size_t i = 0; i < rounds; ++i) {
    std::atomic<bool> ended = false;
    auto owned = std::make_unique<naru::blocking_pool>(1);
    naru::blocking_pool& pool = *owned;
    pool.run([] {}, *proactor,
             [&ended, last = std::move(owned)](naru::outcome<void>) mutable {
               last.reset();
               ended = true;
             });
    while (!ended) std::this_thread::yield();
  }
  guard.reset();
  workers.join();
}

TEST_CASE("the_end_of_a_serial_waits_until_what_it_drops_is_gone") {
  if (!runs_on_threads()) return;
  constexpr int more_than_a_turn = 50;
  std::atomic<bool> over = false;
  std::atomic<int> ends = 0;
  std::atomic<int> too_late = 0;
  std::atomic<bool> began = false;
  std::atomic<bool> stopped = false;
  const auto proactor = test_proactor();
  std::optional<naru::serial> turn(std::in_place, *proactor);
  turn->post([&] {
    began = true;
    CHECK(wait_until([&] { return stopped.load(); }));
  });
  for (int i = 0; i < more_than_a_turn; ++i) turn->post([] { CHECK(false); });
  auto owned = std::make_unique<late_end>(over, ends, too_late);
  turn->post([last = std::move(owned)] { CHECK(false); });
  naru::worker_pool workers(*proactor, 1);
  CHECK(wait_until([&] { return began.load(); }));
  turn->stop(naru::stop_mode::drop);
  stopped = true;
  turn.reset();
  over = true;
  CHECK(ends == 1);
  CHECK(too_late == 0);
  workers.join();
}

TEST_CASE("the_end_of_a_ticker_waits_until_the_beat_that_runs_is_gone") {
  if (!runs_on_threads()) return;
  std::atomic<bool> over = false;
  std::atomic<int> ends = 0;
  std::atomic<int> too_late = 0;
  std::atomic<bool> began = false;
  std::atomic<bool> stopping = false;
  const auto proactor = test_proactor();
  auto owned = std::make_unique<late_end>(over, ends, too_late);
  naru::ticker ticker = naru::every(*proactor, 5ms, [&, last = std::move(owned)] {
    began = true;
    CHECK(wait_until([&] { return stopping.load(); }));
    const auto end = proactor->now() + 10ms;
    CHECK(wait_until([&] { return proactor->now() >= end; }));
  });
  naru::worker_pool workers(*proactor, 1);
  CHECK(wait_until([&] { return began.load(); }));
  stopping = true;
  ticker.stop();
  over = true;
  workers.join();
  CHECK(ends == 1);
  CHECK(too_late == 0);
}

TEST_SUITE_END();
