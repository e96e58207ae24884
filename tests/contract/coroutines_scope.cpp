// Scopes: tasks beside each other, joined, stopped from anywhere.
#include "coroutines.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <thread>

using namespace contract;

namespace {

naru::task<> count(std::atomic<int>& ended, naru::proactor::duration time) {
  co_await naru::sleep_for(time);
  ++ended;
}

naru::task<> count_if_stopped(std::atomic<int>& stopped_tasks) {
  const std::error_code error = co_await naru::sleep_for(1h);
  if (is_canceled(error)) ++stopped_tasks;
}

naru::task<> fail(int number) {
  co_await naru::yield();
  throw failure{number};
}

naru::task<> fail_when_stopped(int number) {
  static_cast<void>(co_await naru::sleep_for(1h));
  throw failure{number};
}

naru::task<> count_a_turn(std::atomic<int>& ended) {
  co_await naru::yield();
  ++ended;
}

/// Joins again and again, now and then without a task.
naru::task<> join_often(naru::task_scope& scope, int rounds, std::atomic<int>& ended) {
  for (int i = 0; i < rounds; ++i) {
    for (int k = 0; k < i % 4; ++k) scope.spawn(count_a_turn(ended));
    co_await scope.join();
  }
}

naru::task<> hold(std::shared_ptr<int>) { co_await naru::yield(); }

/// A tree of scopes, three deep.
naru::task<> tree(naru::proactor& proactor, int levels, std::atomic<int>& stopped_tasks) {
  naru::task_scope scope(proactor);
  for (int i = 0; i < 3; ++i) {
    scope.spawn(levels == 0 ? count_if_stopped(stopped_tasks)
                            : tree(proactor, levels - 1, stopped_tasks));
  }
  co_await scope.join();
}

naru::task<> spawn_and_join(naru::proactor& proactor, int tasks, std::atomic<int>& ended) {
  naru::task_scope scope(proactor);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < tasks; ++i) scope.spawn(count(ended, std::chrono::microseconds(i)));
    CHECK(scope.size() == static_cast<std::size_t>(tasks));
    co_await scope.join();
    CHECK(scope.size() == 0);
  }
}

}  // namespace

TEST_SUITE_BEGIN("coroutines");

TEST_CASE_FIXTURE(no_frame_is_left, "a_scope_is_joined_when_every_task_has_ended") {
  const auto proactor = test_proactor();
  std::atomic<int> ended = 0;
  naru::run(*proactor, spawn_and_join(*proactor, 50, ended));
  CHECK(ended == 100);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_join_frees_the_arguments_of_the_tasks_before_it_returns") {
  const auto proactor = test_proactor();
  const auto argument = std::make_shared<int>(1);
  naru::run(*proactor, [](naru::proactor& owner, std::shared_ptr<int> shared) -> naru::task<> {
    naru::task_scope scope(owner);
    co_await scope.join();  // of nothing
    for (int i = 0; i < 3; ++i) scope.spawn(hold(shared));
    CHECK(shared.use_count() == 5);
    co_await scope.join();
    CHECK(shared.use_count() == 2);
  }(*proactor, argument));
}

TEST_CASE_FIXTURE(no_frame_is_left, "an_exception_stops_the_others_and_is_thrown_from_join") {
  const auto proactor = test_proactor();
  std::atomic<int> stopped_tasks = 0;
  const auto play = [](naru::proactor& owner, std::atomic<int>& ended) -> naru::task<> {
    naru::task_scope scope(owner);
    for (int i = 0; i < 5; ++i) scope.spawn(count_if_stopped(ended));
    scope.spawn(fail(1));
    scope.spawn(fail(2));
    co_await scope.join();
  };
  CHECK_THROWS_AS(naru::run(*proactor, play(*proactor, stopped_tasks)), failure);
  CHECK(stopped_tasks == 5);
}

TEST_CASE_FIXTURE(no_frame_is_left, "join_throws_the_first_exception") {
  const auto proactor = test_proactor();
  const auto play = [](naru::proactor& owner) -> naru::task<> {
    naru::task_scope scope(owner);
    scope.spawn(fail_when_stopped(2));
    scope.spawn(fail(1));
    co_await scope.join();
  };
  int thrown = 0;
  try {
    naru::run(*proactor, play(*proactor));
  } catch (const failure& first) {
    thrown = first.number;
  }
  CHECK(thrown == 1);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_reaches_everything_below") {
  const auto proactor = test_proactor();
  std::atomic<int> stopped_tasks = 0;
  naru::run(*proactor, stopped(*proactor, tree(*proactor, 2, stopped_tasks)));
  CHECK(stopped_tasks == 27);
  naru::run(*proactor, stopped_before(*proactor, tree(*proactor, 2, stopped_tasks)));
  CHECK(stopped_tasks == 54);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_may_come_from_any_thread") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  std::atomic<int> stopped_tasks = 0;
  const auto rounds = static_cast<int>(scaled(200));
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 2);
  for (int i = 0; i < rounds; ++i) {
    naru::task_scope scope(*proactor);
    for (int k = 0; k < 8; ++k) scope.spawn(count_if_stopped(stopped_tasks));
    std::thread stopper([&] { scope.request_stop(); });
    naru::sync_wait(*proactor, scope.join());
    CHECK(scope.stop_requested());
    stopper.join();
  }
  CHECK(stopped_tasks == 8 * rounds);
}

TEST_CASE_FIXTURE(no_frame_is_left, "stops_race_against_the_end_of_a_join") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  const auto rounds = static_cast<int>(scaled(100'000)) / 4 * 4;
  std::atomic<int> ended = 0;
  std::atomic<bool> over = false;
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 2);
  naru::task_scope scope(*proactor);
  const auto stop_often = [&] {
    while (!over) {
      scope.request_stop();
      std::this_thread::yield();
    }
  };
  std::thread one(stop_often);
  std::thread other(stop_often);
  naru::sync_wait(*proactor, join_often(scope, rounds, ended));
  over = true;
  one.join();
  other.join();
  CHECK(scope.size() == 0);
  CHECK(ended == rounds / 4 * 6);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_task_can_ask_whether_it_is_to_stop") {
  const auto proactor = test_proactor();
  const auto ask = [](bool& answer, naru::proactor*& owner) -> naru::task<> {
    owner = &co_await naru::this_task::owner();
    answer = co_await naru::this_task::stop_requested();
  };
  bool answer = true;
  naru::proactor* owner = nullptr;
  naru::run(*proactor, ask(answer, owner));
  CHECK_FALSE(answer);
  CHECK(owner == proactor.get());
  naru::run(*proactor, stopped_before(*proactor, ask(answer, owner)));
  CHECK(answer);
}

TEST_SUITE_END();
