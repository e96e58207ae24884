// Exceptions that leave a session's own functions, with exceptions_leave_run. The default
// is tested in sessions_exceptions.cpp.
#include "sessions.hpp"

#include <stdexcept>
#include <string>

using namespace contract;

namespace {

struct function_failed : std::runtime_error {
  function_failed() : runtime_error("a function of the session failed") {}
};

naru::session_options leaving_run() {
  naru::session_options options;
  options.exceptions_leave_run = true;
  return options;
}

/// Runs until the expected exception comes.
void check_failure_leaves_run(stage& scene, int endings = 1) {
  bool thrown = false;
  try {
    CHECK(scene.until_ended(endings));
  } catch (const function_failed&) {
    thrown = true;
  }
  CHECK(thrown);
  CHECK(scene.until_ended(endings));
  CHECK(scene.failures.size() == 0);  // the thread inside run gets the exception
}

void check_still_serves(stage& scene) {
  peer good(*scene.proactor, scene.endpoint());
  REQUIRE(good.send("hello"));
  CHECK(good.receive() == "hello");
  good.close();
  CHECK(scene.until([&] { return scene.server.size() == 0; }));
}

void echo_or_throw(scripted_session& session, const std::string& text) {
  if (text == "bad") throw function_failed();
  session.send(text);
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("an_exception_from_on_connected_ends_that_session_and_leaves_run") {
  bool fails = true;
  recorder connected;
  stage scene(leaving_run(), {.connected =
                                  [&](scripted_session&) {
                                    if (std::exchange(fails, false)) throw function_failed();
                                  },
                              .message = echo_or_throw});
  naru::tcp_stream stream(*scene.proactor);
  stream.connect(scene.endpoint(), connected);
  check_failure_leaves_run(scene);
  CHECK(scene.written.endings() == 1);
  CHECK(scene.written.reason() == naru::close_reason::handler_failed);
  check_still_serves(scene);
}

TEST_CASE("an_exception_from_on_message_ends_that_session_and_leaves_run") {
  recorder sent;
  const bytes frames = joined(framed("bad"), framed("never read"));
  stage scene(leaving_run(), {.message = echo_or_throw});
  peer good(*scene.proactor, scene.endpoint());
  peer bad(*scene.proactor, scene.endpoint());
  bad.stream().send(frames, sent);
  bool thrown = false;
  try {
    CHECK(scene.until([&] { return scene.written.endings() == 1; }));
  } catch (const function_failed&) {
    thrown = true;
  }
  CHECK(thrown);
  CHECK(bad.receive_reset());
  CHECK(scene.until([&] { return scene.written.endings() == 1; }));
  CHECK(scene.written.reason() == naru::close_reason::handler_failed);
  CHECK(scene.written.message_count() == 1);
  REQUIRE(good.send("hello"));
  CHECK(good.receive() == "hello");
}

TEST_CASE("an_exception_from_a_posted_function_ends_that_session_after_the_others_ran") {
  stage scene(leaving_run());
  peer other = scene.join();
  const auto session = scene.only();
  int ran = 0;
  CHECK(session->post([] { throw function_failed(); }));
  CHECK(session->post([&] {
    CHECK(scene.written.endings() == 0);
    ++ran;
  }));
  check_failure_leaves_run(scene);
  CHECK(ran == 1);
  CHECK(scene.written.endings() == 1);
  CHECK(scene.written.reason() == naru::close_reason::handler_failed);
}

TEST_CASE("an_exception_from_on_closed_leaves_run_when_the_session_has_ended") {
  recorder stopped;
  stage scene(leaving_run(),
              {.message = echo_or_throw,
               .closed = [fails = true](scripted_session&, naru::close_reason) mutable {
                 if (std::exchange(fails, false)) throw function_failed();
               }});
  naru::room<scripted_session> room;
  {
    peer other = scene.join();
    CHECK(room.join(*scene.only()));
    other.close();
    bool thrown = false;
    try {
      CHECK(scene.until([&] { return scene.server.size() == 0; }));
      scene.proactor->poll();
    } catch (const function_failed&) {
      thrown = true;
    }
    CHECK(thrown);
  }
  CHECK(scene.server.size() == 0);
  CHECK(room.size() == 0);
  CHECK(scene.server.counters().ended_for(naru::close_reason::peer_closed) == 1);
  check_still_serves(scene);
  scene.server.stop(1s, stopped);
  CHECK(run_until_completed(*scene.proactor, {&stopped}));
}

TEST_CASE("an_exception_from_on_send_queue_full_ends_that_session_and_leaves_run") {
  naru::session_options options = leaving_run();
  options.send_queue_max = 100;
  options.on_overflow = naru::overflow_policy::call_back;
  stage scene(options, {.queue_full = [](scripted_session&) { throw function_failed(); }});
  peer other = scene.join();
  const auto session = scene.only();
  CHECK(session->send(std::string(90, 'x')) == naru::send_outcome::queued);
  CHECK(session->send(std::string(90, 'x')) == naru::send_outcome::refused);
  check_failure_leaves_run(scene);
  CHECK(scene.written.reason() == naru::close_reason::handler_failed);
}

TEST_CASE("an_exception_while_a_reply_fails_at_once_does_not_keep_a_session_from_its_end") {
  constexpr int functions = 200;  // more than one turn runs
  const bytes frame = framed("go");
  peer* other = nullptr;
  int ran = 0;
  recorder sent;
  stage scene(leaving_run(), {.message = [&](scripted_session& session, const std::string&) {
                for (int i = 0; i < functions; ++i) {
                  session.post([&] {
                    if (++ran > functions / 2) throw function_failed();
                  });
                }
                session.send("a reply");
                other->close(naru::close_mode::reset);
              }});
  peer joined = scene.join();
  other = &joined;
  joined.stream().send(frame, sent);
  int thrown = 0;
  while (scene.server.size() != 0 && thrown < functions) {
    try {
      if (!scene.until([&] { return scene.server.size() == 0; }, 2s)) break;
    } catch (const function_failed&) {
      ++thrown;
    }
  }
  CHECK(thrown > 0);
  CHECK(scene.server.size() == 0);
  CHECK(scene.written.endings() == 1);
}

TEST_CASE("a_second_exception_does_not_keep_a_session_from_its_end") {
  stage scene(leaving_run(),
              {.message = echo_or_throw,
               .closed = [](scripted_session&, naru::close_reason) { throw function_failed(); }});
  peer other = scene.join();
  const auto session = scene.only();
  CHECK(session->post([] { throw function_failed(); }));
  CHECK(session->post([] { throw function_failed(); }));
  int thrown = 0;
  while (scene.server.size() != 0 && thrown < 10) {
    try {
      CHECK(scene.until([&] { return scene.server.size() == 0; }));
    } catch (const function_failed&) {
      ++thrown;
    }
  }
  CHECK(scene.server.size() == 0);
  CHECK(scene.server.counters().ended_for(naru::close_reason::handler_failed) == 1);
}

TEST_CASE("an_exception_from_a_factory_leaves_run_and_the_next_connection_is_served") {
  journal written;
  const script lines{.message = echo_or_throw};
  recorder connected;
  const auto proactor = test_proactor();
  bool fails = true;
  naru::server<scripted_session> server(*proactor, with_limits(leaving_run()), [&] {
    if (std::exchange(fails, false)) throw function_failed();
    return std::make_shared<scripted_session>(written, lines);
  });
  server.start();
  naru::tcp_stream stream(*proactor);
  stream.connect(server.local_endpoint(), connected);
  bool thrown = false;
  try {
    CHECK_FALSE(run_until(*proactor, [] { return false; }));
  } catch (const function_failed&) {
    thrown = true;
  }
  CHECK(thrown);
  CHECK(run_until_completed(*proactor, {&connected}));
  std::array<std::byte, 1> room{};
  const std::error_code end = receive(*proactor, stream, naru::buffer(room)).error;
  CHECK(is_reset(connected.error() ? connected.error() : end));
  CHECK(server.size() == 0);
  peer good(*proactor, server.local_endpoint());
  REQUIRE(good.send("hello"));
  CHECK(good.receive() == "hello");
}

TEST_SUITE_END();
