// Timers with several threads: if a thread leaves, another one takes care of the timers (rules 10
// and 12).
#include "held_threads.hpp"
#include "support.hpp"

#include <array>
#include <deque>
#include <future>
#include <stdexcept>

using namespace contract;

namespace {

constexpr int repetitions = 10;

using pair_of_recorders = std::array<recorder, 2>;

/// Posts until a thread that waits for one operation to run has returned. It posts two at a time,
/// because a system may always wake the same thread. That one leaves the second to the other.
bool let_return(naru::proactor& proactor, const std::future<void>& thread,
                pair_of_recorders& nudges) {
  const auto end = backend_clock::now() + deadline;
  int posted = 0;
  while (thread.wait_for(1ms) != std::future_status::ready) {
    if (backend_clock::now() >= end) return false;
    if (nudges[0].completions() < posted || nudges[1].completions() < posted) continue;
    for (recorder& nudge : nudges) proactor.post(nudge);
    ++posted;
  }
  return true;
}

/// One thread stays inside run and has no timer to wait for. Another one is inside for a while, as
/// `visit` decides, and may take the wake of the timer that is started meanwhile.
template <std::invocable<naru::proactor&> Visit, std::invocable<naru::proactor&> Meanwhile>
void check_no_timer_is_lost(Visit visit, Meanwhile meanwhile) {
  for (int i = 0; i < repetitions; ++i) {
    countdown entering(1);
    countdown done(1);
    recorder expired([&](naru::io_result) { done.arrive(); });
    pair_of_recorders nudges;
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
    CHECK(let_return(*proactor, visitor, nudges));
    proactor->stop();
    staying.join();
    REQUIRE(in_time);
    CHECK(expired.completions() == 1);
    CHECK_FALSE(expired.error());
  }
}

/// For a completion function that must not hold up a timer: waits until the timer has expired on
/// another thread. If `due` has passed already, both may be on this thread, and that proves
/// nothing.
bool expires_elsewhere(const naru::proactor& proactor, naru::proactor::time_point due,
                       countdown& done) {
  return proactor.now() >= due || done.wait(5s);
}

}  // namespace

TEST_SUITE_BEGIN("timers");

TEST_CASE("no_timer_is_lost_with_a_thread_that_leaves_run_for") {
  if (!runs_on_threads()) return;
  check_no_timer_is_lost([](naru::proactor& proactor) { proactor.run_for(60ms); },
                         [](naru::proactor&) {});
}

TEST_CASE("no_timer_is_lost_with_a_thread_that_leaves_run_one") {
  if (!runs_on_threads()) return;
  std::deque<recorder> posted(repetitions);
  auto next = posted.begin();
  check_no_timer_is_lost([](naru::proactor& proactor) { proactor.run_one(); },
                         [&](naru::proactor& proactor) { proactor.post(*next++); });
  CHECK(all_completed(posted));
}

TEST_CASE("no_timer_is_lost_with_a_thread_that_ends_polling") {
  if (!runs_on_threads()) return;
  const auto poll_for_a_while = [](naru::proactor& proactor) {
    const auto end = proactor.now() + 60ms;
    while (proactor.now() < end) proactor.poll();
  };
  check_no_timer_is_lost(poll_for_a_while, [](naru::proactor&) {});
}

TEST_CASE("no_timer_is_lost_with_a_thread_that_throws") {
  if (!runs_on_threads()) return;
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

TEST_CASE("a_timer_expires_while_the_thread_that_watched_it_is_busy") {
  if (!runs_on_threads()) return;
  // No thread has a limit to its wait until the timer starts. Then one thread watches it. An event
  // may draw exactly that thread into a completion function, which ends when the timer has
  // expired.
  std::array<std::byte, 8> storage{};
  const std::array<std::byte, 1> message{};
  countdown done(1);
  naru::proactor::time_point due;
  bool late = false;
  recorder expired([&](naru::io_result) { done.arrive(); });
  recorder slow;
  recorder sent;
  const auto proactor = test_proactor();
  slow.then([&](naru::io_result) { late |= !expires_elsewhere(*proactor, due, done); });
  naru::udp_socket receiver(*proactor, loopback());
  naru::udp_socket sender(*proactor, loopback());
  const naru::work_guard guard(*proactor);
  naru::timer timer(*proactor);
  naru::worker_pool workers(*proactor, 2);
  for (int round = 1; round <= 2 * repetitions && !late; ++round) {
    done.restart(1);
    const bool datagram = round % 2 == 0;
    if (datagram) receiver.receive(naru::buffer(storage), slow);
    hold_up(10ms);  // so that most likely both wait
    due = proactor->now() + 40ms;
    timer.wait_until(due, expired);
    hold_up(10ms);  // so that most likely one watches
    if (datagram) {
      sender.send_to(naru::buffer(message), receiver.local_endpoint(), sent);
    } else {
      proactor->post(slow);
    }
    REQUIRE(wait_until([&] {
      return slow.completions() == round && expired.completions() == round &&
             sent.completions() == round / 2;
    }));
  }
  CHECK_FALSE(late);
  proactor->stop();
}

TEST_CASE("a_timer_expires_although_a_busy_thread_took_its_wake") {
  if (!runs_on_threads()) return;
  // One thread waits without a limit; another always has something ready and looks at the system
  // all the time, so it sometimes takes the wake of the timer that is started. It stays in the next
  // completion function until the timer has expired.
  const auto enough = backend_clock::now() + 3s;
  bool late = false;
  while (!late && backend_clock::now() < enough) {
    countdown done(1);
    naru::proactor::time_point due;
    std::atomic<bool> started = false;
    std::atomic<int> links = 0;
    recorder expired([&](naru::io_result) { done.arrive(); });
    recorder chain;
    const auto proactor = test_proactor();
    chain.then([&](naru::io_result result) {
      ++links;
      if (!result.error && !started) return static_cast<void>(proactor->post(chain));
      late = !expires_elsewhere(*proactor, due, done);
    });
    naru::timer timer(*proactor);
    proactor->post(chain);
    naru::worker_pool workers(*proactor, 2);
    REQUIRE(wait_until([&] { return links > 20; }));
    due = proactor->now() + 5ms;
    timer.wait_until(due, expired);
    started = true;
    workers.join();  // this also lets the chain end
    CHECK(expired.completions() == 1);
  }
  CHECK_FALSE(late);
}

TEST_CASE("a_timer_that_is_far_away_costs_no_wake_for_each_message") {
  if (!runs_on_threads()) return;
  // Whichever thread runs something, the other one waits with a limit of its own.
  const std::size_t rounds = scaled(200);
  std::array<std::byte, 8> storage{};
  const std::array<std::byte, 1> message{};
  recorder expired;
  recorder received;
  const auto proactor = test_proactor();
  const auto elsewhere = test_proactor();
  naru::udp_socket receiver(*proactor, loopback());
  naru::udp_socket sender(*elsewhere, loopback());
  naru::timer timer(*proactor);
  timer.wait_for(1h, expired);
  naru::worker_pool workers(*proactor, 2);
  const auto before = proactor->counters().wakes;
  for (std::size_t round = 1; round <= rounds; ++round) {
    receiver.receive(naru::buffer(storage), received);
    const auto sent = finish(*elsewhere, [&](naru::operation& op) {
      return sender.send_to(naru::buffer(message), receiver.local_endpoint(), op);
    });
    CHECK_FALSE(sent.error);
    REQUIRE(wait_until([&] { return static_cast<std::size_t>(received.completions()) == round; }));
  }
  CHECK(proactor->counters().wakes - before < rounds / 2);
  proactor->stop();
}

TEST_CASE("timers_that_expire_together_are_spread_over_the_threads") {
  if (!runs_on_threads()) return;
  // There are as many as threads, and the first ends when the others have expired.
  constexpr unsigned threads = 4;
  countdown others(threads - 1);
  std::atomic<int> behind = 0;
  recorder first([&](naru::io_result) { behind += others.wait(5s) ? 0 : 1; });
  std::array<recorder, threads - 1> quick;
  for (recorder& op : quick) op.then([&](naru::io_result) { others.arrive(); });
  const auto proactor = test_proactor();
  std::deque<naru::timer> timers;
  for (unsigned i = 0; i < threads; ++i) timers.emplace_back(*proactor);
  const naru::work_guard working(*proactor);
  naru::worker_pool workers(*proactor, threads);
  held_threads held(*proactor, threads);  // so that all are inside run
  REQUIRE(held.complete());
  held.release();
  for (int round = 1; round <= 2 * repetitions && behind == 0; ++round) {
    others.restart(quick.size());
    const auto due = proactor->now() + 10ms;
    timers[0].wait_until(due, first);
    for (std::size_t i = 0; i < quick.size(); ++i) timers[i + 1].wait_until(due, quick[i]);
    REQUIRE(wait_until([&] {
      return first.completions() == round &&
             std::ranges::all_of(quick, [&](auto& op) { return op.completions() == round; });
    }));
  }
  CHECK(behind == 0);
  proactor->stop();
}

TEST_SUITE_END();
