// Limits on the number of sessions, of sessions per address, and on rates; and options out of
// range.
#include "sessions.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <stdexcept>
#include <string>

using namespace contract;

namespace {

/// The option of which the server that is made with `options` complains.
std::string complaint(const naru::server_options& options) {
  const auto proactor = test_proactor();
  journal written;
  const script lines;
  try {
    const naru::server<scripted_session> server(
        *proactor, options, [&] { return std::make_shared<scripted_session>(written, lines); });
    return {};
  } catch (const std::invalid_argument& refused) {
    return refused.what();
  }
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("one_connection_too_many_is_reset_and_the_server_goes_on") {
  naru::server_options options = with_limits({});
  options.sessions_max = 3;
  stage scene(options);
  std::deque<peer> others;
  for (int i = 0; i < 3; ++i) others.push_back(scene.join());
  for (int i = 0; i < 2; ++i) {
    CHECK(is_turned_away(*scene.proactor, scene.endpoint()));
  }
  CHECK(scene.server.size() == 3);
  CHECK(scene.written.connections() == 3);
  CHECK(scene.server.counters().refused == 2);
  CHECK(scene.server.counters().accepted == 3);
  others.pop_front();
  CHECK(scene.until([&] { return scene.server.size() == 2; }));
  others.push_back(scene.join());
  REQUIRE(others.back().send("room for one more"));
  CHECK(scene.until([&] { return scene.written.message_count() == 1; }));
}

TEST_CASE("one_connection_too_many_of_an_address_is_reset_and_never_began") {
  naru::server_options options = with_limits({});
  options.sessions_per_address_max = 2;
  stage scene(options);
  peer first = scene.join();
  peer second = scene.join();
  CHECK(is_turned_away(*scene.proactor, scene.endpoint()));
  CHECK(scene.until([&] { return scene.server.size() == 2; }));
  CHECK(scene.written.connections() == 2);
  CHECK(scene.written.endings() == 0);
  const naru::session_counters counted = scene.server.counters();
  CHECK(counted.accepted == 2);
  CHECK(counted.refused == 1);
  CHECK(counted.ended_for(naru::close_reason::too_many_sessions) == 1);
  first.close();
  CHECK(scene.until([&] { return scene.server.size() == 1; }));
  peer third = scene.join();
  CHECK(scene.server.size() == 2);
}

TEST_CASE("more_bytes_per_second_than_allowed_end_the_session") {
  naru::session_options options;
  options.bytes_per_second_max = 1'000;
  stage scene(options);
  peer good = scene.join();
  peer bad = scene.join();
  REQUIRE(good.send(std::string(996, 'x')));  // exactly as many, with its frame
  REQUIRE(bad.send(std::string(997, 'x')));
  CHECK(bad.receive_end() == naru::error::end_of_stream);
  bad.close();
  CHECK(scene.until([&] { return scene.written.endings() == 1; }));
  CHECK(scene.written.reason() == naru::close_reason::rate_exceeded);
  CHECK(scene.written.message_count() == 1);
  CHECK(scene.server.size() == 1);
}

TEST_CASE("more_messages_per_second_than_allowed_end_the_session_before_the_next_is_read") {
  constexpr std::size_t most = 5;
  naru::session_options options;
  options.messages_per_second_max = most;
  stage scene(options);
  peer other = scene.join();
  bytes all;
  for (std::size_t i = 0; i < most + 1; ++i) all = joined(std::move(all), framed("message"));
  REQUIRE(other.send(all));
  CHECK(other.receive_end() == naru::error::end_of_stream);
  other.close();
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::rate_exceeded);
  CHECK(scene.written.message_count() == most);
}

TEST_CASE("after_a_second_as_much_may_come_again") {
  naru::session_options options;
  options.messages_per_second_max = 2;
  options.bytes_per_second_max = 100;
  stage scene(options);
  peer other = scene.join();
  for (int round = 1; round <= 2; ++round) {
    REQUIRE(other.send(joined(framed(std::string(40, 'x')), framed(std::string(40, 'x')))));
    CHECK(scene.until([&] { return scene.written.message_count() == 2 * std::size_t(round); }));
    scene.proactor->run_for(1'050ms);
  }
  CHECK(scene.written.endings() == 0);
}

TEST_CASE("an_empty_factory_is_refused") {
  const auto proactor = test_proactor();
  const std::function<std::shared_ptr<scripted_session>()> none;
  CHECK_THROWS_WITH_AS(naru::server<scripted_session>(*proactor, with_limits({}), none),
                       doctest::Contains("the factory is empty"), std::invalid_argument);
}

TEST_CASE("an_option_out_of_range_is_refused_by_its_name") {
  struct wrong {
    const char* option;
    std::function<void(naru::server_options&)> set;
  };
  constexpr std::size_t gibibyte = std::size_t{1} << 30;
  using all = naru::server_options;
  const wrong each[] = {
      {"sessions_max", [](all& o) { o.sessions_max = 0; }},
      {"sessions_max", [](all& o) { o.sessions_max = 1'048'577; }},
      {"memory_max", [](all& o) { o.memory_max = 65'535; }},
      {"ipv6_prefix_length", [](all& o) { o.ipv6_prefix_length = 0; }},
      {"ipv6_prefix_length", [](all& o) { o.ipv6_prefix_length = 129; }},
      {"listening.retry_delay", [](all& o) { o.listening.retry_delay = 0ms; }},
      {"listening.accepts_outstanding", [](all& o) { o.listening.accepts_outstanding = 0; }},
      {"listening.backlog", [](all& o) { o.listening.backlog = -1; }},
      {"message_size_max", [](all& o) { o.sessions.message_size_max = 0; }},
      {"message_size_max", [](all& o) { o.sessions.message_size_max = gibibyte + 1; }},
      {"receive_buffer_size", [](all& o) { o.sessions.receive_buffer_size = 63; }},
      {"receive_buffer_size", [](all& o) { o.sessions.receive_buffer_size = gibibyte + 1; }},
      {"send_queue_max", [](all& o) { o.sessions.send_queue_max = 0; }},
      {"send_queue_max", [](all& o) { o.sessions.send_queue_max = 2 * gibibyte + 1; }},
      {"proxy_header_size_max", [](all& o) { o.sessions.proxy_header_size_max = 15; }},
      {"proxy_header_size_max", [](all& o) { o.sessions.proxy_header_size_max = 65'552; }},
      {"keep_alive.idle", [](all& o) { o.sessions.keep_alive->idle = 0s; }},
      {"keep_alive.interval", [](all& o) { o.sessions.keep_alive->interval = 32'768s; }},
      {"keep_alive.probes", [](all& o) { o.sessions.keep_alive->probes = 0; }},
      {"buffer_release_after", [](all& o) { o.sessions.buffer_release_after = -1ms; }},
      {"handshake_timeout", [](all& o) { o.sessions.handshake_timeout = -1ms; }},
      {"message_timeout", [](all& o) { o.sessions.message_timeout = -1ms; }},
      {"idle_timeout", [](all& o) { o.sessions.idle_timeout = -1ms; }},
      {"write_timeout", [](all& o) { o.sessions.write_timeout = -1ms; }},
      {"close_timeout", [](all& o) { o.sessions.close_timeout = -1ms; }},
  };
  for (const wrong& one : each) {
    naru::server_options options = with_limits({});
    one.set(options);
    const std::string said = complaint(options);
    CAPTURE(one.option);
    CAPTURE(said);
    CHECK(said.starts_with(one.option));
  }
  naru::server_options least = with_limits({});
  least.sessions_max = 1;
  least.memory_max = 0;
  least.ipv6_prefix_length = 1;
  least.sessions = {.message_size_max = 1,
                    .receive_buffer_size = 64,
                    .buffer_release_after = 0ms,
                    .send_queue_max = 1,
                    .handshake_timeout = 0ms,
                    .message_timeout = 0ms,
                    .idle_timeout = 0ms,
                    .write_timeout = 0ms,
                    .close_timeout = 0ms,
                    .proxy_header_size_max = 16};
  CHECK(complaint(least).empty());
  naru::server_options most = with_limits({});
  most.sessions_max = 1'048'576;
  most.memory_max = static_cast<std::size_t>(-1);
  most.ipv6_prefix_length = 128;
  most.sessions = {.message_size_max = gibibyte,
                   .receive_buffer_size = gibibyte,
                   .buffer_release_after = std::chrono::milliseconds::max(),
                   .send_queue_max = 2 * gibibyte,
                   .handshake_timeout = std::chrono::milliseconds::max(),
                   .message_timeout = std::chrono::milliseconds::max(),
                   .idle_timeout = std::chrono::milliseconds::max(),
                   .write_timeout = std::chrono::milliseconds::max(),
                   .close_timeout = std::chrono::milliseconds::max(),
                   .bytes_per_second_max = static_cast<std::size_t>(-1),
                   .messages_per_second_max = static_cast<std::size_t>(-1),
                   .proxy_header_size_max = 65'551};
  CHECK(complaint(most).empty());
}

TEST_CASE("limits_of_time_too_long_to_count_end_nothing") {
  constexpr auto endless = std::chrono::milliseconds::max();
  naru::session_options options;
  options.buffer_release_after = options.handshake_timeout = endless;
  options.message_timeout = endless;
  options.idle_timeout = endless;
  options.write_timeout = options.close_timeout = endless;
  stage scene(options);
  peer other = scene.join();
  CHECK_FALSE(scene.until([&] { return scene.written.endings() != 0; }, 50ms));
  REQUIRE(other.send("hello"));
  CHECK_FALSE(scene.until([&] { return scene.written.endings() != 0; }, 1'200ms));
  CHECK(scene.written.message_count() == 1);
}

TEST_CASE("an_address_that_is_taken_is_refused_with_the_system_s_error") {
  stage scene;
  naru::server_options options = with_limits({});
  options.address = scene.endpoint();
  std::error_code error;
  try {
    naru::server<scripted_session> second(*scene.proactor, options, [&] {
      return std::make_shared<scripted_session>(scene.written, scene.lines);
    });
  } catch (const std::system_error& refused) {
    error = refused.code();
  }
  CHECK(error == std::errc::address_in_use);
}

TEST_SUITE_END();
