// Messages: in pieces, several at once, of every size, in both directions.
#include "sessions.hpp"

#include <chrono>
#include <string>

using namespace contract;

namespace {

/// A server of echoing sessions and one peer of it.
struct conversation {
  explicit conversation(naru::session_options options = {})
      : server(*proactor, {.address = loopback(), .sessions = options},
               [this] { return std::make_shared<echoing_session>(written); }) {
    server.start();
  }

  journal written;
  const std::unique_ptr<naru::proactor> proactor = test_proactor();
  naru::server<echoing_session> server;
};

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("a_message_comes_back") {
  conversation talk;
  peer other(*talk.proactor, talk.server.local_endpoint());
  REQUIRE(other.send("hello"));
  CHECK(other.receive() == "hello");
  CHECK(talk.written.connections() == 1);
  CHECK(talk.server.size() == 1);
  other.close();
  CHECK(run_until(*talk.proactor, [&] { return talk.written.endings() == 1; }));
  CHECK(talk.written.reason() == naru::close_reason::peer_closed);
  CHECK(talk.server.size() == 0);
}

TEST_CASE("a_message_split_at_every_byte") {
  conversation talk;
  peer other(*talk.proactor, talk.server.local_endpoint());
  const bytes frame = framed("one at a time");
  for (const std::byte& each : frame) REQUIRE(other.send(naru::const_buffer(&each, 1)));
  CHECK(other.receive() == "one at a time");
}

TEST_CASE("three_messages_in_one_segment") {
  conversation talk;
  peer other(*talk.proactor, talk.server.local_endpoint());
  bytes all;
  for (const std::string_view each : {"one", "two", "three"}) {
    const bytes frame = framed(each);
    all.insert(all.end(), frame.begin(), frame.end());
  }
  REQUIRE(other.send(all));
  CHECK(other.receive() == "one");
  CHECK(other.receive() == "two");
  CHECK(other.receive() == "three");
}

TEST_SUITE_END();
