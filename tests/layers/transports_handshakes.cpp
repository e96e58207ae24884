// The handshakes of a server: those that fail, that take too long or that are too many, and what
// a stop does to them.
#include "served.hpp"

#include <atomic>
#include <memory>
#include <optional>

using namespace contract;
using namespace layers;

TEST_SUITE_BEGIN("transports");

TEST_CASE("a_handshake_that_fails_is_a_refusal_with_its_error") {
  const auto seen = std::make_shared<refusals>();
  served on({.address = loopback(), .observer = seen});
  on.at_server.refuses = true;
  naru::tcp_stream stream(*on.proactor);
  REQUIRE(!connect(*on.proactor, stream, on.endpoint()).error);
  naru::tcp_stream client = over_xor(std::move(stream), on.at_client, side::client);
  // The alert of the server has arrived.
  CHECK(handshake(*on.proactor, client).error == std::errc::connection_refused);
  CHECK(on.until([&] { return seen->count(refusal::handshake_failed) == 1; }));
  REQUIRE(seen->errors().size() == 1);
  CHECK(seen->errors()[0] == std::errc::permission_denied);
  CHECK(on.written.connections() == 0);
  CHECK(on.server.counters().refused == 1);
}

// A system that closes a connection with unread bytes resets it, and takes the alert away.
TEST_CASE("the_alert_of_a_failed_handshake_arrives_although_its_peer_goes_on") {
  const naru::transport bare(std::make_shared<identity_factory>());
  for (const bool is_below : {false, true}) {
    CAPTURE(is_below);
    plan failing;
    naru::server_options options{.address = loopback()};
    options.transport = is_below ? bare.over(xored(failing)) : xored(failing);
    served on(options);
    peer one(*on.proactor, on.endpoint());
    bytes sent = broken_record();
    sent.resize(100'000);
    CHECK(one.send(sent));
    const bytes alert = one.receive_bytes(3);
    REQUIRE(alert.size() == 3);
    CHECK(alert[0] == std::byte{8});
    CHECK(one.receive_end() == naru::error::end_of_stream);
    CHECK(failing.breaches == 0);
  }
}

TEST_CASE("a_failed_handshake_waits_for_its_peer_until_close_timeout") {
  const auto seen = std::make_shared<refusals>();
  served on({.address = loopback(), .sessions = {.close_timeout = 100ms}, .observer = seen});
  const auto began = on.proactor->now();
  peer one(*on.proactor, on.endpoint());
  CHECK(one.send(broken_record()));
  CHECK(one.receive_end() == naru::error::end_of_stream);
  CHECK(seen->count(refusal::handshake_failed) == 1);
  CHECK(on.until([&] { return !one.send(broken_record()); }));
  CHECK(on.proactor->now() - began >= 100ms);
  CHECK(seen->count(refusal::handshake_failed) == 1);  // nobody is told twice
}

TEST_CASE("failed_handshakes_take_no_place_from_others,_and_no_more_of_them_wait_than_may_shake") {
  served on({.address = loopback(), .sessions = {.close_timeout = 0ms}, .handshakes_max = 1});
  peer first(*on.proactor, on.endpoint());
  CHECK(first.send(broken_record()));
  CHECK(first.receive_end() == naru::error::end_of_stream);
  peer second(*on.proactor, on.endpoint());
  CHECK(second.send(broken_record()));
  CHECK(on.until([&] { return !second.send(broken_record()); }));
  CHECK(first.send(broken_record()));
  guest next(on);
  CHECK(on.until([&] { return next.is_answered(); }));
}

TEST_CASE("a_failed_handshake_takes_no_endless_bytes") {
  served on({.address = loopback(), .sessions = {.close_timeout = 0ms}});
  peer one(*on.proactor, on.endpoint());
  CHECK(one.send(broken_record()));
  CHECK(one.receive_bytes(3).size() == 3);
  const bytes more(mebibyte);
  int sent = 0;
  while (sent < 64 && one.send(more)) ++sent;
  CHECK(sent < 64);  // a mebibyte is dropped, and the system holds some
}

TEST_CASE("a_stop_does_not_wait_for_the_peer_of_a_failed_handshake") {
  served on({.address = loopback(), .sessions = {.close_timeout = 0ms}});
  peer one(*on.proactor, on.endpoint());
  CHECK(one.send(broken_record()));
  CHECK(one.receive_bytes(3).size() == 3);
  CHECK(on.stop(0s));
}

TEST_CASE("a_silent_peer_is_refused_after_the_time_of_a_handshake") {
  const auto seen = std::make_shared<refusals>();
  served on({.address = loopback(),
             .sessions = {.handshake_timeout = 50ms},
             .sessions_max = 1,
             .observer = seen});
  const auto began = on.proactor->now();
  peer silent(*on.proactor, on.endpoint());
  CHECK(silent.receive_reset());
  CHECK(on.proactor->now() - began >= 50ms);
  REQUIRE(seen->errors().size() == 1);
  CHECK(seen->errors()[0] == std::errc::timed_out);
  // It has taken no place.
  guest one(on);
  CHECK(on.until([&] { return one.is_answered(); }));
}

TEST_CASE("no_session_begins_before_every_layer_has_shaken_hands") {
  plan below;
  std::atomic<int> failures = 0;
  const naru::transport bare(std::make_shared<identity_factory>());
  const auto seen = std::make_shared<refusals>();
  served on({.address = loopback(),
             .sessions = {.handshake_timeout = 50ms},
             .observer = seen,
             .transport = bare.over(xored(below))});
  peer silent(*on.proactor, on.endpoint());
  CHECK(silent.receive_reset());
  CHECK(on.written.connections() == 0);
  REQUIRE(seen->errors().size() == 1);
  CHECK(seen->errors()[0] == std::errc::timed_out);
  on.at_client.refuses = true;
  naru::client_options options = to(on.endpoint(), bare.over(xored(on.at_client)));
  options.on_attempt_failed = [&](const naru::attempt_failure&) {
    if (++failures == 2) on.at_client.refuses = false;
  };
  guest one(*on.proactor, options);
  CHECK(on.until([&] { return one.is_answered(); }));
  CHECK(failures >= 2);  // a slow machine may need another attempt
  CHECK(one.written.connections() == 1);
  CHECK(below.breaches + on.at_client.breaches == 0);
}

TEST_CASE("handshakes_beyond_their_number_are_refused") {
  const auto seen = std::make_shared<refusals>();
  served on({.address = loopback(), .observer = seen, .handshakes_max = 2});
  std::optional<peer> first(std::in_place, *on.proactor, on.endpoint());
  const peer second(*on.proactor, on.endpoint());
  CHECK(on.until([&] { return on.at_server.layers == 2; }));
  CHECK(is_turned_away(*on.proactor, on.endpoint()));
  CHECK(seen->count(refusal::handshakes_max) == 1);
  CHECK(on.at_server.layers == 2);  // no layer was made for it
  first.reset();                    // its place is free again
  CHECK(on.until([&] { return seen->count(refusal::handshake_failed) == 1; }));
  guest one(on);
  CHECK(on.until([&] { return one.is_answered(); }));
}

TEST_CASE("every_handshake_that_fails_gives_its_place_back") {
  const auto seen = std::make_shared<refusals>();
  served on({.address = loopback(),
             .sessions = {.handshake_timeout = 100ms},
             .observer = seen,
             .handshakes_max = 1});
  const auto denied = std::make_error_code(std::errc::permission_denied);
  std::ptrdiff_t failed = 0;
  const auto is_refused = [&] {
    ++failed;
    return on.until([&] { return seen->count(refusal::handshake_failed) == failed; });
  };
  for (int round = 0; round < 2; ++round) {
    CAPTURE(round);
    {
      on.factory->error = denied;
      const peer without_layer(*on.proactor, on.endpoint());
      CHECK(is_refused());
      on.factory->error = {};
    }
    {
      on.at_server.start_error = denied;
      const peer not_started(*on.proactor, on.endpoint());
      CHECK(is_refused());
      on.at_server.start_error = {};
    }
    {
      peer wrong(*on.proactor, on.endpoint());
      CHECK(wrong.send(broken_record()));
      CHECK(is_refused());
    }
    {
      const peer silent(*on.proactor, on.endpoint());
      CHECK(is_refused());
    }
    {
      std::optional<peer> gone(std::in_place, *on.proactor, on.endpoint());
      gone.reset();
      CHECK(is_refused());
    }
  }
  CHECK(seen->count(refusal::handshakes_max) == 0);
}

TEST_CASE("a_factory_that_makes_no_layer_refuses_its_connection") {
  const auto seen = std::make_shared<refusals>();
  served on({.address = loopback(), .observer = seen});
  on.factory->error = std::make_error_code(std::errc::not_enough_memory);
  CHECK(is_turned_away(*on.proactor, on.endpoint()));
  REQUIRE(seen->errors().size() == 1);
  CHECK(seen->errors()[0] == std::errc::not_enough_memory);
}

TEST_CASE("a_stop_ends_the_handshakes_that_are_under_way") {
  const auto seen = std::make_shared<refusals>();
  served on({.address = loopback(), .observer = seen});
  peer silent(*on.proactor, on.endpoint());
  CHECK(on.until([&] { return on.at_server.layers == 1; }));
  CHECK(on.stop(0s));
  CHECK(seen->count(refusal::stopping) == 1);
  CHECK(silent.receive_reset());
}

TEST_CASE("a_server_that_goes_ends_its_handshakes") {
  plan at_server;
  journal written;
  const auto proactor = test_proactor();
  std::optional<naru::server<echoing_session>> server;
  server.emplace(*proactor,
                 naru::server_options{.address = loopback(), .transport = xored(at_server)},
                 echoing(written));
  server->start();
  peer silent(*proactor, server->local_endpoint());
  CHECK(run_until(*proactor, [&] { return at_server.layers == 1; }));
  server.reset();
  CHECK(silent.receive_reset());
  CHECK(written.connections() == 0);
}

TEST_CASE("stop_accepting_waits_for_handshakes") {
  recorder ended;
  served on;
  naru::tcp_stream stream(*on.proactor);
  REQUIRE(!connect(*on.proactor, stream, on.endpoint()).error);
  CHECK(on.until([&] { return on.at_server.layers == 1; }));
  on.server.stop_accepting(ended);
  run_a_while(*on.proactor);
  CHECK(!ended.completed());
  naru::tcp_stream client = over_xor(std::move(stream), on.at_client, side::client);
  CHECK(!handshake(*on.proactor, client).error);
  REQUIRE(run_until_completed(*on.proactor, {&ended}));
  CHECK(!ended.error());
  CHECK(on.until([&] { return on.written.connections() == 1; }));
}

TEST_SUITE_END();
