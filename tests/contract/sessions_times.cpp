// The limits of time: each ends a session for its own reason, and none is early.
#include "coroutines.hpp"
#include "sessions.hpp"

#include <naru/detail/segment.hpp>

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>

using namespace contract;
using namespace std::string_view_literals;

namespace {

using clock = backend_clock;

constexpr std::chrono::milliseconds limit = 100ms;
/// A limit for cases that must do something in time, on a machine that may be busy.
constexpr std::chrono::milliseconds long_limit = 400ms;

/// Options in which everything that a case does not ask for is off.
naru::session_options no_limits() {
  naru::session_options options;
  options.handshake_timeout = options.message_timeout = 0ms;
  options.idle_timeout = options.write_timeout = options.close_timeout = 0ms;
  options.buffer_release_after = 0ms;
  options.send_queue_max = std::size_t{64} << 20;
  options.on_overflow = naru::overflow_policy::refuse;
  return options;
}

void fill_the_queue(const scripted_session& session) {
  const std::string text(65'536, 'x');
  while (session.send(text) == naru::send_outcome::queued) {
  }
}

/// Runs until the only session has ended, and not before `time` has passed since `begin`.
void check_ends_in_time(stage& scene, clock::time_point begin, naru::close_reason reason,
                        std::chrono::milliseconds time = limit) {
  CHECK(scene.until([&] { return scene.written.endings() == 1; }));
  CHECK(clock::now() - begin >= time);
  CHECK(scene.written.reason() == reason);
}

void check_stays(stage& scene, std::chrono::milliseconds time) {
  CHECK_FALSE(scene.until([&] { return scene.written.endings() != 0; }, time));
}

std::size_t segments() { return naru::detail::segments_in_use(); }

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("a_peer_that_says_nothing_has_the_time_of_the_handshake") {
  naru::session_options options = no_limits();
  options.handshake_timeout = limit;
  stage scene(options);
  const auto begin = clock::now();
  peer silent = scene.join();
  check_ends_in_time(scene, begin, naru::close_reason::handshake_timeout);
  CHECK(silent.receive_end() == naru::error::end_of_stream);
}

TEST_CASE("a_trickle_of_bytes_does_not_extend_the_handshake") {
  naru::session_options options = no_limits();
  options.handshake_timeout = limit;
  options.idle_timeout = limit;
  stage scene(options);
  const auto begin = clock::now();
  peer slow = scene.join();
  const bytes frame = framed(std::string(10'000, 'x'));
  std::size_t sent = 0;
  while (scene.written.endings() == 0 && sent < frame.size() && slow.send({&frame[sent], 1})) {
    ++sent;
    scene.proactor->run_for(5ms);
  }
  CHECK(sent < frame.size());
  check_ends_in_time(scene, begin, naru::close_reason::handshake_timeout);
}

TEST_CASE("a_whole_message_ends_the_handshake") {
  naru::session_options options = no_limits();
  options.handshake_timeout = limit;
  stage scene(options);
  peer other = scene.join();
  REQUIRE(other.send("hello"));
  check_stays(scene, 3 * limit);
}

TEST_CASE("a_peer_that_falls_silent_has_the_idle_time") {
  naru::session_options options = no_limits();
  options.handshake_timeout = 10s;
  options.idle_timeout = long_limit;
  stage scene(options);
  peer other = scene.join();
  auto last = clock::now();
  REQUIRE(other.send("hello"));
  // Any byte counts; here those of one message.
  const bytes frame = framed("takes its time");
  for (const std::byte& each : frame) {
    last = clock::now();
    REQUIRE(other.send({&each, 1}));
    check_stays(scene, long_limit / 10);
  }
  check_ends_in_time(scene, last, naru::close_reason::idle_timeout, long_limit);
  CHECK(scene.written.message_count() == 2);
  CHECK(other.receive_end() == naru::error::end_of_stream);
}

TEST_CASE("without_a_handshake_time_the_idle_time_counts_from_the_connection") {
  naru::session_options options = no_limits();
  options.idle_timeout = limit;
  stage scene(options);
  const auto begin = clock::now();
  peer silent = scene.join();
  check_ends_in_time(scene, begin, naru::close_reason::idle_timeout);
}

TEST_CASE("a_peer_that_takes_nothing_has_the_time_of_a_write") {
  naru::session_options options = no_limits();
  options.write_timeout = limit;
  stage scene(options);
  peer silent = scene.join();
  const auto begin = clock::now();
  fill_the_queue(*scene.only());
  check_ends_in_time(scene, begin, naru::close_reason::write_timeout);
  CHECK(silent.receive_reset());
}

TEST_CASE("a_peer_that_takes_everything_is_not_held_up_by_the_time_of_a_write") {
  naru::session_options options = no_limits();
  options.write_timeout = long_limit;
  stage scene(options);
  collector other(*scene.proactor, scene.endpoint());
  other.start();
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  const auto session = scene.only();
  const auto begin = clock::now();
  while (clock::now() - begin < 2 * long_limit && scene.written.endings() == 0) {
    session->send("now and then"sv);
    scene.proactor->run_for(1ms);
  }
  CHECK(scene.written.endings() == 0);
}

TEST_CASE("a_peer_that_does_not_close_its_side_has_the_time_of_the_close") {
  for (const bool queue_is_full : {false, true}) {
    CAPTURE(queue_is_full);
    naru::session_options options = no_limits();
    options.close_timeout = limit;
    stage scene(options);
    peer silent = scene.join();
    const auto session = scene.only();
    if (queue_is_full) fill_the_queue(*session);
    const auto begin = clock::now();
    session->close();
    check_ends_in_time(scene, begin, naru::close_reason::closed_by_program);
  }
}

TEST_CASE("a_peer_that_finished_and_takes_nothing_has_the_time_of_the_close") {
  naru::session_options options = no_limits();
  options.close_timeout = limit;
  stage scene(options);
  peer other = scene.join();
  const auto session = scene.only();
  fill_the_queue(*session);
  scene.proactor->run_for(1ms);
  const auto begin = clock::now();
  REQUIRE(other.finish_sending());
  check_ends_in_time(scene, begin, naru::close_reason::peer_closed);
}

// The session is to be looked at in an hour, until the short limit begins to count.
TEST_CASE("a_short_limit_that_begins_late_does_not_wait_for_a_long_one") {
  naru::session_options options = no_limits();
  options.idle_timeout = 1h;
  options.handshake_timeout = 1h;
  options.message_timeout = limit;
  options.close_timeout = 2 * limit;
  stage scene(options);
  peer slow = scene.join();
  REQUIRE(slow.send("a whole message"));
  check_stays(scene, 2 * limit);
  const bytes frame = framed("a part of a message");
  const auto begin = clock::now();
  REQUIRE(slow.send({frame.data(), 10}));
  check_ends_in_time(scene, begin, naru::close_reason::message_timeout);
  peer silent = scene.join();
  scene.only()->close();
  CHECK(scene.until_ended(2));
}

TEST_CASE("limits_that_are_off_end_nothing") {
  stage scene(no_limits());
  peer silent = scene.join();
  const std::size_t before = segments();
  check_stays(scene, 2 * limit);
  CHECK(segments() == before);
  CHECK(scene.server.counters().timed_out() == 0);
}

TEST_CASE("a_limit_that_is_about_to_end_one_session_leaves_the_others") {
  naru::session_options options = no_limits();
  options.idle_timeout = long_limit;
  stage scene(options);
  peer silent = scene.join();
  peer lively = scene.join();
  while (scene.written.endings() == 0) {
    REQUIRE(lively.send("still here"));
    scene.proactor->run_for(10ms);
  }
  CHECK(scene.server.size() == 1);
  REQUIRE(lively.send("still here"));
  CHECK(scene.server.counters().timed_out() == 1);
}

TEST_CASE("no_timer_is_started_for_a_message") {
  constexpr std::uint64_t messages = 1'000;
  stage scene;
  peer other = scene.join();
  const std::uint64_t before = scene.proactor->counters().timers_started;
  bytes all;
  for (std::uint64_t i = 0; i < messages; ++i) all = joined(std::move(all), framed("message"));
  REQUIRE(other.send(all));
  CHECK(scene.until([&] { return scene.written.message_count() == messages; }));
  CHECK(scene.proactor->counters().timers_started - before < messages / 10);
}

TEST_CASE("an_idle_session_holds_no_buffer_and_goes_on_when_something_comes") {
  constexpr int count = 10;
  naru::session_options options = no_limits();
  options.buffer_release_after = 20ms;
  const std::size_t before = segments();
  // Only inside this function it is certain that the buffer has not been given back again.
  int without_buffer = 0;
  stage scene(options, {.message = [&](scripted_session& session, const std::string& text) {
                if (segments() <= before) ++without_buffer;
                session.send(text);
              }});
  std::deque<peer> others;
  for (int i = 0; i < count; ++i) others.push_back(scene.join());
  for (int round = 1; round <= 3; ++round) {
    CHECK(scene.until([&] { return segments() == before; }));
    for (peer& each : others) REQUIRE(each.send("hello"));
    for (peer& each : others) CHECK(each.receive() == "hello");
  }
  CHECK(without_buffer == 0);
  CHECK(scene.until([&] { return segments() == before; }));
  others.clear();
  CHECK(scene.until_ended(count));
  CHECK(scene.written.endings_for(naru::close_reason::peer_closed) == count);
}

TEST_CASE("a_session_with_a_part_of_a_message_keeps_it_however_long_the_rest_takes") {
  naru::session_options options = no_limits();
  options.buffer_release_after = 10ms;
  stage scene(options);
  peer other = scene.join();
  const bytes frame = framed("a message in two parts");
  REQUIRE(other.send({frame.data(), 10}));
  check_stays(scene, 100ms);
  REQUIRE(other.send(bytes(frame.begin() + 10, frame.end())));
  CHECK(scene.until([&] { return scene.written.message_count() == 1; }));
  CHECK(scene.written.messages().front() == "a message in two parts");
}

TEST_CASE("a_session_without_a_buffer_can_end_in_every_way") {
  for (const int way : {0, 1, 2, 3}) {
    CAPTURE(way);
    naru::session_options options = no_limits();
    options.buffer_release_after = 5ms;
    const std::size_t before = segments();
    stage scene(options);
    peer other = scene.join();
    const auto session = scene.only();
    CHECK(scene.until([&] { return segments() == before; }));
    naru::close_reason expected{};
    if (way == 0) {
      other.close();
      expected = naru::close_reason::peer_closed;
    } else if (way == 1) {
      other.close(naru::close_mode::reset);
      expected = naru::close_reason::peer_reset;
    } else if (way == 2) {
      session->close();
      other.close();
      expected = naru::close_reason::closed_by_program;
    } else {
      session->abort();
      expected = naru::close_reason::aborted;
    }
    CHECK(scene.until_ended());
    CHECK(scene.written.reason() == expected);
  }
}

TEST_CASE_FIXTURE(no_frame_is_left, "no_message_is_lost_where_buffers_come_and_go") {
  if (!runs_on_threads()) return;
  struct local {
    static naru::task<> talk(naru::proactor& proactor, naru::endpoint server, std::size_t messages,
                             std::size_t& failures) {
      naru::tcp_stream stream(proactor);
      const naru::io_result connected = co_await stream.connect(server);
      if (connected.error) ++failures;
      const bytes frame = framed("hello");
      for (std::size_t i = 0; i < messages; ++i) {
        // Around the time after which the buffer is released.
        co_await naru::sleep_for(std::chrono::microseconds(4'000 + 700 * (i % 9)));
        const naru::io_result sent = co_await stream.send(frame);
        if (sent.error) ++failures;
      }
      static_cast<void>(stream.shutdown_send());
      std::array<std::byte, 16> room;
      static_cast<void>(co_await stream.receive(naru::buffer(room)));
    }
    static naru::task<> talk_all(naru::proactor& proactor, naru::endpoint server, std::size_t peers,
                                 std::size_t messages, std::size_t& failures) {
      naru::task_scope scope(proactor);
      for (std::size_t i = 0; i < peers; ++i) {
        scope.spawn(talk(proactor, server, messages, failures));
      }
      co_await scope.join();
    }
  };
  constexpr std::size_t peers = 20;
  constexpr std::size_t messages = 40;
  naru::session_options options = no_limits();
  options.buffer_release_after = 5ms;
  std::size_t failures = 0;
  stage scene(options);
  {
    naru::worker_pool workers(*scene.proactor, 1);  // otherwise failures would need a lock
    naru::sync_wait(*scene.proactor,
                    local::talk_all(*scene.proactor, scene.endpoint(), peers, messages, failures));
    scene.server.stop_blocking(10s);
    workers.join();
  }
  CHECK(failures == 0);
  CHECK(scene.written.message_count() == peers * messages);
  CHECK(scene.written.endings_for(naru::close_reason::peer_closed) == peers);
}

TEST_SUITE_END();
