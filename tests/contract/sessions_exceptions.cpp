// An exception that leaves a session's own functions ends that session, is reported to the
// observer, and leaves everything else as it is (rule 15).
#include "sessions.hpp"
#include "system.hpp"

#include <new>
#include <stdexcept>
#include <string>
#include <thread>

using namespace contract;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view reported = "an exception left one of its functions: asked for";

void fail() { throw std::runtime_error("asked for"); }

void echo_unless_bad(scripted_session& session, const std::string& text) {
  if (text == "bad") fail();
  if (text == "no memory") throw std::bad_alloc();
  session.send(text);
}

/// Checks that the failed session ended once, for `reason`, and was reported with its id and its
/// peer, and that other sessions are served.
void check_one_failed(stage& scene, std::string_view words,
                      naru::close_reason reason = naru::close_reason::handler_failed) {
  CHECK(scene.until([&] { return scene.written.endings() == 1; }));
  CHECK(scene.written.endings_for(reason) == 1);
  CHECK(scene.failures.size() == 1);
  CHECK(scene.failures.count(words) == 1);
  CHECK(scene.failures.count("session ") == 1);
  CHECK(scene.failures.count(" of 127.0.0.1:") == 1);
  peer good(*scene.proactor, scene.endpoint());
  REQUIRE(good.send("hello"));
  CHECK(good.receive() == "hello");
}

/// Fails to decode bytes that begin with a byte of ones.
struct fragile_framing : naru::raw {
  naru::frame<> decode(naru::const_buffer received, std::size_t message_size_max) {
    if (received.front() == std::byte{0xff}) fail();
    return naru::raw::decode(received, message_size_max);
  }
};

class fragile_echo final : public naru::session<fragile_framing> {
  void on_message(naru::const_buffer message) override { send(message); }
};

/// One client breaks its session, and another is echoed before and after.
naru::task<> one_breaks_and_the_other_goes_on(naru::proactor& proactor, naru::endpoint place,
                                              bool& served) {
  std::array<std::byte, 9> room{};
  const bytes hello = framed("hello");
  const bytes bad = framed("bad");
  naru::tcp_stream good(proactor);
  naru::tcp_stream guilty(proactor);
  static_cast<void>(co_await good.connect(place));
  static_cast<void>(co_await guilty.connect(place));
  static_cast<void>(co_await guilty.send(naru::buffer(bad)));
  const naru::io_result end = co_await guilty.receive(naru::buffer(room));
  static_cast<void>(co_await good.send(naru::buffer(hello)));
  const naru::io_result echoed = co_await good.receive_exactly(naru::buffer(room));
  served = is_reset(end.error) && !echoed.error;
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("an_exception_from_on_connected_is_reported_and_ends_that_session") {
  bool fails = true;
  recorder connected;
  stage scene({.connected =
                   [&](scripted_session&) {
                     if (std::exchange(fails, false)) fail();
                   },
               .message = echo_unless_bad});
  naru::tcp_stream stream(*scene.proactor);
  stream.connect(scene.endpoint(), connected);
  check_one_failed(scene, reported);
}

TEST_CASE("an_exception_from_on_message_is_reported_and_ends_that_session") {
  stage scene({.message = echo_unless_bad});
  peer bad = scene.join();
  REQUIRE(bad.send(joined(framed("bad"), framed("never read"))));
  CHECK(bad.receive_reset());
  check_one_failed(scene, reported);
  CHECK(scene.written.message_count() == 2);  // and "hello"
}

TEST_CASE("an_exception_from_a_posted_function_is_reported_and_ends_that_session") {
  stage scene({.message = echo_unless_bad});
  peer other = scene.join();
  CHECK(scene.only()->post(fail));
  check_one_failed(scene, reported);
}

TEST_CASE("an_exception_from_on_closed_is_reported_and_the_session_has_ended") {
  stage scene({.message = echo_unless_bad,
               .closed = [fails = true](scripted_session&, naru::close_reason) mutable {
                 if (std::exchange(fails, false)) fail();
               }});
  naru::room<scripted_session> room;
  peer other = scene.join();
  CHECK(room.join(*scene.only()));
  other.close();
  CHECK(scene.until([&] { return scene.server.size() == 0; }));
  CHECK(room.size() == 0);
  CHECK(scene.failures.count(reported) == 1);
  CHECK(scene.server.counters().ended_for(naru::close_reason::peer_closed) == 1);
}

TEST_CASE("an_exception_from_on_send_queue_full_is_reported_and_ends_that_session") {
  naru::session_options options;
  options.send_queue_max = 100;
  options.on_overflow = naru::overflow_policy::call_back;
  stage scene(options,
              {.message = echo_unless_bad, .queue_full = [](scripted_session&) { fail(); }});
  peer other = scene.join();
  const auto session = scene.only();
  CHECK(session->send(std::string(90, 'x')) == naru::send_outcome::queued);
  CHECK(session->send(std::string(90, 'x')) == naru::send_outcome::refused);
  check_one_failed(scene, reported);
}

TEST_CASE("an_exception_from_a_framing_is_reported_and_ends_that_session") {
  failure_log failures;
  const auto proactor = failures.proactor();
  naru::server<fragile_echo> server(*proactor, {.address = loopback()});
  server.start();
  peer good(*proactor, server.local_endpoint());
  peer bad(*proactor, server.local_endpoint());
  REQUIRE(bad.send(bytes(3, std::byte{0xff})));
  CHECK(bad.receive_reset());
  CHECK(failures.count(reported) == 1);
  CHECK(server.counters().ended_for(naru::close_reason::handler_failed) == 1);
  REQUIRE(good.send(bytes(3, std::byte{1})));
  CHECK(good.receive_bytes(3) == bytes(3, std::byte{1}));
}

TEST_CASE("missing_memory_in_a_session_s_function_is_its_close_reason") {
  stage scene({.message = echo_unless_bad});
  peer bad = scene.join();
  REQUIRE(bad.send("no memory"));
  CHECK(bad.receive_reset());
  check_one_failed(scene, "an exception left one of its functions",
                   naru::close_reason::out_of_memory);
}

TEST_CASE("every_exception_of_a_session_is_reported") {
  stage scene({.message = echo_unless_bad,
               .closed = [](scripted_session&, naru::close_reason) { fail(); }});
  peer other = scene.join();
  const auto session = scene.only();
  CHECK(session->post(fail));
  CHECK(session->post(fail));
  CHECK(scene.until([&] { return scene.server.size() == 0; }));
  CHECK(scene.failures.count(reported) == 3);
}

TEST_CASE("a_failing_session_ends_neither_a_pool_nor_what_is_waited_for") {
  if (!runs_on_threads()) return;
  failure_log failures;
  journal written;
  const script lines{.message = echo_unless_bad};
  bool served = false;
  const auto proactor = failures.proactor();
  naru::server<scripted_session> server(*proactor, {.address = loopback()}, [&] {
    return std::make_shared<scripted_session>(written, lines);
  });
  server.start();
  const naru::work_guard running(*proactor);
  naru::worker_pool workers(*proactor, 4);
  naru::sync_wait(*proactor,
                  one_breaks_and_the_other_goes_on(*proactor, server.local_endpoint(), served));
  CHECK(served);
  // The peer may see the end before it is told.
  CHECK(wait_until([&] { return failures.count(reported) == 1; }));
  CHECK(server.stop_blocking(5s));
}

TEST_CASE("a_failing_session_does_not_end_run") {
  stage scene({.message = echo_unless_bad});
  bool served = false;
  const auto main = [&]() -> naru::task<> {
    co_await one_breaks_and_the_other_goes_on(*scene.proactor, scene.endpoint(), served);
    co_await scene.server.stop(5s);
  };
  CHECK_NOTHROW(naru::run(*scene.proactor, main()));
  CHECK(served);
  CHECK(scene.failures.count(reported) == 1);
}

TEST_CASE("a_factory_that_throws_resets_that_connection_and_the_next_is_served") {
  failure_log failures;
  journal written;
  const script lines{.message = echo_unless_bad};
  bool fails = true;
  const auto proactor = failures.proactor();
  naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
    if (std::exchange(fails, false)) fail();
    return std::make_shared<scripted_session>(written, lines);
  });
  server.start();
  peer bad(*proactor, server.local_endpoint());
  CHECK(bad.receive_reset());
  CHECK(server.size() == 0);
  CHECK(failures.size() == 1);
  CHECK(failures.count("127.0.0.1:") == 1);
  CHECK(failures.count("server: no session could be made: asked for") == 1);
  peer good(*proactor, server.local_endpoint());
  REQUIRE(good.send("hello"));
  CHECK(good.receive() == "hello");
}

TEST_CASE("a_client_whose_factory_throws_tries_again") {
  failure_log failures;
  journal written;
  const script lines;
  int attempts = 0;
  stage scene({.message = echo_unless_bad});
  const auto proactor = failures.proactor();
  naru::client<scripted_session> client(*scene.proactor,
                                        {.host = "127.0.0.1",
                                         .port = scene.endpoint().port(),
                                         .reconnect = {.delay_min = 1ms, .delay_max = 1ms}},
                                        [&] {
                                          if (++attempts < 3) fail();
                                          return std::make_shared<scripted_session>(written, lines);
                                        });
  client.start();
  CHECK(scene.until([&] { return written.connections() == 1; }));
  CHECK(attempts == 3);
  CHECK(scene.failures.count("client: no session could be made: asked for") == 2);
}

TEST_CASE("an_accept_that_fails_is_reported_once_in_a_pause_and_the_server_goes_on") {
  if (!has_native_handles()) return;
  if (const char* reason = handle_shortage::impossible_because()) {
    MESSAGE("skipped: " << std::string(reason));
    return;
  }
  constexpr std::string_view words = "server: a connection could not be accepted: ";
  class accept_log final : public naru::session_observer {
   public:
    void on_accept_failed(const std::error_code& error) override {
      CHECK(error == std::errc::too_many_files_open);
      ++count;
    }
    std::size_t count = 0;
  };
  const auto told = std::make_shared<accept_log>();
  naru::server_options options = with_limits({});
  options.observer = told;
  // UBSan looks at an object when it is called first, and needs a handle for that.
  options.observer->on_refused({}, naru::session_observer::refusal::stopping);
  stage scene(options, {.message = echo_unless_bad});
  scene.proactor->poll();
  {
    const handle_shortage shortage(1);
    const auto begin = backend_clock::now();
    naru::tcp_stream client(*scene.proactor);
    REQUIRE_FALSE(connect(*scene.proactor, client, scene.endpoint()).error);
    CHECK(scene.until([&] { return scene.failures.count(words) == 3; }));
    CHECK(backend_clock::now() - begin >= 90ms);  // two pauses of listen_options
    CHECK(told->count == scene.failures.count(words));
    client.close();
  }
  peer good = scene.join();
  REQUIRE(good.send("hello"));
  CHECK(good.receive() == "hello");
}

TEST_CASE("a_server_that_is_started_twice_says_so_and_serves") {
  stage scene({.message = echo_unless_bad});
  CHECK_THROWS_WITH_AS(scene.server.start(), "a server was started that was started before",
                       std::logic_error);
  peer good = scene.join();
  REQUIRE(good.send("hello"));
  CHECK(good.receive() == "hello");
  recorder stopped;
  scene.server.stop(0s, stopped);
  CHECK(run_until_completed(*scene.proactor, {&stopped}));
  CHECK_THROWS_AS(scene.server.start(), std::logic_error);
}

TEST_CASE("a_client_that_is_started_twice_says_so_and_connects") {
  journal written;
  const script lines;
  stage scene;
  naru::client<scripted_session> client(
      *scene.proactor, {.host = "127.0.0.1", .port = scene.endpoint().port()},
      [&] { return std::make_shared<scripted_session>(written, lines); });
  client.start();
  CHECK_THROWS_WITH_AS(client.start(), "a client was started that was started before",
                       std::logic_error);
  CHECK(scene.until([&] { return written.connections() == 1; }));
}

TEST_CASE("what_was_stopped_before_it_was_started_does_nothing") {
  recorder stopped;
  journal written;
  const script lines;
  const auto proactor = test_proactor();
  naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
    return std::make_shared<scripted_session>(written, lines);
  });
  server.stop(0s, stopped);
  CHECK_NOTHROW(server.start());
  CHECK(run_until_completed(*proactor, {&stopped}));
  CHECK(proactor->run() == 0);
}

TEST_SUITE_END();
