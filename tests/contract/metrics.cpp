// The page of metrics: it is exactly what Prometheus reads, and its figures are those of the
// counters. And how late the loop takes its timers.
#include "exposition.hpp"
#include "sessions.hpp"

#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

using namespace contract;
using namespace std::string_view_literals;

namespace {

constexpr std::size_t figures_of_a_proactor = 16 + 14;  // 14 lines of a histogram
constexpr std::size_t figures_of_a_server = 13 + naru::close_reasons;

}  // namespace

TEST_SUITE_BEGIN("observing");

TEST_CASE("a_page_without_figures_is_empty") { CHECK(naru::metrics().text().empty()); }

TEST_CASE("figures_of_the_program_are_written_as_prometheus_reads_them") {
  naru::histogram sizes({10, 100});
  sizes.record(std::uint64_t{10});
  sizes.record(std::uint64_t{11});
  sizes.record(std::uint64_t{1'000});
  naru::metrics page;
  page.counter("game_kills", "Kills.", 7);
  page.gauge("game_players", "Players in a room.", 3, {{"room", "lobby"}, {"side", "north"}});
  page.gauge("game_load", "No number.", std::numeric_limits<double>::quiet_NaN());
  page.gauge("game_players", "Not shown.", 0.25, {{"room", "arena"}, {"side", "north"}});
  page.histogram("game_message_bytes", "Sizes.", sizes, {{"room", "lobby"}});
  CHECK(page.text() ==
        "# HELP game_kills_total Kills.\n"
        "# TYPE game_kills_total counter\n"
        "game_kills_total 7\n"
        "# HELP game_players Players in a room.\n"
        "# TYPE game_players gauge\n"
        "game_players{room=\"lobby\",side=\"north\"} 3\n"
        "game_players{room=\"arena\",side=\"north\"} 0.25\n"
        "# HELP game_load No number.\n"
        "# TYPE game_load gauge\n"
        "game_load NaN\n"
        "# HELP game_message_bytes Sizes.\n"
        "# TYPE game_message_bytes histogram\n"
        "game_message_bytes_bucket{room=\"lobby\",le=\"10\"} 1\n"
        "game_message_bytes_bucket{room=\"lobby\",le=\"100\"} 2\n"
        "game_message_bytes_bucket{room=\"lobby\",le=\"+Inf\"} 3\n"
        "game_message_bytes_sum{room=\"lobby\"} 1021\n"
        "game_message_bytes_count{room=\"lobby\"} 3\n");
  CHECK(exposition(page.text()).size() == 9);
}

TEST_CASE("durations_are_written_in_seconds") {
  naru::histogram taken({1ms, 1s});
  taken.record(2ms);
  naru::metrics page;
  page.histogram("game_tick_seconds", "Ticks.", taken);
  const exposition read(page.text());
  CHECK(read.value("game_tick_seconds_bucket{le=\"0.001\"}") == 0);
  CHECK(read.value("game_tick_seconds_bucket{le=\"1\"}") == 1);
  CHECK(read.value("game_tick_seconds_sum") == doctest::Approx(0.002));
}

TEST_CASE("a_label_and_a_help_text_are_escaped") {
  naru::metrics page;
  page.gauge("a", "a \\ \"b\"\nc", 1, {{"x", "a \\ \"b\"\nc"}});
  page.gauge("b", "-", 1, {{"x", "\xff h\xc3\xbc \xed\xa0\x80 \xf0\x9f\x9a\xa2 \xc3"}});
  const std::string text = page.text();
  CHECK(text.find("# HELP a a \\\\ \"b\"\\nc\n") != std::string::npos);
  CHECK(text.find("a{x=\"a \\\\ \\\"b\\\"\\nc\"} 1\n") != std::string::npos);
  CHECK(text.find("b{x=\"? h\xc3\xbc ??? \xf0\x9f\x9a\xa2 ?\"} 1\n") != std::string::npos);
  CHECK(exposition(text).size() == 2);
}

TEST_CASE("a_page_refuses_what_prometheus_would_refuse") {
  const naru::histogram taken;
  naru::metrics page;
  page.gauge("game_rooms", "Rooms.", 1);
  CHECK_THROWS_AS(page.gauge("game_rooms", "Rooms.", 2), std::invalid_argument);
  CHECK_THROWS_AS(page.histogram("game_rooms", "Rooms.", taken), std::invalid_argument);
  for (const auto name : {"", "1st", "a-b", "a b",
                          "gr\xc3\xb6\xc3\x9f"
                          "e"}) {
    CHECK_THROWS_AS(page.gauge(name, "-", 1), std::invalid_argument);
    CHECK_THROWS_AS(page.counter(name, "-", 1), std::invalid_argument);
    CHECK_THROWS_AS(page.gauge("c", "-", 1, {{name, "x"}}), std::invalid_argument);
  }
  CHECK_THROWS_AS(page.gauge("c", "-", 1, {{"__x", "x"}}), std::invalid_argument);
  CHECK_THROWS_AS(page.gauge("c", "-", 1, {{"x", "1"}, {"x", "2"}}), std::invalid_argument);
  CHECK_THROWS_AS(page.histogram("c", "-", taken, {{"le", "1"}}), std::invalid_argument);
  CHECK(exposition(page.text()).size() == 1);
}

TEST_CASE("labels_in_another_order_or_without_a_value_are_the_same_figure") {
  naru::metrics page;
  page.gauge("a", "-", 1, {{"room", "lobby"}, {"side", "north"}});
  CHECK_THROWS_AS(page.gauge("a", "-", 1, {{"side", "north"}, {"room", "lobby"}}),
                  std::invalid_argument);
  page.gauge("b", "-", 1);
  CHECK_THROWS_AS(page.gauge("b", "-", 1, {{"room", ""}}), std::invalid_argument);
  CHECK_THROWS_AS(page.gauge("c", "-", 1, {{"x", ""}, {"x", ""}}), std::invalid_argument);
  page.gauge("c", "-", 1, {{"z", "1"}, {"y", ""}, {"x", "2"}});
  CHECK(page.text().find("c{x=\"2\",z=\"1\"} 1\n") != std::string::npos);
  CHECK(exposition(page.text()).size() == 3);
}

TEST_CASE("a_figure_is_no_line_of_a_histogram") {
  const naru::histogram taken;
  naru::metrics page;
  page.histogram("a", "-", taken);
  for (const auto name : {"a_bucket", "a_sum", "a_count"}) {
    CHECK_THROWS_AS(page.gauge(name, "-", 1), std::invalid_argument);
  }
  page.gauge("a_max", "-", 1);
  page.gauge("b_count", "-", 1);
  CHECK_THROWS_AS(page.histogram("b", "-", taken), std::invalid_argument);
  page.counter("b", "-", 1);
}

TEST_CASE("the_page_of_a_server_tells_what_its_counters_tell") {
  stage scene(
      {.message = [](scripted_session& session, const std::string& text) { session.send(text); }});
  peer leaving = scene.join();
  REQUIRE(leaving.send("12345"));
  CHECK(leaving.receive() == "12345");
  leaving.close();
  CHECK(scene.until_ended());
  peer staying = scene.join();
  const naru::session_counters counted = scene.server.counters();
  naru::metrics page;
  page.add(*scene.proactor);
  page.add(scene.server);
  const exposition read(page.text());
  CHECK(read.size() == figures_of_a_proactor + figures_of_a_server);
  CHECK(read.value("naru_sessions") == 1);
  CHECK(read.value("naru_sessions_accepted_total") == 2);
  CHECK(read.value("naru_sessions_ended_total{reason=\"peer_closed\"}") == 1);
  CHECK(read.value("naru_sessions_ended_total{reason=\"idle_timeout\"}") == 0);
  CHECK(read.value("naru_session_received_messages_total") == 1);
  CHECK(read.value("naru_session_sent_bytes_total") == static_cast<double>(counted.bytes_sent));
  CHECK(read.value("naru_operations_started_total") >=
        read.value("naru_operations_completed_total"));
  CHECK(read.value("naru_received_bytes_total") >= 2 * 9);
  CHECK(read.value("naru_callback_max_seconds") == 0);  // nobody asked
  CHECK(read.value("naru_session_callback_max_seconds") == 0);
}

TEST_CASE("each_reason_has_its_label") {
  struct ending {
    std::string label;
    std::function<void(stage&, peer&)> end;
    naru::session_options limits = {};
  };
  const auto within = [](std::function<void(scripted_session&)> end) {
    return [end](stage& scene, peer&) { end(*scene.only()); };
  };
  const auto sending = [](const bytes& sent) {
    return [sent](stage&, peer& other) { CHECK(other.send(sent)); };
  };
  const auto throwing = [&](const auto& thrown) {
    return within([thrown](scripted_session& one) { one.post([thrown] { throw thrown; }); });
  };
  constexpr std::chrono::milliseconds soon = 50ms;
  const std::vector<ending> endings{
      {"closed_by_program", within([](scripted_session& one) { one.close(); })},
      {"aborted", within([](scripted_session& one) { one.abort(); })},
      {"peer_closed", [](stage&, peer& other) { other.close(); }},
      {"peer_reset", [](stage&, peer& other) { other.close(naru::close_mode::reset); }},
      {"handler_failed", throwing(std::runtime_error("on purpose"))},
      {"out_of_memory", throwing(std::bad_alloc())},
      {"message_too_large", sending(bytes(4, std::byte{0x7f}))},
      {"send_queue_overflow",
       within([](scripted_session& one) {
         for (int i = 0; i < 3; ++i) one.send("too much");
       }),
       {.send_queue_max = 20}},
      {"rate_exceeded",
       sending(joined(framed("one"), framed("two"))),
       {.messages_per_second_max = 1}},
      {"handshake_timeout", [](stage&, peer&) {}, {.handshake_timeout = soon}},
      {"message_timeout", sending(bytes(3)), {.handshake_timeout = 0ms, .message_timeout = soon}},
      {"idle_timeout", sending(framed("hello")), {.idle_timeout = soon}}};
  for (const ending& each : endings) {
    CAPTURE(each.label);
    stage scene(each.limits);
    peer other = scene.join();
    const auto session = scene.only();
    each.end(scene, other);
    CHECK(scene.until([&] { return !session->is_open(); }));
    other.close();
    CHECK(scene.until_ended());
    naru::metrics page;
    page.add(scene.server);
    CHECK(
        exposition(page.text()).value("naru_sessions_ended_total{reason=\"" + each.label + "\"}") ==
        1);
  }
}

TEST_CASE("sessions_that_ended_with_a_code_are_told_by_its_number") {
  stage scene({.message = [](scripted_session& session, const std::string& text) {
    session.close(naru::close_code{static_cast<std::uint32_t>(std::stoul(text)), "on purpose"});
  }});
  for (const auto code : {"7", "7", "1000"}) {
    peer leaving = scene.join();
    REQUIRE(leaving.send(code));
    CHECK(leaving.receive().empty());
  }
  CHECK(scene.until_ended(3));
  naru::metrics page;
  page.add(scene.server, "lobby");
  const exposition read(page.text());
  CHECK(read.value("naru_sessions_ended_by_code_total{code=\"7\",server=\"lobby\"}") == 2);
  CHECK(read.value("naru_sessions_ended_by_code_total{code=\"other\",server=\"lobby\"}") == 1);
  CHECK_FALSE(read.has("naru_sessions_ended_by_code_total{code=\"8\",server=\"lobby\"}"));
}

TEST_CASE("several_servers_and_proactors_stand_on_one_page") {
  stage lobby;
  stage rooms;
  peer other = rooms.join();
  naru::metrics page;
  page.add(*lobby.proactor, "one");
  page.add(lobby.server, "lobby");
  page.add(*rooms.proactor, "two");
  page.add(rooms.server, "rooms");
  CHECK_THROWS_AS(page.add(rooms.server, "rooms"), std::invalid_argument);
  const exposition read(page.text());
  CHECK(read.value("naru_sessions{server=\"lobby\"}") == 0);
  CHECK(read.value("naru_sessions{server=\"rooms\"}") == 1);
  CHECK(read.value("naru_sessions_ended_total{reason=\"aborted\",server=\"rooms\"}") == 0);
  CHECK(read.value("naru_timer_lateness_seconds_count{proactor=\"two\"}") ==
        static_cast<double>(rooms.proactor->counters().timers_expired));
}

TEST_CASE("a_timer_that_the_loop_takes_late_shows_by_how_much") {
  recorder expired;
  recorder on_time;
  const auto proactor = test_proactor();
  naru::timer late(*proactor);
  naru::timer at_once(*proactor);
  late.wait_for(1ms, expired);
  hold_up(7ms);
  REQUIRE(run_until_completed(*proactor, {&expired}));
  at_once.wait_until({}, on_time);  // a deadline before all time
  REQUIRE(run_until_completed(*proactor, {&on_time}));
  const naru::counters counted = proactor->counters();
  CHECK(counted.timers_expired == 2);
  CHECK(counted.longest_timer_lateness >= 6ms);
  CHECK(counted.timer_lateness == counted.longest_timer_lateness);
  CHECK(counted.timers_by_lateness[0] == 1);  // the one without a time
  std::uint64_t all = 0;
  for (const std::uint64_t each : counted.timers_by_lateness) all += each;
  CHECK(all == counted.timers_expired);
  for (std::size_t i = 1; i < 3; ++i) CHECK(counted.timers_by_lateness[i] == 0);
}

TEST_SUITE_END();
