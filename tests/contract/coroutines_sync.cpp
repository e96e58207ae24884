// Waits of tasks that are not I/O: events, mutexes, channels, strands, other proactors.
#include "coroutines.hpp"
#include "heap_counter.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <thread>

using namespace contract;

namespace {

naru::task<> wait_for(naru::event& event, std::error_code& error) { error = co_await event.wait(); }

naru::task<> add_guarded(naru::mutex& mutex, int& value, int times) {
  for (int i = 0; i < times; ++i) {
    auto [error, guard] = co_await mutex.lock();
    if (error) co_return;
    const int before = value;
    if (i % 4 == 0) co_await naru::yield();
    value = before + 1;
  }
}

naru::task<> add_in_strand(naru::strand& strand, int& value, int times) {
  co_await naru::resume_on(strand);
  for (int i = 0; i < times; ++i) {
    ++value;
    if (i % 2 == 0) co_await naru::yield();
    if (i % 16 == 0) co_await value_of(i);
  }
}

naru::task<> enter(naru::strand& strand) { co_await naru::resume_on(strand); }

/// In the strand: lets the other task like it have a turn at once, for ever, or `most` times.
naru::task<> keep_busy(naru::strand& strand, naru::proactor& home, const bool& over, int most,
                       int& turns) {
  co_await naru::resume_on(strand);
  for (; !over && turns < most; ++turns) {
    home.poll();  // completes the wait of the other task while this one is in the strand
    co_await naru::yield();
  }
}

/// In the strand, again and again, until it is `over`.
naru::task<> keep_turning(naru::strand& strand, const std::atomic<bool>& over,
                          std::atomic<long>& turns) {
  co_await naru::resume_on(strand);
  for (; !over; ++turns) co_await naru::yield();
}

naru::task<> produce(naru::channel<int>& channel, int count) {
  for (int i = 0; i < count; ++i) {
    if (co_await channel.send(i)) co_return;
  }
  channel.close();
}

naru::task<long> consume(naru::channel<int>& channel) {
  long sum = 0;
  for (;;) {
    const auto [error, value] = co_await channel.receive();
    if (error == naru::error::end_of_stream) co_return sum;
    sum += value.value();
  }
}

naru::task<> keep_send_error(naru::channel<int>& channel, std::error_code& error) {
  error = co_await channel.send(1);
}

naru::task<> keep_receive_error(naru::channel<int>& channel, std::error_code& error) {
  error = (co_await channel.receive()).error;
}

}  // namespace

TEST_SUITE_BEGIN("coroutines");

TEST_CASE_FIXTURE(no_frame_is_left, "an_event_lets_everything_go_on_that_waits") {
  const auto proactor = test_proactor();
  naru::event event;
  std::array<std::error_code, 3> errors;
  errors.fill(std::make_error_code(std::errc::interrupted));
  naru::callback set([&](naru::io_result) { event.set(); });
  naru::timer timer(*proactor);
  timer.wait_for(1ms, set);
  naru::run(*proactor, naru::when_all(wait_for(event, errors[0]), wait_for(event, errors[1])));
  CHECK_FALSE(errors[0]);
  CHECK_FALSE(errors[1]);
  naru::run(*proactor, wait_for(event, errors[2]));  // set still
  CHECK_FALSE(errors[2]);
  event.reset();
  CHECK(naru::run(*proactor, naru::with_timeout(event.wait(), 1ms)) == std::errc::timed_out);
  naru::run(*proactor, stopped(*proactor, wait_for(event, errors[0])));
  CHECK(is_canceled(errors[0]));
}

TEST_CASE_FIXTURE(no_frame_is_left, "an_event_may_be_set_by_any_thread") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 2);
  for (std::size_t i = 0; i < scaled(300); ++i) {
    const auto event = std::make_unique<naru::event>();
    std::thread setter([&] { event->set(); });
    CHECK_FALSE(naru::sync_wait(*proactor, event->wait()));
    setter.join();
  }
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_mutex_is_held_by_one_task_at_a_time") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 3);
  naru::mutex mutex;
  int value = 0;
  const auto times = static_cast<int>(scaled(2'000));
  naru::sync_wait(*proactor,
                  naru::when_all(add_guarded(mutex, value, times), add_guarded(mutex, value, times),
                                 add_guarded(mutex, value, times)));
  CHECK(value == 3 * times);
  naru::mutex::guard held = mutex.try_lock();
  CHECK(held);
  CHECK_FALSE(mutex.try_lock());
  CHECK(naru::sync_wait(*proactor, naru::with_timeout(mutex.lock(), 1ms)).error ==
        std::errc::timed_out);
  held.unlock();
  CHECK(naru::sync_wait(*proactor, mutex.lock()).value());
  held = mutex.try_lock();
  CHECK(held);
  int untouched = 0;
  naru::sync_wait(*proactor, stopped(*proactor, add_guarded(mutex, untouched, 1)));
  CHECK(untouched == 0);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_channel_passes_every_value_on") {
  const auto proactor = test_proactor();
  constexpr int count = 5'000;
  for (const std::size_t capacity : {1U, 7U, 10'000U}) {
    naru::channel<int> channel(capacity);
    const auto [none, sum] =
        naru::run(*proactor, naru::when_all(produce(channel, count), consume(channel)));
    CHECK(sum == long{count} * (count - 1) / 2);
    CHECK(channel.size() == 0);
  }
  CHECK_THROWS_AS(naru::channel<int>(0), std::invalid_argument);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_channel_says_why_it_passes_nothing_on") {
  const auto proactor = test_proactor();
  naru::channel<int> channel(1);
  std::error_code error;
  naru::run(*proactor, stopped(*proactor, keep_receive_error(channel, error)));
  CHECK(is_canceled(error));
  CHECK(naru::run(*proactor, naru::with_timeout(channel.receive(), 1ms)).error ==
        std::errc::timed_out);
  CHECK(channel.try_send(5));
  CHECK_FALSE(channel.try_send(6));
  naru::run(*proactor, stopped(*proactor, keep_send_error(channel, error)));
  CHECK(is_canceled(error));
  naru::callback close([&](naru::io_result) { channel.close(); });
  naru::timer timer(*proactor);
  timer.wait_for(1ms, close);
  naru::run(*proactor, keep_send_error(channel, error));
  CHECK(error == std::errc::broken_pipe);
  CHECK_FALSE(channel.try_send(6));
  CHECK(naru::run(*proactor, channel.receive()).content == 5);
  naru::run(*proactor, keep_receive_error(channel, error));
  CHECK(error == naru::error::end_of_stream);
  CHECK_FALSE(channel.try_receive().has_value());
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_channel_serves_several_threads") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 3);
  naru::channel<int> channel(3);
  const auto count = static_cast<int>(scaled(3'000));
  const auto send_all = [](naru::channel<int>& to, int number) -> naru::task<> {
    for (int i = 0; i < number; ++i) co_await to.send(1);
  };
  const auto produce_all = [&](naru::channel<int>& to) -> naru::task<> {
    return [](auto send, naru::channel<int>& through, int number) -> naru::task<> {
      co_await naru::when_all(send(through, number), send(through, number));
      through.close();
    }(send_all, to, count);
  };
  const auto [none, one, other] = naru::sync_wait(
      *proactor, naru::when_all(produce_all(channel), consume(channel), consume(channel)));
  CHECK(one + other == 2 * count);
}

TEST_CASE_FIXTURE(no_frame_is_left, "tasks_of_a_strand_run_one_at_a_time") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 4);
  const auto times = static_cast<int>(scaled(5'000));
  for (int round = 0; round < 5; ++round) {
    naru::strand strand;
    int value = 0;  // TSan would notice two threads in it
    naru::sync_wait(
        *proactor,
        naru::when_all(add_in_strand(strand, value, times), add_in_strand(strand, value, times),
                       add_in_strand(strand, value, times), add_in_strand(strand, value, times)));
    CHECK(value == 4 * times);
  }
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_strand_may_end_with_the_last_task_in_it") {
  const auto proactor = test_proactor();
  naru::run(*proactor, []() -> naru::task<> {
    for (int i = 0; i < 100; ++i) {
      auto strand = std::make_unique<naru::strand>();
      int value = 0;
      co_await naru::when_all(add_in_strand(*strand, value, 3), add_in_strand(*strand, value, 3));
      CHECK(value == 6);
    }
  }());
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_strand_that_always_has_work_lets_its_thread_go") {
  constexpr int most = 1'000'000;
  const auto here = test_proactor();
  const auto there = test_proactor();
  naru::strand strand;
  bool over = false;
  int turns = 0;
  naru::task_scope scope(*there);
  for (int i = 0; i < 2; ++i) scope.spawn(keep_busy(strand, *there, over, most, turns));
  naru::callback end([&](naru::io_result) { over = true; });
  naru::timer timer(*here);
  timer.wait_for(1ms, end);
  naru::run(*here, [](naru::strand& entered, naru::proactor& other) -> naru::task<> {
    co_await naru::resume_on(entered);
    other.poll();  // both wait for the strand now
  }(strand, *there));
  CHECK(over);
  CHECK(turns < most);
  over = true;
  naru::run(*there, scope.join());
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_ends_run_beside_a_busy_strand") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  naru::strand strand;
  std::atomic<bool> over = false;
  std::atomic<long> turns = 0;
  naru::task_scope scope(*proactor);
  for (int i = 0; i < 16; ++i) scope.spawn(keep_turning(strand, over, turns));
  for (int round = 0; round < 20; ++round) {
    const long before = turns;
    naru::worker_pool workers(*proactor, 2);
    while (turns < before + 100) std::this_thread::yield();
    proactor->stop();
    workers.join();
    proactor->restart();
  }
  over = true;
  naru::run(*proactor, scope.join());
}

TEST_CASE_FIXTURE(no_frame_is_left, "who_awaits_a_task_of_a_strand_goes_on_outside") {
  const auto here = test_proactor();
  const auto there = test_proactor();
  naru::strand strand;
  bool outside = false;
  naru::task_scope scope(*there);
  scope.spawn(enter(strand));
  naru::run(*here, [](naru::strand& inner, naru::task_scope& other, bool& free) -> naru::task<> {
    co_await enter(inner);
    other.owner().poll();  // if nobody is in the strand, this ends it
    free = other.size() == 0;
  }(strand, scope, outside));
  CHECK(outside);
  naru::run(*there, scope.join());
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_task_goes_on_on_another_proactor") {
  if (!runs_on_threads()) return;
  const auto here = test_proactor();
  const auto there = test_proactor();
  const naru::work_guard guard(*there);
  naru::worker_pool workers(*there, 1);
  const auto main_thread = std::this_thread::get_id();
  naru::run(*here,
            [](naru::proactor& home, naru::proactor& other, std::thread::id main) -> naru::task<> {
              CHECK(std::this_thread::get_id() == main);
              co_await naru::resume_on(other);
              CHECK(std::this_thread::get_id() != main);
              CHECK(&co_await naru::this_task::owner() == &other);
              co_await naru::sleep_for(1ms);
              CHECK(std::this_thread::get_id() != main);
              co_await naru::resume_on(home);
              CHECK(std::this_thread::get_id() == main);
            }(*here, *there, main_thread));
}

TEST_CASE_FIXTURE(no_frame_is_left, "events_mutexes_and_channels_allocate_nothing") {
  const auto proactor = test_proactor();
  naru::mutex mutex;
  naru::channel<int> channel(4);
  int value = 0;
  std::size_t calls = 0;
  naru::run(*proactor,
            [](naru::mutex& m, naru::channel<int>& c, int& v, std::size_t& heap) -> naru::task<> {
              for (int round = 0; round < 20; ++round) {
                if (round == 10) heap = heap_calls();
                co_await naru::when_all(add_guarded(m, v, 50), add_guarded(m, v, 50));
                for (int i = 0; i < 4; ++i) co_await c.send(i);
                for (int i = 0; i < 4; ++i) co_await c.receive();
              }
              heap = heap_calls() - heap;
            }(mutex, channel, value, calls));
  CHECK(calls == 0);
}

TEST_SUITE_END();
