// Messages for which the queue has no room, under each policy.
#include "sessions.hpp"

#include <cstddef>
#include <string>
#include <vector>

using namespace contract;
using namespace std::string_view_literals;

namespace {

constexpr std::size_t room_for_four = 4 * (4 + 6);
constexpr std::string_view message = "123456";

naru::session_options with_policy(naru::overflow_policy policy) {
  naru::session_options options;
  options.send_queue_max = room_for_four;
  options.on_overflow = policy;
  return options;
}

/// Sends until the queue is full. Nothing leaves it, because the proactor does not run meanwhile.
void fill(const scripted_session& session) {
  for (int i = 0; i < 4; ++i) CHECK(session.send(message) == naru::send_outcome::queued);
  CHECK(session.queued_bytes() == room_for_four);
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("with_refuse_a_full_queue_says_so_and_goes_on") {
  stage scene(with_policy(naru::overflow_policy::refuse));
  peer other = scene.join();
  const auto session = scene.only();
  fill(*session);
  CHECK(session->send("x"sv) == naru::send_outcome::refused);
  CHECK(session->send(naru::shared_message<wire>(naru::buffer(message))) ==
        naru::send_outcome::refused);
  for (int i = 0; i < 4; ++i) CHECK(other.receive() == message);
  CHECK(session->send("after"sv) == naru::send_outcome::queued);
  CHECK(other.receive() == "after");
  CHECK(scene.server.counters().messages_refused == 2);
  CHECK(scene.server.counters().messages_dropped == 0);
  CHECK(session->full == 0);
}

TEST_CASE("with_drop_newest_a_full_queue_drops_and_counts") {
  stage scene(with_policy(naru::overflow_policy::drop_newest));
  peer other = scene.join();
  const auto session = scene.only();
  fill(*session);
  for (int i = 0; i < 3; ++i) CHECK(session->send("dropped"sv) == naru::send_outcome::dropped);
  for (int i = 0; i < 4; ++i) CHECK(other.receive() == message);
  CHECK(session->send("after"sv) == naru::send_outcome::queued);
  CHECK(other.receive() == "after");
  CHECK(scene.server.counters().messages_dropped == 3);
  CHECK(scene.server.counters().messages_refused == 0);
}

TEST_CASE("with_disconnect_a_full_queue_ends_that_session_alone") {
  stage scene(with_policy(naru::overflow_policy::disconnect));
  peer slow = scene.join();
  const auto session = scene.only();
  peer other = scene.join();
  fill(*session);
  CHECK(session->send("x"sv) == naru::send_outcome::closed);
  CHECK_FALSE(session->is_open());
  CHECK(scene.written.endings() == 0);  // not inside send
  CHECK(scene.until([&] { return scene.written.endings() == 1; }));
  CHECK(scene.written.reason() == naru::close_reason::send_queue_overflow);
  CHECK(slow.receive_reset());
  CHECK(scene.server.counters().messages_refused == 1);
  CHECK(session->queued_bytes() == 0);
  CHECK(scene.server.broadcast(naru::buffer(message)) == 1);
  CHECK(other.receive() == message);
}

TEST_CASE("a_full_queue_disconnects_where_nothing_else_is_said") {
  CHECK(naru::session_options().on_overflow == naru::overflow_policy::disconnect);
  naru::session_options options;
  options.send_queue_max = 10;
  stage scene(options, {.message = [](scripted_session& session, const std::string&) {
                session.send("12345"sv);
                session.send("6"sv);
              }});
  peer other = scene.join();
  REQUIRE(other.send("go"));
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::send_queue_overflow);
}

TEST_CASE("with_call_back_the_session_hears_of_it_once_and_again_when_there_is_room") {
  stage scene(with_policy(naru::overflow_policy::call_back));
  peer other = scene.join();
  const auto session = scene.only();
  for (int round = 1; round <= 3; ++round) {
    fill(*session);
    for (int i = 0; i < 5; ++i) CHECK(session->send("x"sv) == naru::send_outcome::refused);
    CHECK(session->full == round - 1);  // not inside send
    for (int i = 0; i < 4; ++i) CHECK(other.receive() == message);
    CHECK(scene.until([&] { return session->drained == round; }));
    CHECK(session->full == round);
    CHECK(session->queued_bytes() <= room_for_four / 2);
  }
  CHECK(scene.server.counters().messages_refused == 15);
}

TEST_CASE("with_call_back_a_reader_that_goes_on_drains_the_queue") {
  naru::session_options options = with_policy(naru::overflow_policy::call_back);
  options.send_queue_max = 1'000'000;
  const std::string text(32'768, 'x');
  std::size_t queued = 0;
  stage scene(options);
  collector other(*scene.proactor, scene.endpoint());  // does not read yet
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  const auto session = scene.only();
  do {  // until it stays full: the peer does not read, and the system takes no more
    while (session->send(text) == naru::send_outcome::queued) ++queued;
    scene.proactor->run_for(5ms);
  } while (session->full == session->drained);
  other.start();
  CHECK(
      scene.until([&] { return other.messages() == queued && session->drained == session->full; }));
  CHECK(session->queued_bytes() == 0);
}

TEST_CASE("with_call_back_room_for_half_is_what_counts") {
  stage scene(with_policy(naru::overflow_policy::call_back),
              {.queue_drained = [](scripted_session& session) {
                CHECK(session.queued_bytes() <= room_for_four / 2);
                for (int i = 0; i < 2; ++i) {
                  CHECK(session.send(message) == naru::send_outcome::queued);
                }
              }});
  peer other = scene.join();
  const auto session = scene.only();
  fill(*session);
  CHECK(session->send("x"sv) == naru::send_outcome::refused);
  for (int i = 0; i < 6; ++i) CHECK(other.receive() == message);
}

TEST_CASE("a_message_larger_than_the_whole_queue_is_too_large_and_nothing_waits_for_room") {
  stage scene(with_policy(naru::overflow_policy::call_back));
  peer other = scene.join();
  const auto session = scene.only();
  CHECK(session->send(std::string(room_for_four, 'x')) == naru::send_outcome::too_large);
  bool later = false;
  CHECK(session->post([&] { later = true; }));
  CHECK(scene.until([&] { return later; }));
  CHECK(session->full == session->drained);
  CHECK(session->send("fits"sv) == naru::send_outcome::queued);
  CHECK(other.receive() == "fits");
}

TEST_SUITE_END();
