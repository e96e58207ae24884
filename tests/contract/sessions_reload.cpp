// The limits of a server that change while it runs.
#include "sessions.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace contract;

namespace {

constexpr std::chrono::milliseconds soon = 80ms;

/// The complaint of the server about such a change.
std::string complaint_about(stage& scene, const naru::server_limits& changes) {
  try {
    scene.server.set_limits(changes);
  } catch (const std::invalid_argument& refused) {
    return refused.what();
  }
  return {};
}

/// Options of sessions of which only silence is limited.
naru::session_options only_idle(std::chrono::milliseconds limit) {
  naru::session_options options;
  options.handshake_timeout = options.message_timeout = 0ms;
  options.idle_timeout = limit;
  return options;
}

/// Changes the limits so that the server cancels its pending round.
void make_rounds_sooner(stage& scene) {
  scene.server.set_limits({.buffer_release_after = 1s});
  scene.server.set_limits({.buffer_release_after = 300ms});
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("a_time_limit_that_becomes_shorter_holds_for_the_sessions_that_are_there") {
  stage scene;
  peer other = scene.join();
  REQUIRE(other.send("hello"));
  REQUIRE(scene.until([&] { return scene.written.message_count() == 1; }));
  const auto begin = backend_clock::now();
  scene.server.set_limits({.idle_timeout = soon});
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::idle_timeout);
  CHECK(backend_clock::now() - begin <
        5s);  // and not after the next of the rounds that were planned
}

TEST_CASE("each_time_limit_can_change") {
  struct change {
    naru::close_reason reason;
    naru::server_limits limits;
    bytes sent;
  };
  const std::vector<change> changes{
      {naru::close_reason::handshake_timeout, {.handshake_timeout = soon}, {}},
      {naru::close_reason::message_timeout,
       {.handshake_timeout = 0ms, .message_timeout = soon},
       bytes(3)},
      {naru::close_reason::idle_timeout, {.handshake_timeout = 0ms, .idle_timeout = soon}, {}}};
  stage scene;
  int ended = 0;
  for (const change& each : changes) {
    CAPTURE(naru::describe(each.reason));
    scene.server.set_limits(
        {.handshake_timeout = 10s, .message_timeout = 30s, .idle_timeout = 5min});
    peer other = scene.join();
    if (!each.sent.empty()) REQUIRE(other.send(each.sent));
    scene.proactor->run_for(10ms);
    scene.server.set_limits(each.limits);
    CHECK(scene.until_ended(++ended));
    CHECK(scene.written.reason() == each.reason);
  }
}

// A busy machine holds the loop up, and that time counts for no limit. So this counts changes.
TEST_CASE("limits_that_change_more_often_than_rounds_come_still_pass") {
  stage scene(only_idle(400ms));
  peer other = scene.join();
  for (int changes = 0; scene.written.endings() == 0 && changes < 1'000; ++changes) {
    make_rounds_sooner(scene);
    scene.proactor->run_for(5ms);
  }
  CHECK(scene.written.reason() == naru::close_reason::idle_timeout);
}

// Each time the cancelled round was due long ago, and its lateness must count once. About a dozen
// rounds are enough.
TEST_CASE("limits_that_change_while_the_loop_is_held_up_still_pass") {
  stage scene(only_idle(400ms));
  peer other = scene.join();
  for (int changes = 0; scene.written.endings() == 0 && changes < 40; ++changes) {
    make_rounds_sooner(scene);
    hold_up(100ms);
    scene.proactor->poll();
  }
  CHECK(scene.written.reason() == naru::close_reason::idle_timeout);
}

TEST_CASE("a_time_limit_that_becomes_longer_is_not_felt") {
  naru::session_options options;
  options.handshake_timeout = options.message_timeout = 0ms;
  options.idle_timeout = 200ms;
  stage scene(options);
  peer other = scene.join();
  scene.server.set_limits({.idle_timeout = 1h});
  scene.proactor->run_for(600ms);
  CHECK(scene.written.endings() == 0);
  scene.server.set_limits({.idle_timeout = soon});
  CHECK(scene.until_ended());
}

TEST_CASE("a_time_limit_that_was_off_can_be_switched_on") {
  naru::session_options options;
  options.handshake_timeout = options.message_timeout = 0ms;
  options.idle_timeout = options.write_timeout = options.close_timeout = 0ms;
  options.buffer_release_after = 0ms;
  stage scene(options);
  peer other = scene.join();
  scene.proactor->run_for(50ms);
  scene.server.set_limits({.idle_timeout = soon});
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::idle_timeout);
}

TEST_CASE("the_limits_on_closing_and_writing_can_change") {
  naru::session_options options;
  options.handshake_timeout = options.close_timeout = options.write_timeout = 0ms;
  options.send_queue_max = std::size_t{64} << 20;
  options.on_overflow = naru::overflow_policy::refuse;
  stage scene(options);
  peer staying = scene.join();  // does not close its side
  scene.only()->close();
  scene.proactor->run_for(50ms);
  CHECK(scene.written.endings() == 0);
  scene.server.set_limits({.close_timeout = soon});
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::closed_by_program);
  peer deaf = scene.join();
  const std::string large(32'768, 'x');
  while (scene.only()->send(large) == naru::send_outcome::queued) {
  }
  scene.proactor->run_for(50ms);
  CHECK(scene.written.endings() == 1);
  scene.server.set_limits({.write_timeout = soon});
  CHECK(scene.until_ended(2));
  CHECK(scene.written.reason() == naru::close_reason::write_timeout);
}

TEST_CASE("the_time_of_a_release_can_change") {
  naru::session_options options;
  options.handshake_timeout = options.buffer_release_after = 0ms;
  stage scene(options);
  peer other = scene.join();
  CHECK(scene.until([&] { return scene.server.counters().memory_held != 0; }));
  scene.proactor->run_for(50ms);
  CHECK(scene.server.counters().memory_held != 0);
  scene.server.set_limits({.buffer_release_after = soon});
  CHECK(scene.until([&] { return scene.server.counters().memory_held == 0; }));
  REQUIRE(other.send("still there"));
  CHECK(scene.until([&] { return scene.written.message_count() == 1; }));
}

TEST_CASE("the_number_of_sessions_can_change") {
  naru::server_options options = with_limits({});
  options.sessions_max = 1;
  stage scene(options);
  peer first = scene.join();
  CHECK(is_turned_away(*scene.proactor, scene.endpoint()));
  scene.server.set_limits({.sessions_max = 2});
  peer second = scene.join();
  CHECK(is_turned_away(*scene.proactor, scene.endpoint()));
  scene.server.set_limits({.sessions_max = 1});
  CHECK(scene.server.size() == 2);  // no session ends for that
  CHECK(is_turned_away(*scene.proactor, scene.endpoint()));
}

TEST_CASE("the_number_of_sessions_of_an_address_can_change") {
  stage scene;
  std::deque<peer> uncounted;
  for (int i = 0; i < 3; ++i) uncounted.push_back(scene.join());
  scene.server.set_limits({.sessions_per_address_max = 1});
  peer counted = scene.join();
  CHECK(is_turned_away(*scene.proactor, scene.endpoint()));
  uncounted.clear();
  CHECK(scene.until([&] { return scene.server.size() == 1; }));
  CHECK(is_turned_away(*scene.proactor, scene.endpoint()));
  counted.close();
  CHECK(scene.until([&] { return scene.server.size() == 0; }));
  peer next = scene.join();
  scene.server.set_limits({.sessions_per_address_max = 0});
  peer another = scene.join();
}

TEST_CASE("a_rate_can_be_switched_on_changed_and_switched_off") {
  stage scene;
  peer other = scene.join();
  const auto send_three = [&](peer& from) {
    const bytes one = framed("message");
    return from.send(joined(joined(one, one), one));
  };
  REQUIRE(send_three(other));
  REQUIRE(scene.until([&] { return scene.written.message_count() == 3; }));
  scene.server.set_limits({.messages_per_second_max = 3});
  REQUIRE(send_three(other));
  REQUIRE(scene.until([&] { return scene.written.message_count() == 6; }));
  scene.server.set_limits({.messages_per_second_max = 0});
  REQUIRE(send_three(other));
  REQUIRE(scene.until([&] { return scene.written.message_count() == 9; }));
  scene.server.set_limits({.messages_per_second_max = 2});
  REQUIRE(send_three(other));
  CHECK(other.receive_end() == naru::error::end_of_stream);
  other.close();
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::rate_exceeded);
  CHECK(scene.written.message_count() == 11);
  scene.server.set_limits({.bytes_per_second_max = 10});
  peer second = scene.join();
  REQUIRE(send_three(second));
  CHECK(second.receive_end() == naru::error::end_of_stream);
  second.close();
  CHECK(scene.until_ended(2));
  CHECK(scene.written.endings_for(naru::close_reason::rate_exceeded) == 2);
}

TEST_CASE("a_limit_out_of_range_is_refused_as_in_the_constructor_and_nothing_changes") {
  naru::server_options options = with_limits({});
  options.sessions_max = 1;
  stage scene(options);
  CHECK(complaint_about(scene, {.sessions_max = 0}) ==
        "sessions_max is 0; it must be 1 to 1048576");
  CHECK(complaint_about(scene, {.sessions_max = 2, .idle_timeout = -1ms}) ==
        "idle_timeout is -1 ms; it must not be negative");
  CHECK(complaint_about(scene, {.sessions_max = 2, .message_timeout = -5ms}) ==
        "message_timeout is -5 ms; it must not be negative");
  peer first = scene.join();
  CHECK(is_turned_away(*scene.proactor, scene.endpoint()));
  CHECK(complaint_about(scene, {}).empty());
}

TEST_CASE("limits_change_on_another_thread_while_sessions_come_and_go") {
  if (!runs_on_threads()) return;
  stage scene(
      {.message = [](scripted_session& session, const std::string& text) { session.send(text); }});
  std::atomic<bool> ends = false;
  std::thread changes([&] {
    for (int i = 0; !ends; ++i) {
      scene.server.set_limits(
          {.sessions_max = 100 + std::size_t(i % 7),
           .sessions_per_address_max = i % 2 == 0 ? 0U : 50U,
           .idle_timeout = std::chrono::milliseconds(i % 3 == 0 ? 20'000 : 300'000),
           .close_timeout = std::chrono::seconds(i % 5 + 5),
           .messages_per_second_max = i % 2 == 0 ? 0U : 10'000U});
      std::this_thread::yield();
    }
  });
  const std::size_t rounds = scaled(100);
  for (std::size_t i = 0; i < rounds; ++i) {
    peer other(*scene.proactor, scene.endpoint());
    REQUIRE(other.send("hello"));
    CHECK(other.receive() == "hello");
  }
  ends = true;
  changes.join();
  CHECK(scene.until_ended(static_cast<int>(rounds)));
  CHECK(scene.written.endings_for(naru::close_reason::peer_closed) == static_cast<int>(rounds));
}

TEST_SUITE_END();
