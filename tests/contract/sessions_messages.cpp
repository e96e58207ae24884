// Messages: in pieces, several at once, of every size, in both directions.
#include "sessions.hpp"

#include <array>
#include <chrono>
#include <string>
#include <vector>

using namespace contract;

namespace {

/// A server that sends every message back.
struct conversation : stage {
  explicit conversation(const naru::session_options& options = {})
      : stage(options, {.message = [](scripted_session& session, const std::string& text) {
                session.send(text);
              }}) {}
};

/// A size that no message has: the first four bytes of a frame.
bytes header_of(std::size_t size) {
  bytes header(4);
  for (std::size_t i = 0; i < 4; ++i) header[i] = static_cast<std::byte>(size >> 8 * (3 - i));
  return header;
}

std::string text_of_size(std::size_t size) {
  std::string text(size, '\0');
  fill_pattern(std::as_writable_bytes(std::span(text)));
  return text;
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("a_message_comes_back") {
  conversation talk;
  peer other(*talk.proactor, talk.endpoint());
  REQUIRE(other.send("hello"));
  CHECK(other.receive() == "hello");
  CHECK(talk.written.connections() == 1);
  CHECK(talk.server.size() == 1);
  other.close();
  CHECK(talk.until_ended());
  CHECK(talk.written.endings() == 1);
  CHECK(talk.written.reason() == naru::close_reason::peer_closed);
  CHECK(talk.server.size() == 0);
}

TEST_CASE("a_message_split_at_every_byte_arrives_whole") {
  conversation talk;
  peer other(*talk.proactor, talk.endpoint());
  const bytes frame = framed("one at a time");
  for (const std::byte& each : frame) REQUIRE(other.send(naru::const_buffer(&each, 1)));
  CHECK(other.receive() == "one at a time");
  CHECK(talk.written.message_count() == 1);
}

TEST_CASE("three_messages_in_one_segment_arrive_as_three") {
  conversation talk;
  peer other(*talk.proactor, talk.endpoint());
  REQUIRE(other.send(joined(joined(framed("one"), framed("two")), framed("three"))));
  CHECK(other.receive() == "one");
  CHECK(other.receive() == "two");
  CHECK(other.receive() == "three");
}

TEST_CASE("a_message_and_the_beginning_of_the_next_keep_their_order") {
  conversation talk;
  peer other(*talk.proactor, talk.endpoint());
  const bytes second = framed("second");
  const auto half = static_cast<std::ptrdiff_t>(second.size() / 2);
  REQUIRE(other.send(joined(framed("first"), bytes(second.begin(), second.begin() + half))));
  CHECK(other.receive() == "first");
  CHECK(talk.written.message_count() == 1);
  REQUIRE(other.send(bytes(second.begin() + half, second.end())));
  CHECK(other.receive() == "second");
}

TEST_CASE("a_short_message_after_a_long_one_has_nothing_of_it") {
  conversation talk;
  peer other(*talk.proactor, talk.endpoint());
  REQUIRE(other.send("a long message with a tail"));
  CHECK(other.receive() == "a long message with a tail");
  REQUIRE(other.send("short"));
  CHECK(other.receive() == "short");
}

TEST_CASE("messages_of_every_size_around_the_buffers_arrive") {
  naru::session_options options;
  options.receive_buffer_size = 128;
  options.message_size_max = 70'000;
  conversation talk(options);
  peer other(*talk.proactor, talk.endpoint());
  // With its frame of four bytes: less than the buffer, exactly the buffer, more; and the most
  // that is allowed.
  for (const std::size_t size : {1U, 123U, 124U, 125U, 128U, 129U, 252U, 253U, 4'096U, 65'536U,
                                 69'999U, 70'000U, 1U, 70'000U, 70'000U, 124U}) {
    CAPTURE(size);
    const std::string text = text_of_size(size);
    REQUIRE(other.send(text));
    CHECK(other.receive() == text);
  }
}

TEST_CASE("the_smallest_buffer_that_is_allowed_works") {
  naru::session_options options;
  options.receive_buffer_size = 64;
  conversation talk(options);
  peer other(*talk.proactor, talk.endpoint());
  for (const std::size_t size : {1U, 60U, 61U, 124U, 125U, 1'000U, 1U}) {
    CAPTURE(size);
    const std::string text = text_of_size(size);
    REQUIRE(other.send(text));
    CHECK(other.receive() == text);
  }
}

TEST_CASE("one_byte_more_than_allowed_ends_that_session_alone") {
  naru::session_options options;
  options.message_size_max = 1'000;
  conversation talk(options);
  peer good(*talk.proactor, talk.endpoint());
  peer bad(*talk.proactor, talk.endpoint());
  const std::string most = text_of_size(1'000);
  REQUIRE(bad.send(most));
  CHECK(bad.receive() == most);
  REQUIRE(bad.send(header_of(1'001)));
  CHECK(bad.receive_end() == naru::error::end_of_stream);
  bad.close();
  CHECK(talk.until([&] { return talk.written.endings() == 1; }));
  CHECK(talk.written.reason() == naru::close_reason::message_too_large);
  REQUIRE(good.send("still here"));
  CHECK(good.receive() == "still here");
}

TEST_CASE("a_hostile_size_costs_no_memory_and_no_other_session") {
  conversation talk;
  peer good(*talk.proactor, talk.endpoint());
  peer bad(*talk.proactor, talk.endpoint());
  REQUIRE(bad.send(header_of(0xffff'ffff)));
  CHECK(bad.receive_end() == naru::error::end_of_stream);
  bad.close();
  CHECK(talk.until([&] { return talk.written.endings() == 1; }));
  CHECK(talk.written.reason() == naru::close_reason::message_too_large);
  REQUIRE(good.send("still here"));
  CHECK(good.receive() == "still here");
}

TEST_CASE("a_message_of_size_0_ends_the_session_and_loops_nowhere") {
  conversation talk;
  peer other(*talk.proactor, talk.endpoint());
  REQUIRE(other.send(joined(framed("good"), joined(header_of(0), framed("never read")))));
  CHECK(other.receive() == "good");
  CHECK(other.receive_end() == naru::error::end_of_stream);
  other.close();
  CHECK(talk.until_ended());
  CHECK(talk.written.reason() == naru::close_reason::message_malformed);
  CHECK(talk.written.messages() == std::vector<std::string>{"good"});
}

TEST_CASE("a_message_too_large_for_its_frame_is_not_sent_and_harms_nothing") {
  stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  CHECK(session->send(naru::const_buffer()) == naru::send_outcome::too_large);
  const naru::shared_message<wire> empty{naru::const_buffer()};
  CHECK_FALSE(empty.fits());
  CHECK(session->send(empty) == naru::send_outcome::too_large);
  CHECK(scene.server.broadcast(naru::const_buffer()) == 0);
  CHECK(session->send("fine") == naru::send_outcome::queued);
  CHECK(other.receive() == "fine");
}

TEST_CASE("messages_of_one_segment_lie_in_one_buffer_and_are_not_copied") {
  /// Records the addresses of its messages.
  struct watching_session : naru::session<wire> {
    explicit watching_session(std::vector<const std::byte*>& places) : places_(places) {}
    void on_message(naru::const_buffer message) override { places_.push_back(message.data()); }
    std::vector<const std::byte*>& places_;
  };
  std::vector<const std::byte*> places;
  const auto proactor = test_proactor();
  naru::server<watching_session> server(*proactor, with_limits({}),
                                        [&] { return std::make_shared<watching_session>(places); });
  server.start();
  peer other(*proactor, server.local_endpoint());
  REQUIRE(other.send(joined(joined(framed("one"), framed("three")), framed("five"))));
  REQUIRE(run_until(*proactor, [&] { return places.size() == 3; }));
  CHECK(places[1] - places[0] == 4 + 3);
  CHECK(places[2] - places[1] == 4 + 5);
}

TEST_SUITE_END();
