// Sessions whose conversation is one function.
#include "sessions.hpp"

#include <stdexcept>
#include <string>

using namespace contract;

namespace {

class guest : public naru::coroutine_session<wire> {
 public:
  explicit guest(journal& written) : written_(written) {}

 protected:
  naru::task<> serve() override {
    written_.connected();
    say("your name?");
    const auto name = co_await receive();
    if (!name) co_return;
    const std::string known = text_of(*name);
    say("welcome, " + known);
    while (auto message = co_await receive()) {
      const std::string text = text_of(*message);
      written_.message(text);
      if (text == "bye") break;
      if (text == "throw") throw std::runtime_error("asked for");
      if (text == "sleep") {
        const std::error_code slept = co_await naru::sleep_for(10min);
        written_.message(slept ? "woken" : "slept");
      }
      if (text == "wait") {
        const auto in_time = co_await naru::with_timeout(receive(), 20ms);
        say(in_time.error == std::errc::timed_out ? "too late" : "in time");
        continue;
      }
      say(known + ": " + text);
    }
  }
  void on_closed(naru::close_reason reason) override { written_.closed(reason); }

 private:
  void say(const std::string& text) { send(naru::buffer(text)); }

  journal& written_;
};

/// Waits before it listens, for longer than its limits of time.
class slow_guest : public naru::coroutine_session<wire> {
 public:
  explicit slow_guest(journal& written) : written_(written) {}

 protected:
  naru::task<> serve() override {
    co_await naru::sleep_for(150ms);
    while (auto message = co_await receive()) {
      const std::string text = text_of(*message);
      co_await naru::sleep_for(150ms);
      send(naru::buffer(text));
    }
  }
  void on_closed(naru::close_reason reason) override { written_.closed(reason); }

 private:
  journal& written_;
};

/// Receives twice at once, which a session refuses.
class hasty_guest : public naru::coroutine_session<wire> {
 public:
  explicit hasty_guest(journal& written) : written_(written) {}

 protected:
  naru::task<> serve() override {
    written_.connected();
    co_await naru::when_all(listen(0ms), listen(20ms));
  }
  void on_closed(naru::close_reason reason) override { written_.closed(reason); }

 private:
  naru::task<> listen(naru::proactor::duration pause) {
    co_await naru::sleep_for(pause);
    static_cast<void>(co_await receive());
  }

  journal& written_;
};

struct reception {
  explicit reception(const naru::session_options& options = {})
      : server(*proactor, with_limits(options),
               [this] { return std::make_shared<guest>(written); }) {
    server.start();
  }

  failure_log failures;
  journal written;
  const std::unique_ptr<naru::proactor> proactor = failures.proactor();
  naru::server<guest> server;
};

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("a_conversation_is_one_function") {
  reception desk;
  peer other(*desk.proactor, desk.server.local_endpoint());
  CHECK(other.receive() == "your name?");
  REQUIRE(other.send("Ann"));
  CHECK(other.receive() == "welcome, Ann");
  bytes both = framed("one");
  const bytes second = framed("two");
  both.insert(both.end(), second.begin(), second.end());
  REQUIRE(other.send(both));
  CHECK(other.receive() == "Ann: one");
  CHECK(other.receive() == "Ann: two");
  REQUIRE(other.send("bye"));
  CHECK(other.receive_end() == naru::error::end_of_stream);
  other.close();
  CHECK(run_until(*desk.proactor, [&] { return desk.written.endings() == 1; }));
  CHECK(desk.written.reason() == naru::close_reason::closed_by_program);
  CHECK(desk.server.size() == 0);
}

TEST_CASE("receive_gives_nothing_when_the_peer_has_finished") {
  reception desk;
  peer other(*desk.proactor, desk.server.local_endpoint());
  CHECK(other.receive() == "your name?");
  other.close();
  CHECK(run_until(*desk.proactor, [&] { return desk.written.endings() == 1; }));
  CHECK(desk.written.reason() == naru::close_reason::peer_closed);
}

TEST_CASE("a_second_receive_at_once_ends_that_session_and_says_why") {
  failure_log failures;
  journal written;
  const auto proactor = failures.proactor();
  naru::server<hasty_guest> server(*proactor, with_limits({}),
                                   [&] { return std::make_shared<hasty_guest>(written); });
  server.start();
  peer other(*proactor, server.local_endpoint());
  CHECK(run_until(*proactor, [&] { return written.endings() == 1; }));
  CHECK(written.reason() == naru::close_reason::handler_failed);
  CHECK(failures.count("while another receive() waited") == 1);
  recorder stopped;
  server.stop(10s, stopped);
  CHECK(run_until_completed(*proactor, {&stopped}));
}

TEST_CASE("a_limit_on_receive_leaves_the_session_open") {
  reception desk;
  peer other(*desk.proactor, desk.server.local_endpoint());
  CHECK(other.receive() == "your name?");
  REQUIRE(other.send("Ann"));
  CHECK(other.receive() == "welcome, Ann");
  REQUIRE(other.send("wait"));
  CHECK(other.receive() == "too late");
  REQUIRE(other.send("on"));
  CHECK(other.receive() == "Ann: on");
}

TEST_CASE("what_serve_awaits_ends_with_the_session") {
  reception desk;
  peer other(*desk.proactor, desk.server.local_endpoint());
  CHECK(other.receive() == "your name?");
  REQUIRE(other.send("Ann"));
  REQUIRE(other.send("sleep"));
  CHECK(run_until(*desk.proactor, [&] { return desk.written.message_count() == 1; }));
  recorder stopped;
  desk.server.stop(10s, stopped);
  other.close();
  CHECK(run_until_completed(*desk.proactor, {&stopped}));
  CHECK(desk.written.messages().back() == "woken");
  CHECK(desk.written.reason() == naru::close_reason::server_stopped);
}

TEST_CASE("what_serve_awaits_ends_when_the_peer_leaves") {
  for (const naru::close_mode mode : {naru::close_mode::graceful, naru::close_mode::reset}) {
    reception desk;
    peer other(*desk.proactor, desk.server.local_endpoint());
    CHECK(other.receive() == "your name?");
    REQUIRE(other.send("Ann"));
    CHECK(other.receive() == "welcome, Ann");
    REQUIRE(other.send("sleep"));
    CHECK(run_until(*desk.proactor, [&] { return desk.written.message_count() == 1; }));
    other.close(mode);
    CHECK(run_until(*desk.proactor, [&] { return desk.written.endings() == 1; }));
    CHECK(desk.written.messages().back() == "woken");
  }
}

TEST_CASE("messages_that_came_before_the_end_are_still_received") {
  reception desk;
  peer other(*desk.proactor, desk.server.local_endpoint());
  CHECK(other.receive() == "your name?");
  bytes all;
  for (const std::string_view each : {"Ann", "one", "wait", "two", "three"}) {
    const bytes frame = framed(each);
    all.insert(all.end(), frame.begin(), frame.end());
  }
  REQUIRE(other.send(all));
  other.stream().shutdown_send();
  CHECK(other.receive() == "welcome, Ann");
  CHECK(other.receive() == "Ann: one");
  CHECK(other.receive() == "in time");
  CHECK(other.receive() == "Ann: three");
  other.close();
  CHECK(run_until(*desk.proactor, [&] { return desk.written.endings() == 1; }));
}

TEST_CASE("limits_of_time_wait_while_serve_works") {
  journal written;
  const auto proactor = test_proactor();
  naru::server<slow_guest> server(
      *proactor,
      {.address = loopback(), .sessions = {.handshake_timeout = 40ms, .idle_timeout = 40ms}},
      [&] { return std::make_shared<slow_guest>(written); });
  server.start();
  peer other(*proactor, server.local_endpoint());
  REQUIRE(other.send("hello"));
  CHECK(other.receive() == "hello");  // comes after a while
  CHECK(run_until(*proactor, [&] { return written.endings() == 1; }));
  CHECK(written.reason() == naru::close_reason::idle_timeout);
}

TEST_CASE("an_exception_from_serve_ends_that_session_and_is_reported") {
  reception desk;
  peer good(*desk.proactor, desk.server.local_endpoint());
  REQUIRE(good.send("Bob"));
  peer other(*desk.proactor, desk.server.local_endpoint());
  REQUIRE(other.send("Ann"));
  REQUIRE(other.send("throw"));
  CHECK(run_until(*desk.proactor, [&] { return desk.written.endings() == 1; }));
  CHECK(desk.written.reason() == naru::close_reason::handler_failed);
  CHECK(desk.failures.size() == 1);
  CHECK(desk.failures.count("an exception left one of its functions: asked for") == 1);
  CHECK(good.receive() == "your name?");
  CHECK(good.receive() == "welcome, Bob");
}

// The send may still be pending when the exception leaves run, so it outlives the proactor.
TEST_CASE("an_exception_from_serve_leaves_run_if_that_is_the_policy") {
  recorder sent;
  const bytes asked = framed("throw");
  reception desk({.exceptions_leave_run = true});
  peer other(*desk.proactor, desk.server.local_endpoint());
  REQUIRE(other.send("Ann"));
  const auto ended = [&] { return desk.written.endings() == 1; };
  const auto ask_for_it = [&] {
    other.stream().send(asked, sent);
    static_cast<void>(run_until(*desk.proactor, ended));
  };
  CHECK_THROWS_AS(ask_for_it(), std::runtime_error);
  CHECK(run_until(*desk.proactor, ended));
  CHECK(desk.written.reason() == naru::close_reason::handler_failed);
  CHECK(desk.failures.size() == 0);
}

TEST_SUITE_END();
