// The loop and other threads: waking it, stopping it, leaving it alone (rules 10 and 11).
#include <naru/detail/proactor_access.hpp>

#include "held_threads.hpp"
#include "support.hpp"
#include "system.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <future>
#include <thread>

using namespace contract;

TEST_SUITE_BEGIN("loop");

TEST_CASE("stop_and_restart_lose_nothing") {
  if (!runs_on_threads()) return;
  // A restart may come before the thread that was stopped has noticed. On a busy machine each
  // round waits for its turn on a core, so there a limit of time ends them, after a few.
  const std::size_t rounds = scaled(5'000);
  constexpr std::size_t rounds_min = 100;
  const auto enough = backend_clock::now() + 3s;
  std::array<recorder, 8> operations;
  std::atomic<bool> over{false};
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  const auto running = std::async(std::launch::async, [&] {
    while (!over) proactor->run();
  });
  const auto all_done = [&](std::size_t times) {
    return std::ranges::all_of(operations, [&](const recorder& op) {
      return static_cast<std::size_t>(op.completions()) == times;
    });
  };
  bool done = true;
  for (std::size_t round = 1; done && round <= rounds; ++round) {
    if (round > rounds_min && backend_clock::now() >= enough) break;
    for (recorder& op : operations) proactor->post(op);
    proactor->stop();
    proactor->restart();
    const auto end = backend_clock::now() + deadline;
    while (!(done = all_done(round)) && backend_clock::now() < end) std::this_thread::yield();
  }
  over = true;
  proactor->stop();
  CHECK(done);
}

TEST_CASE("post_from_many_threads_all_run") {
  if (!runs_on_threads()) return;
  constexpr int each = 2'000;
  std::array<std::deque<recorder>, 4> operations;
  const auto proactor = test_proactor();
  {
    const naru::work_guard guard(*proactor);
    naru::worker_pool workers(*proactor, 2);
    std::vector<std::thread> threads;
    for (auto& mine : operations) {
      mine.resize(each);
      threads.emplace_back([&] {
        for (recorder& op : mine) proactor->post(op);
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (const auto& mine : operations) {
      CHECK(run_until(*proactor, [&] { return mine.back().completed(); }));
    }
  }
  proactor->restart();
  proactor->run();
  for (const auto& mine : operations) {
    CHECK(std::all_of(mine.begin(), mine.end(),
                      [](const recorder& op) { return op.completions() == 1 && !op.error(); }));
  }
}

TEST_CASE("post_is_fifo_from_another_thread") {
  if (!runs_on_threads()) return;
  // More posts than the loop takes at a time, and the loop is left in between.
  constexpr int count = 5'000;
  std::vector<int> order;
  std::deque<recorder> operations;
  const auto proactor = test_proactor();
  for (int i = 0; i < count; ++i) {
    operations.emplace_back([&, i](naru::io_result) {
      order.push_back(i);
      if (i == count / 2) proactor->stop();
    });
  }
  std::thread([&] {
    for (recorder& op : operations) proactor->post(op);
  }).join();
  for (int i = 0; i < 10; ++i) CHECK(proactor->run_one() == 1);
  proactor->run();
  CHECK(order.size() == count / 2 + 1);
  proactor->restart();
  const std::size_t left = count - order.size();
  CHECK(proactor->poll() == left);
  CHECK(order.size() == count);
  CHECK(std::is_sorted(order.begin(), order.end()));
}

TEST_CASE("wakeups_coalesce_but_none_is_lost") {
  if (!runs_on_threads()) return;
  // Each post comes while the loop is about to sleep or has just been woken.
  const std::size_t posts = promised(10'000);
  std::deque<recorder> operations(posts);
  countdown done(posts);
  for (recorder& op : operations) op.then([&](naru::io_result) { done.arrive(); });
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 1);
  for (recorder& op : operations) proactor->post(op);
  CHECK(done.wait());
  for (int i = 0; i < 200; ++i) {
    done.restart(1);
    proactor->post(operations.front());
    REQUIRE(done.wait());  // the loop has nothing else to do: it goes to sleep each time
  }
}

TEST_CASE("two_proactors_two_threads_are_independent") {
  if (!runs_on_threads()) return;
  recorder on_first;
  recorder on_second;
  countdown done(1);
  const auto first = test_proactor();
  const auto second = test_proactor();
  on_first.then([&](naru::io_result) { done.arrive(); });
  on_second.then([&](naru::io_result) { done.arrive(); });
  const naru::work_guard first_guard(*first);
  const naru::work_guard second_guard(*second);
  naru::worker_pool first_thread(*first, 1);
  naru::worker_pool second_thread(*second, 1);
  first->stop();
  first_thread.join();
  CHECK_FALSE(second->stopped());
  second->post(on_second);
  CHECK(done.wait());
  done.restart(1);
  first->post(on_first);
  CHECK(on_first.completions() == 0);
  first->restart();
  CHECK(first->run_one() == 1);
  CHECK(done.wait());
}

TEST_CASE("stop_wakes_every_thread") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 5);
  proactor->stop();
  workers.join();  // the watchdog notices a thread that stays
  CHECK(proactor->stopped());
}

TEST_CASE("run_returns_when_the_last_work_guard_goes") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  auto guard = std::make_unique<naru::work_guard>(*proactor);
  auto returned = std::async(std::launch::async, [&] { return proactor->run(); });
  CHECK(returned.wait_for(20ms) == std::future_status::timeout);
  guard.reset();
  CHECK(returned.wait_for(deadline) == std::future_status::ready);
  proactor->stop();  // in case it did not return
  CHECK(returned.get() == 0);
}

TEST_CASE("idle_uses_no_cpu") {
  recorder received;
  std::array<std::byte, 8> storage{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage), received);
  const auto before = processor_time();
  proactor->run_for(500ms);
  CHECK(processor_time() - before < 100ms);
}

TEST_CASE("a_timer_at_the_end_of_time_lets_the_thread_sleep") {
  recorder expired;
  const auto proactor = test_proactor();
  naru::timer timer(*proactor);
  timer.wait_until(naru::proactor::time_point::max() - std::chrono::nanoseconds(1), expired);
  const auto before = processor_time();
  proactor->run_for(300ms);
  CHECK(processor_time() - before < 100ms);
  CHECK_FALSE(expired.completed());
}

TEST_CASE("a_post_does_not_wait_behind_a_busy_thread") {
  if (!runs_on_threads()) return;
  // A completion that takes long and a post reach the idle threads at the same time, again and
  // again. The long one ends when the post has run, so a post that waits behind it is always
  // noticed.
  std::atomic<bool> ran = false;
  std::atomic<int> behind = 0;
  std::array<std::byte, 8> storage{};
  const std::array<std::byte, 1> message{};
  recorder slow([&](naru::io_result) {
    if (!wait_until([&] { return ran.load(); }, 5s)) ++behind;
  });
  recorder quick([&](naru::io_result) { ran = true; });
  recorder sent;
  const auto proactor = test_proactor();
  naru::udp_socket receiver(*proactor, loopback());
  naru::udp_socket sender(*proactor, loopback());
  const naru::work_guard working(*proactor);
  naru::worker_pool workers(*proactor, 4);
  const int rounds = static_cast<int>(scaled(1'000));
  for (int round = 1; round <= rounds && behind == 0; ++round) {
    ran = false;
    receiver.receive(naru::buffer(storage), slow);
    sender.send_to(naru::buffer(message), receiver.local_endpoint(), sent);
    proactor->post(quick);
    REQUIRE(wait_until([&] {
      return slow.completions() == round && quick.completions() == round &&
             sent.completions() == round;
    }));
  }
  CHECK(behind == 0);
  proactor->stop();
}

TEST_CASE("posts_that_come_together_are_spread_over_the_threads") {
  if (!runs_on_threads()) return;
  // There are as many as threads, and the first ends when the others have run.
  constexpr unsigned threads = 4;
  countdown others(threads - 1);
  std::atomic<int> behind = 0;
  recorder first([&](naru::io_result) { behind += others.wait(5s) ? 0 : 1; });
  std::array<recorder, threads - 1> quick;
  for (recorder& op : quick) op.then([&](naru::io_result) { others.arrive(); });
  const auto proactor = test_proactor();
  const naru::work_guard working(*proactor);
  naru::worker_pool workers(*proactor, threads);
  held_threads held(*proactor, threads);  // so that all are inside run
  REQUIRE(held.complete());
  held.release();
  const int rounds = static_cast<int>(scaled(200));
  for (int round = 1; round <= rounds && behind == 0; ++round) {
    if (round % 10 == 1) hold_up(5ms);  // so that most likely all wait
    others.restart(quick.size());
    proactor->post(first);
    for (recorder& op : quick) proactor->post(op);
    REQUIRE(wait_until([&] {
      return first.completions() == round &&
             std::ranges::all_of(quick, [&](auto& op) { return op.completions() == round; });
    }));
  }
  CHECK(behind == 0);
  proactor->stop();
}

TEST_CASE("a_stop_reaches_a_waiting_thread_whose_wake_a_busy_one_took") {
  if (!runs_on_threads()) return;
  // One thread waits without a limit; another always has something ready and looks at the system
  // all the time, so it often takes the wake of the stop. It stays in the completion function that
  // it runs then until the waiting thread has returned.
  const auto enough = backend_clock::now() + 3s;
  bool left_waiting = false;
  while (!left_waiting && backend_clock::now() < enough) {
    std::atomic<int> returned = 0;
    recorder chain;
    const auto proactor = test_proactor();
    const naru::udp_socket socket(*proactor, loopback());  // so that a look takes time
    const naru::work_guard guard(*proactor);
    chain.then([&](naru::io_result result) {
      if (result.error) return;
      if (!proactor->stopped()) return static_cast<void>(proactor->post(chain));
      left_waiting = !wait_until([&] { return returned != 0; }, 5s);
    });
    const auto run = [&] {
      proactor->run();
      ++returned;
    };
    std::thread one(run);
    std::thread other(run);
    proactor->post(chain);
    CHECK(wait_until([&] { return chain.completions() > 20; }));
    proactor->stop();
    one.join();
    other.join();
  }
  CHECK_FALSE(left_waiting);
}

TEST_CASE("withdrawing_the_last_timer_lets_run_return") {
  if (!runs_on_threads()) return;
  recorder waiting;
  recorder posted;
  naru::detail::timer_entry entry;
  const auto proactor = test_proactor();
  naru::detail::proactor_access::start_timer(*proactor, entry, proactor->now() + 1h, waiting);
  proactor->post(posted);
  std::atomic<bool> returned = false;
  std::thread other([&] {
    proactor->run();
    returned = true;
  });
  // After this the thread only waits for the timer.
  CHECK(wait_until([&] { return posted.completed(); }));
  CHECK(naru::detail::proactor_access::withdraw_timer(*proactor, entry));
  CHECK(wait_until([&] { return returned.load(); }));
  proactor->stop();
  other.join();
}

TEST_CASE("a_run_that_has_not_noticed_a_stop_goes_on_after_a_restart") {
  if (!runs_on_threads()) return;
  std::atomic<bool> done = false;
  std::atomic<int> finished = 0;
  const int rounds = static_cast<int>(scaled(2'000));
  std::deque<recorder> followers;
  const auto proactor = test_proactor();
  for (int i = 0; i < 4; ++i) {
    followers.emplace_back([&](naru::io_result) { finished.fetch_add(1); });
  }
  recorder starter;
  int started = 0;
  starter.then([&](naru::io_result) {
    for (recorder& each : followers) {
      if (!each.pending()) proactor->finish(each, {});
    }
    if (++started < rounds) proactor->post(starter);
  });
  proactor->post(starter);
  std::thread interferer([&] {
    while (!done) {
      proactor->stop();
      proactor->restart();
    }
  });
  CHECK(wait_until([&] {
    proactor->run();
    return starter.completions() == rounds;
  }));
  done = true;
  interferer.join();
  proactor->restart();
  proactor->run();
  CHECK(all_completed(followers));
  CHECK(std::ranges::none_of(followers, [](const recorder& each) { return each.pending(); }));
}

TEST_SUITE_END();
