// The counters of a server: they add up, and the current values go back to zero.
#include "sessions.hpp"

#include <naru/detail/segment.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <numeric>
#include <optional>
#include <string>

using namespace contract;
using namespace std::string_view_literals;

namespace {

std::uint64_t all_endings(const naru::session_counters& counted) {
  return std::accumulate(counted.ended.begin(), counted.ended.end(), std::uint64_t{0});
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("bytes_and_messages_are_counted_in_both_directions") {
  stage scene({.message = [](scripted_session& session, const std::string& text) {
    session.send(text);
    session.send(text);
  }});
  peer other = scene.join();
  REQUIRE(other.send(joined(framed("12345"), framed("67890"))));
  for (int i = 0; i < 4; ++i) CHECK(other.receive().size() == 5);
  CHECK(scene.until([&] { return scene.server.counters().messages_sent == 4; }));
  const naru::session_counters counted = scene.server.counters();
  CHECK(counted.messages_received == 2);
  CHECK(counted.bytes_received == 2 * 9);
  CHECK(counted.bytes_sent == 4 * 9);
  CHECK(counted.messages_dropped == 0);
  CHECK(counted.messages_refused == 0);
}

TEST_CASE("what_was_refused_is_counted_by_its_reason") {
  using refusal = naru::session_observer::refusal;
  stage scene(naru::server_options{.address = loopback(), .sessions_max = 1});
  peer staying = scene.join();
  CHECK(scene.until([&] { return scene.written.connections() == 1; }));
  CHECK(is_turned_away(*scene.proactor, scene.endpoint()));
  CHECK(scene.until([&] { return scene.server.counters().refused == 1; }));
  const naru::session_counters counted = scene.server.counters();
  CHECK(counted.refused_for(refusal::sessions_max) == 1);
  CHECK(std::accumulate(counted.refused_by.begin(), counted.refused_by.end(), 0U) == 1);
}

TEST_CASE("a_broadcast_counts_once_for_each_receiver") {
  constexpr int count = 3;
  stage scene;
  std::deque<peer> others;
  for (int i = 0; i < count; ++i) others.push_back(scene.join());
  scene.server.broadcast(naru::buffer("small"sv));
  scene.server.broadcast(naru::buffer(std::string_view(std::string(2'000, 'x'))));
  CHECK(scene.until([&] { return scene.server.counters().messages_sent == 2 * count; }));
  CHECK(scene.server.counters().bytes_sent == count * (5 + 4 + 2'000 + 4));
}

TEST_CASE("the_longest_callback_is_told_of_each_server_if_callbacks_are_timed") {
  const auto proactor = test_proactor({.time_callbacks = true});
  journal written;
  const script slow{.message = [](scripted_session&, const std::string&) { hold_up(20ms); },
                    .closed = [](scripted_session&, naru::close_reason) { hold_up(40ms); }};
  const script none;
  const auto server_of = [&](const script& lines) {
    return std::make_unique<naru::server<scripted_session>>(
        *proactor, naru::server_options{.address = loopback()},
        [&] { return std::make_shared<scripted_session>(written, lines); });
  };
  const auto busy = server_of(slow);
  const auto idle = server_of(none);
  busy->start();
  idle->start();
  {
    peer other(*proactor, busy->local_endpoint());
    REQUIRE(other.send("hello"));
    CHECK(run_until(*proactor, [&] { return busy->counters().longest_callback >= 20ms; }));
  }
  CHECK(run_until(*proactor, [&] { return busy->counters().longest_callback >= 40ms; }));
  CHECK(idle->counters().longest_callback == 0ns);
  for (const auto* each : {&busy, &idle}) {
    recorder stopped;
    (*each)->stop(5s, stopped);
    CHECK(run_until_completed(*proactor, {&stopped}));
  }
}

TEST_CASE("callbacks_are_not_timed_unless_it_is_asked_for") {
  stage scene({.message = [](scripted_session&, const std::string&) { hold_up(2ms); }});
  peer other = scene.join();
  REQUIRE(other.send("hello"));
  CHECK(scene.until([&] { return scene.server.counters().messages_received == 1; }));
  CHECK(scene.server.counters().longest_callback == 0ns);
}

TEST_CASE("what_is_queued_is_counted_until_it_has_left") {
  stage scene;
  peer one = scene.join();
  peer other = scene.join();
  CHECK(scene.server.counters().queued_bytes == 0);
  scene.server.broadcast(naru::buffer("123456"sv));
  CHECK(scene.server.counters().queued_bytes == 2 * 10);
  CHECK(one.receive() == "123456");
  CHECK(other.receive() == "123456");
  CHECK(scene.until([&] { return scene.server.counters().queued_bytes == 0; }));
}

TEST_CASE("every_session_that_was_accepted_is_there_or_has_ended") {
  stage scene({.message = [](scripted_session& session, const std::string& text) {
    if (text == "close") session.close();
    if (text == "abort") session.abort();
  }});
  peer staying = scene.join();
  for (int i = 0; i < 3; ++i) {
    peer closed = scene.join();
    peer aborted = scene.join();
    peer leaving = scene.join();
    peer resetting = scene.join();
    peer malformed = scene.join();
    REQUIRE(closed.send("close"));
    REQUIRE(aborted.send("abort"));
    REQUIRE(malformed.send(bytes(4)));
    resetting.close(naru::close_mode::reset);
    CHECK(scene.until([&] { return scene.written.endings() == 5 * i + 2; }));
  }
  CHECK(scene.until([&] { return scene.server.size() == 1; }));
  const naru::session_counters counted = scene.server.counters();
  CHECK(counted.sessions == 1);
  CHECK(counted.accepted == 16);
  CHECK(all_endings(counted) == 15);
  CHECK(counted.ended_for(naru::close_reason::closed_by_program) == 3);
  CHECK(counted.ended_for(naru::close_reason::aborted) == 3);
  CHECK(counted.ended_for(naru::close_reason::peer_closed) == 3);
  CHECK(counted.ended_for(naru::close_reason::peer_reset) == 3);
  CHECK(counted.ended_for(naru::close_reason::message_malformed) == 3);
  CHECK(counted.timed_out() == 0);
  CHECK(counted.refused == 0);
}

TEST_CASE("nothing_is_left_when_sessions_and_server_are_gone") {
  const std::size_t segments_before = naru::detail::segments_in_use();
  const auto proactor = test_proactor();
  const naru::counters before = proactor->counters();
  {
    journal written;
    const script lines{
        .connected =
            [](scripted_session& session) {
              session.send("small"sv);
              session.send(std::string(50'000, 'x'));
            },
        .message = [](scripted_session& session, const std::string& text) { session.send(text); }};
    naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
      return std::make_shared<scripted_session>(written, lines);
    });
    server.start();
    std::deque<peer> others;
    for (int i = 0; i < 10; ++i) {
      others.emplace_back(*proactor, server.local_endpoint());
      REQUIRE(others.back().send("hello"));
    }
    CHECK(run_until(*proactor, [&] { return written.message_count() == 10; }));
    CHECK(naru::detail::segments_in_use() > segments_before);
    others.clear();
    CHECK(run_until(*proactor, [&] { return server.size() == 0; }));
    CHECK(server.counters().queued_bytes == 0);
  }
  proactor->run();
  CHECK(naru::detail::segments_in_use() == segments_before);
  const naru::counters after = proactor->counters();
  CHECK(after.started - before.started == after.completed - before.completed);
}

TEST_SUITE_END();
