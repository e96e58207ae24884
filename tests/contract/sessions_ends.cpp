// How a session ends: for which reason, what is still sent, and what may be done afterwards.
#include "sessions.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

using namespace contract;

namespace {

constexpr std::size_t large = 32'768;
constexpr int large_messages = 200;

/// Options with room for all of the messages.
naru::session_options roomy() {
  naru::session_options options;
  options.send_queue_max = (large + 4) * large_messages;
  return options;
}

void send_many(const scripted_session& session) {
  for (int i = 0; i < large_messages; ++i) {
    CHECK(session.send(std::string(large, 'x')) == naru::send_outcome::queued);
  }
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("every_close_reason_has_words_of_its_own") {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < naru::close_reasons; ++i) {
    words.insert(naru::describe(static_cast<naru::close_reason>(i)));
  }
  CHECK(words.size() == naru::close_reasons);
  CHECK_FALSE(words.contains(naru::describe(static_cast<naru::close_reason>(naru::close_reasons))));
}

TEST_CASE("a_session_that_the_program_closes_ends_for_that") {
  stage scene;
  peer other = scene.join();
  scene.only()->close();
  CHECK(other.receive_end() == naru::error::end_of_stream);
  other.close();
  CHECK(scene.until_ended());
  CHECK(scene.written.endings() == 1);
  CHECK(scene.written.reason() == naru::close_reason::closed_by_program);
}

TEST_CASE("a_session_that_the_program_aborts_resets_its_peer") {
  stage scene;
  collector other(*scene.proactor, scene.endpoint());
  other.start();
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  scene.only()->abort();
  CHECK(scene.until_ended());
  CHECK(scene.until([&] { return static_cast<bool>(other.end()); }));
  CHECK(other.end() == std::errc::connection_reset);
  CHECK(scene.written.reason() == naru::close_reason::aborted);
}

TEST_CASE("a_peer_that_finishes_ends_its_session") {
  stage scene;
  peer other = scene.join();
  other.close();
  CHECK(scene.until_ended());
  CHECK(scene.written.endings() == 1);
  CHECK(scene.written.reason() == naru::close_reason::peer_closed);
}

TEST_CASE("a_peer_that_resets_ends_its_session_with_the_error") {
  std::error_code error;
  stage scene({.closed = [&](const scripted_session& session, naru::close_reason) {
    error = session.close_error();
  }});
  peer other = scene.join();
  other.close(naru::close_mode::reset);
  CHECK(scene.until_ended());
  CHECK(scene.written.endings() == 1);
  CHECK(scene.written.reason() == naru::close_reason::peer_reset);
  CHECK(error == std::errc::connection_reset);
}

TEST_CASE("a_peer_that_finishes_in_the_middle_of_a_message_ends_its_session") {
  stage scene;
  peer other = scene.join();
  bytes frame = framed("cut off");
  frame.pop_back();
  REQUIRE(other.send(frame));
  other.close();
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::peer_closed);
  CHECK(scene.written.message_count() == 0);
}

TEST_CASE("close_sends_all_that_is_queued") {
  stage scene(roomy(), {.message = [](scripted_session& session, const std::string&) {
                send_many(session);
                session.close();
                CHECK(session.send("too late") == naru::send_outcome::closed);
              }});
  collector other(*scene.proactor, scene.endpoint());
  other.start();
  REQUIRE(other.sender().send("go"));
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::closed_by_program);
  CHECK(scene.until([&] { return static_cast<bool>(other.end()); }));
  CHECK(other.end() == naru::error::end_of_stream);
  CHECK(other.messages() == large_messages);
}

TEST_CASE("abort_sends_no_more") {
  stage scene(roomy(), {.message = [](scripted_session& session, const std::string&) {
                send_many(session);
                session.abort();
                CHECK(session.queued_bytes() <= large_messages * (large + 4));
              }});
  peer other = scene.join();
  REQUIRE(other.send("go"));
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::aborted);
  CHECK(other.receive_reset());
}

TEST_CASE("abort_ends_a_session_that_is_closing") {
  stage scene(roomy(), {.message = [](scripted_session& session, const std::string&) {
                send_many(session);
                session.close();
              }});
  peer other = scene.join();
  const auto session = scene.only();
  REQUIRE(other.send("go"));
  CHECK(scene.until([&] { return !session->is_open(); }));
  session->abort();
  CHECK(scene.until_ended());
  CHECK(scene.written.endings() == 1);
  CHECK(scene.written.reason() == naru::close_reason::closed_by_program);
}

TEST_CASE("a_client_that_has_finished_sending_still_gets_its_replies") {
  stage scene({.message = [](scripted_session& session, const std::string& text) {
    session.send(text + std::string(large, '!'));
  }});
  peer other(*scene.proactor, scene.endpoint());
  bytes all;
  for (int i = 0; i < 20; ++i) all = joined(std::move(all), framed(std::to_string(i)));
  REQUIRE(other.send(all));
  REQUIRE(other.finish_sending());
  for (int i = 0; i < 20; ++i) {
    const std::string reply = other.receive();
    CHECK(reply.substr(0, reply.find('!')) == std::to_string(i));
  }
  CHECK(other.receive_end() == naru::error::end_of_stream);
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::peer_closed);
}

TEST_CASE("messages_that_come_after_close_are_dropped") {
  stage scene({.message = [](scripted_session& session, const std::string&) { session.close(); }});
  peer other = scene.join();
  REQUIRE(other.send(joined(framed("the last"), framed("dropped"))));
  CHECK(other.receive_end() == naru::error::end_of_stream);
  REQUIRE(other.send("dropped too"));
  other.close();
  CHECK(scene.until_ended());
  CHECK(scene.written.messages() == std::vector<std::string>{"the last"});
}

TEST_CASE("on_closed_is_never_called_inside_close_or_abort") {
  for (const bool aborts : {false, true}) {
    CAPTURE(aborts);
    std::atomic<bool> inside{false};
    std::atomic<int> closed_inside{0};
    const auto end = [&](scripted_session& session) {
      inside = true;
      aborts ? session.abort() : session.close();
      inside = false;
    };
    const auto note = [&](scripted_session&, naru::close_reason) {
      if (inside) ++closed_inside;
    };
    stage scene({.message = [&](scripted_session& session, const std::string&) { end(session); },
                 .closed = note});
    {
      peer other = scene.join();
      REQUIRE(other.send("go"));
      other.close();
      CHECK(scene.until_ended());
    }
    peer other = scene.join();
    other.close();
    end(*scene.only());
    CHECK(scene.until_ended(2));
    CHECK(closed_inside == 0);
  }
}

TEST_CASE("close_and_abort_inside_every_function_end_a_session_once") {
  for (const bool aborts : {false, true}) {
    CAPTURE(aborts);
    const auto end = [=](scripted_session& session) { aborts ? session.abort() : session.close(); };
    const naru::close_reason reason =
        aborts ? naru::close_reason::aborted : naru::close_reason::closed_by_program;
    const auto again = [=](scripted_session& session, naru::close_reason) {
      session.close();
      session.abort();
    };
    {
      stage scene({.connected = end, .closed = again});
      peer other(*scene.proactor, scene.endpoint());
      CHECK(other.receive_end() != std::error_code());
      other.close();
      CHECK(scene.until_ended());
      CHECK(scene.written.endings() == 1);
      CHECK(scene.written.reason() == reason);
    }
    stage scene({.message = [=](scripted_session& session,
                                const std::string&) { session.post([&, end] { end(session); }); },
                 .closed = again});
    peer other(*scene.proactor, scene.endpoint());
    REQUIRE(other.send("go"));
    CHECK(other.receive_end() != std::error_code());
    other.close();
    CHECK(scene.until_ended());
    CHECK(scene.written.endings() == 1);
    CHECK(scene.written.reason() == reason);
  }
}

TEST_CASE("a_session_before_its_beginning_can_be_asked_everything") {
  journal written;
  const script lines;
  const auto session = std::make_shared<scripted_session>(written, lines);
  CHECK(session->id() == 0);
  CHECK_FALSE(session->is_open());
  CHECK(session->queued_bytes() == 0);
  CHECK(session->remote_endpoint() == naru::endpoint());
  CHECK(session->local_endpoint() == naru::endpoint());
  CHECK(session->close_error() == std::error_code());
  CHECK(session->send("nobody") == naru::send_outcome::closed);
  CHECK_FALSE(session->post([] {}));
  session->close();
  session->abort();
  naru::room<scripted_session> room;
  CHECK_FALSE(room.join(*session));
  CHECK_FALSE(room.contains(*session));
}

TEST_CASE("a_session_after_its_end_can_be_asked_everything") {
  std::shared_ptr<scripted_session> session;
  naru::endpoint remote;
  std::uint64_t id = 0;
  const auto ask = [&] {
    CHECK(session->id() == id);
    CHECK_FALSE(session->is_open());
    CHECK(session->queued_bytes() == 0);
    CHECK(session->remote_endpoint() == remote);
    CHECK(session->close_error() == std::error_code());
    CHECK(session->send("nobody") == naru::send_outcome::closed);
    CHECK(session->send(naru::shared_message<wire>(naru::buffer(std::string_view("nobody")))) ==
          naru::send_outcome::closed);
    CHECK_FALSE(session->post([] {}));
    session->close();
    session->abort();
  };
  std::optional<stage> scene(std::in_place);
  {
    peer other = scene->join();
    session = scene->only();
    id = session->id();
    remote = session->remote_endpoint();
    CHECK(id != 0);
    CHECK(remote == other.stream().local_endpoint());
    CHECK(session->local_endpoint() == other.stream().remote_endpoint());
    CHECK(&session->owner() == scene->proactor.get());
    other.close();
    CHECK(scene->until_ended());
    ask();
    CHECK(session->local_endpoint() == naru::endpoint());
    CHECK_FALSE(scene->server.find(id));
  }
  session.reset();
  journal written;
  const script lines;
  {
    const auto proactor = test_proactor();
    naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
      return session = std::make_shared<scripted_session>(written, lines);
    });
    server.start();
    peer other(*proactor, server.local_endpoint());
    CHECK(run_until(*proactor, [&] { return written.connections() == 1; }));
    id = session->id();
    remote = session->remote_endpoint();
    other.close();
    CHECK(run_until(*proactor, [&] { return server.size() == 0; }));
  }
  ask();  // also without its server and its proactor
}

TEST_CASE("a_posted_function_that_holds_its_own_session_keeps_it_no_longer_than_its_end") {
  std::weak_ptr<scripted_session> session;
  {
    stage scene({.closed = [](scripted_session& ending, naru::close_reason) {
      ending.post([self = ending.self()] {});
    }});
    peer other = scene.join();
    session = scene.only();
    const auto held = session.lock();
    CHECK(held->post([held] {}));
    held->close();
    CHECK(held->post([held] {}));
    held->abort();
    CHECK(scene.until_ended());
  }
  CHECK(session.expired());
}

TEST_SUITE_END();
