// Timers where several threads run: whoever leaves, another sees to the timers (rules 10 and 12).
#include "support.hpp"

#include <array>
#include <deque>
#include <future>
#include <stdexcept>

using namespace contract;

namespace {

constexpr int repetitions = 10;

/// Posts, one operation at a time, until a thread that waits for one to run has returned.
bool let_return(naru::proactor& proactor, const std::future<void>& thread, recorder& nudge) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  int posted = 0;
  while (thread.wait_for(1ms) != std::future_status::ready) {
    if (std::chrono::steady_clock::now() >= end) return false;
    if (nudge.completions() < posted) continue;
    proactor.post(nudge);
    ++posted;
  }
  return true;
}

/// One thread stays inside run and has no timer to wait for. Another is inside for a while, as
/// `visit` says, and may take the wake of the timer that is started meanwhile.
template <std::invocable<naru::proactor&> Visit, std::invocable<naru::proactor&> Meanwhile>
void check_no_timer_is_lost(Visit visit, Meanwhile meanwhile) {
  for (int i = 0; i < repetitions; ++i) {
    countdown entering(1);
    countdown done(1);
    recorder expired([&](naru::io_result) { done.arrive(); });
    recorder nudge;
    const auto proactor = test_proactor();
    const naru::work_guard guard(*proactor);
    naru::timer timer(*proactor);
    naru::worker_pool staying(*proactor, 1);
    const auto visitor = std::async(std::launch::async, [&] {
      entering.arrive();
      visit(*proactor);
    });
    CHECK(entering.wait());
    visitor.wait_for(10ms);  // so that it most likely waits already
    timer.wait_for(100ms, expired);
    meanwhile(*proactor);
    const bool in_time = done.wait();
    CHECK(let_return(*proactor, visitor, nudge));
    proactor->stop();
    staying.join();
    REQUIRE(in_time);
    CHECK(expired.completions() == 1);
    CHECK_FALSE(expired.error());
  }
}

}  // namespace

TEST_SUITE_BEGIN("timers");

TEST_CASE("no_timer_is_lost_with_a_thread_that_leaves_run_for") {
  check_no_timer_is_lost([](naru::proactor& proactor) { proactor.run_for(60ms); },
                         [](naru::proactor&) {});
}

TEST_CASE("no_timer_is_lost_with_a_thread_that_leaves_run_one") {
  std::deque<recorder> posted(repetitions);
  auto next = posted.begin();
  check_no_timer_is_lost([](naru::proactor& proactor) { proactor.run_one(); },
                         [&](naru::proactor& proactor) { proactor.post(*next++); });
  CHECK(all_completed(posted));
}

TEST_CASE("no_timer_is_lost_with_a_thread_that_ends_polling") {
  const auto poll_for_a_while = [](naru::proactor& proactor) {
    const auto end = proactor.now() + 60ms;
    while (proactor.now() < end) proactor.poll();
  };
  check_no_timer_is_lost(poll_for_a_while, [](naru::proactor&) {});
}

TEST_CASE("no_timer_is_lost_with_a_thread_that_throws") {
  for (int i = 0; i < repetitions; ++i) {
    recorder throwing([](naru::io_result) { throw std::runtime_error("from a callback"); });
    countdown done(1);
    recorder expired([&](naru::io_result) { done.arrive(); });
    const auto proactor = test_proactor();
    const naru::work_guard guard(*proactor);
    naru::timer timer(*proactor);
    const auto run_until_it_throws = [&] {
      try {
        proactor->run();
        return false;
      } catch (const std::runtime_error&) {
        return true;
      }
    };
    std::array<std::future<bool>, 2> threads;
    for (auto& thread : threads) thread = std::async(std::launch::async, run_until_it_throws);
    threads[0].wait_for(5ms);  // so that both most likely wait already
    timer.wait_for(50ms, expired);
    proactor->post(throwing);
    const bool in_time = done.wait();
    proactor->stop();
    const bool first_threw = threads[0].get();
    CHECK(first_threw != threads[1].get());
    REQUIRE(in_time);
    CHECK(throwing.completions() == 1);
    CHECK(expired.completions() == 1);
    CHECK_FALSE(expired.error());
  }
}

TEST_SUITE_END();
