// Servers and clients of sessions whose transport is TLS.
#include "bare_client.hpp"
#include "ends.hpp"

#include <optional>
#include <string>
#include <vector>

using namespace contract;
using namespace tls_tests;
using naru::tls_error;
using refusal = naru::session_observer::refusal;

namespace {

/// A room in which everybody hears what each says.
struct chat {
  explicit chat(naru::server_options options) {
    options.address = loopback();
    options.observer = seen;
    server.emplace(*proactor, options,
                   [this] { return std::make_shared<scripted_session>(written, lines); });
    server->start();
  }

  [[nodiscard]] naru::endpoint endpoint() const { return server->local_endpoint(); }

  failure_log failures;
  journal written;
  naru::room<scripted_session> lobby;
  std::mutex mutex;  // guards close_error
  std::error_code close_error;
  script lines{.connected = [this](scripted_session& self) { lobby.join(self); },
               .message = [this](scripted_session&,
                                 std::string text) { lobby.broadcast(naru::buffer(text)); },
               .closed =
                   [this](scripted_session& self, naru::close_reason) {
                     const std::lock_guard lock(mutex);
                     close_error = self.close_error();
                   }};
  const std::shared_ptr<refusals> seen = std::make_shared<refusals>();
  const std::unique_ptr<naru::proactor> proactor = failures.proactor();
  std::optional<naru::server<scripted_session>> server;
};

naru::server_options with_tls() {
  return {.address = loopback(), .transport = loopback_server().transport()};
}

}  // namespace

TEST_SUITE_BEGIN("tls_sessions");

TEST_CASE("players_of_a_chat_hear_each_other_through_tls") {
  chat all(with_tls());
  std::vector<std::unique_ptr<guest>> guests;
  for (int i = 0; i < 5; ++i) {
    guests.push_back(std::make_unique<guest>(
        *all.proactor, to(all.endpoint(), trusting_client().transport()), script()));
  }
  REQUIRE(run_until(*all.proactor, [&] { return all.lobby.size() == guests.size(); }));
  guest talker(*all.proactor, to(all.endpoint(), trusting_client().transport()), saying("hello"));
  CHECK(run_until(*all.proactor, [&] {
    return std::ranges::all_of(guests,
                               [](auto& each) { return each->written.message_count() == 1; });
  }));
  for (const auto& each : guests) CHECK(each->written.messages()[0] == "hello");
  recorder stopped;
  all.server->stop(5s, stopped);
  CHECK(run_until_completed(*all.proactor, {&stopped}));
  CHECK(all.written.endings_for(naru::close_reason::server_stopped) == 6);
}

TEST_CASE("a_session_of_tls_and_one_of_tcp_share_a_room") {
  naru::server_options options = with_tls();
  options.more_addresses = {{.address = loopback()}};
  chat all(options);
  const auto places = all.server->local_endpoints();
  REQUIRE(places.size() == 2);
  guest plain(*all.proactor, to(places[1], {}), script());
  REQUIRE(run_until(*all.proactor, [&] { return all.lobby.size() == 1; }));
  guest hidden(*all.proactor, to(places[0], trusting_client().transport()), saying("hello"));
  CHECK(run_until(*all.proactor, [&] {
    return plain.written.message_count() == 1 && hidden.written.message_count() == 1;
  }));
}

TEST_CASE("a_session_learns_whether_its_peer_ended_or_was_cut_off") {
  for (const bool says_end : {true, false}) {
    CAPTURE(says_end);
    chat all(with_tls());
    naru::tcp_stream plain(*all.proactor);
    REQUIRE(!connect(*all.proactor, plain, all.endpoint()).error);
    bare_client client(*all.proactor, std::move(plain));
    REQUIRE(client.shake_hands());
    REQUIRE(run_until(*all.proactor, [&] { return all.lobby.size() == 1; }));
    if (says_end) CHECK(client.say_end());
    CHECK(client.cut());
    CHECK(run_until(*all.proactor, [&] { return all.written.endings() == 1; }));
    const std::lock_guard lock(all.mutex);
    if (says_end) {
      CHECK(all.written.reason() == naru::close_reason::peer_closed);
      CHECK(!all.close_error);
    } else {
      CHECK(all.written.reason() == naru::close_reason::connection_failed);
      CHECK(all.close_error == tls_error::truncated);
    }
  }
}

TEST_CASE("a_client_that_says_nothing_is_refused_after_the_time_of_a_handshake") {
  naru::server_options options = with_tls();
  options.sessions.handshake_timeout = 50ms;
  chat all(options);
  const auto began = all.proactor->now();
  peer silent(*all.proactor, all.endpoint());
  CHECK(silent.receive_end());
  CHECK(all.proactor->now() - began >= 50ms);
  REQUIRE(all.seen->errors().size() == 1);
  CHECK(all.seen->errors()[0] == std::errc::timed_out);
  CHECK(all.written.connections() == 0);
}

TEST_CASE("handshakes_beyond_their_number_are_refused") {
  naru::server_options options = with_tls();
  options.handshakes_max = 2;
  chat all(options);
  std::optional<peer> first(std::in_place, *all.proactor, all.endpoint());
  const peer second(*all.proactor, all.endpoint());
  // The two are accepted before the third, in whatever order the system tells of them.
  CHECK(run_until(*all.proactor, [&] { return is_turned_away(*all.proactor, all.endpoint()); }));
  CHECK(all.seen->count(refusal::handshakes_max) >= 1);
  first.reset();  // its place is free again
  CHECK(run_until(*all.proactor, [&] { return all.seen->count(refusal::handshake_failed) == 1; }));
  guest one(*all.proactor, to(all.endpoint(), trusting_client().transport()), saying("hello"));
  CHECK(run_until(*all.proactor, [&] { return one.written.message_count() == 1; }));
}

TEST_SUITE_END();
