// Servers and clients whose connections have layers: the transport of each address, the limits of
// handshakes, and the attempts of a client.
#include "sessions.hpp"
#include "test_layer.hpp"

#include <naru/transport.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

using namespace contract;
using namespace layers;
using namespace std::string_view_literals;

namespace {

using refusal = naru::session_observer::refusal;

/// What a server or client was told of connections that became no session.
class refusals final : public naru::session_observer {
 public:
  void on_refused(const naru::endpoint&, refusal why) override {
    const std::lock_guard lock(mutex_);
    all_.push_back(why);
  }
  void on_handshake_failed(const naru::endpoint&, const std::error_code& error) override {
    const std::lock_guard lock(mutex_);
    errors_.push_back(error);
  }
  [[nodiscard]] std::ptrdiff_t count(refusal why) const {
    const std::lock_guard lock(mutex_);
    return std::ranges::count(all_, why);
  }
  [[nodiscard]] std::vector<std::error_code> errors() const {
    const std::lock_guard lock(mutex_);
    return errors_;
  }

 private:
  mutable std::mutex mutex_;  // guards the members below
  std::vector<refusal> all_;
  std::vector<std::error_code> errors_;
};

naru::transport xored(plan& with) { return naru::transport(std::make_shared<xor_factory>(with)); }

naru::client_options to(const naru::endpoint& server, const naru::transport& through) {
  return {.host = "127.0.0.1",
          .port = server.port(),
          .reconnect = {.delay_min = 5ms, .delay_max = 40ms, .seed = 7},
          .transport = through};
}

/// A client that says hello once it is connected.
struct guest {
  guest(naru::proactor& proactor, const naru::client_options& options)
      : client(proactor, options,
               [this] { return std::make_shared<scripted_session>(written, lines); }) {
    client.start();
  }

  journal written;
  script lines{.connected = [](scripted_session& self) { self.send("hello"sv); }};
  naru::client<scripted_session> client;
};

auto echoing(journal& written) {
  return [&written] { return std::make_shared<echoing_session>(written); };
}

}  // namespace

TEST_SUITE_BEGIN("transports");

TEST_CASE("a_session_does_not_know_what_its_bytes_pass_through") {
  plan at_server;
  plan at_client;
  journal written;
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor, {.address = loopback(), .transport = xored(at_server)}, echoing(written));
  server.start();
  guest one(*proactor, to(server.local_endpoint(), xored(at_client)));
  CHECK(run_until(*proactor, [&] { return one.written.message_count() == 1; }));
  CHECK(one.written.messages() == std::vector<std::string>{"hello"});
  recorder stopped;
  server.stop(5s, stopped);
  CHECK(run_until_completed(*proactor, {&stopped}));
  CHECK(written.endings_for(naru::close_reason::server_stopped) == 1);
  CHECK(run_until(*proactor, [&] { return at_client.ends == 1; }));  // it was told goodbye
  CHECK(at_server.breaches + at_client.breaches == 0);
}

TEST_CASE("one_transport_stands_on_another") {
  plan outer_server;
  plan inner_server;
  plan outer_client;
  plan inner_client;
  outer_server.key = outer_client.key = std::byte{0x11};
  journal written;
  const naru::transport plain;
  CHECK(plain.is_plain());
  CHECK(naru::transport(nullptr).is_plain());
  CHECK(xored(outer_server).over(plain).is_plain() == false);
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor,
      {.address = loopback(), .transport = xored(outer_server).over(xored(inner_server))},
      echoing(written));
  server.start();
  guest one(*proactor, to(server.local_endpoint(), xored(outer_client).over(xored(inner_client))));
  CHECK(run_until(*proactor, [&] { return one.written.message_count() == 1; }));
  CHECK(outer_server.layers == 1);
  CHECK(inner_server.layers == 1);
}

TEST_CASE("one_server_listens_on_several_addresses_and_its_players_share_rooms") {
  plan at_server;
  plan at_client;
  journal at_home;
  const script lines;
  naru::room<scripted_session> lobby;
  script joining{.connected = [&](scripted_session& self) { lobby.join(self); }};
  const auto proactor = test_proactor();
  naru::server<scripted_session> server(
      *proactor,
      {.address = loopback(),
       .sessions_max = 2,
       .more_addresses = {{.address = loopback(), .transport = xored(at_server)}}},
      [&] { return std::make_shared<scripted_session>(at_home, joining); });
  server.start();
  const std::vector<naru::endpoint> places = server.local_endpoints();
  REQUIRE(places.size() == 2);
  CHECK(places[0] == server.local_endpoint());
  CHECK(places[0].port() != places[1].port());
  guest plain(*proactor, to(places[0], {}));
  guest hidden(*proactor, to(places[1], xored(at_client)));
  CHECK(run_until(*proactor, [&] { return lobby.size() == 2; }));
  CHECK(lobby.broadcast(naru::buffer("to all"sv)) == 2);
  CHECK(run_until(*proactor, [&] {
    return plain.written.message_count() == 1 && hidden.written.message_count() == 1;
  }));
  // The limit is one for all addresses.
  CHECK(is_turned_away(*proactor, places[0]));
  recorder stopped;
  server.stop(5s, stopped);
  CHECK(run_until_completed(*proactor, {&stopped}));
  CHECK(server.size() == 0);
}

TEST_CASE("a_handshake_that_fails_is_a_refusal_with_its_error") {
  plan at_server;
  at_server.refuses = true;
  plan at_client;
  journal written;
  const auto seen = std::make_shared<refusals>();
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor, {.address = loopback(), .observer = seen, .transport = xored(at_server)},
      echoing(written));
  server.start();
  naru::tcp_stream stream(*proactor);
  REQUIRE(!connect(*proactor, stream, server.local_endpoint()).error);
  naru::tcp_stream client =
      naru::detail::layer_over(std::move(stream), make_xor(at_client, side::client));
  // The alert of the server has arrived.
  CHECK(handshake(*proactor, client).error == std::errc::connection_refused);
  CHECK(run_until(*proactor, [&] { return seen->count(refusal::handshake_failed) == 1; }));
  REQUIRE(seen->errors().size() == 1);
  CHECK(seen->errors()[0] == std::errc::permission_denied);
  CHECK(written.connections() == 0);
  CHECK(server.counters().refused == 1);
}

TEST_CASE("a_silent_peer_is_refused_after_the_time_of_a_handshake") {
  plan at_server;
  journal written;
  const auto seen = std::make_shared<refusals>();
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(*proactor,
                                       {.address = loopback(),
                                        .sessions = {.handshake_timeout = 50ms},
                                        .sessions_max = 1,
                                        .observer = seen,
                                        .transport = xored(at_server)},
                                       echoing(written));
  server.start();
  const auto began = proactor->now();
  peer silent(*proactor, server.local_endpoint());
  CHECK(silent.receive_reset());
  CHECK(proactor->now() - began >= 50ms);
  REQUIRE(seen->errors().size() == 1);
  CHECK(seen->errors()[0] == std::errc::timed_out);
  // It has taken no place.
  plan at_client;
  guest one(*proactor, to(server.local_endpoint(), xored(at_client)));
  CHECK(run_until(*proactor, [&] { return one.written.message_count() == 1; }));
}

TEST_CASE("no_session_begins_before_every_layer_has_shaken_hands") {
  plan at_server;
  plan at_client;
  const naru::transport bare(std::make_shared<identity_factory>());
  journal written;
  const auto seen = std::make_shared<refusals>();
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(*proactor,
                                       {.address = loopback(),
                                        .sessions = {.handshake_timeout = 50ms},
                                        .observer = seen,
                                        .transport = bare.over(xored(at_server))},
                                       echoing(written));
  server.start();
  peer silent(*proactor, server.local_endpoint());
  CHECK(silent.receive_reset());
  CHECK(written.connections() == 0);
  REQUIRE(seen->errors().size() == 1);
  CHECK(seen->errors()[0] == std::errc::timed_out);
  at_client.refuses = true;
  std::atomic<int> failures = 0;
  naru::client_options options = to(server.local_endpoint(), bare.over(xored(at_client)));
  options.on_attempt_failed = [&](const naru::attempt_failure&) {
    if (++failures == 2) at_client.refuses = false;
  };
  guest one(*proactor, options);
  CHECK(run_until(*proactor, [&] { return one.written.message_count() == 1; }));
  CHECK(failures >= 2);  // a slow machine may need another attempt
  CHECK(one.written.connections() == 1);
  CHECK(at_server.breaches + at_client.breaches == 0);
}

TEST_CASE("handshakes_beyond_their_number_are_refused") {
  plan at_server;
  journal written;
  const auto seen = std::make_shared<refusals>();
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor,
      {.address = loopback(), .observer = seen, .transport = xored(at_server), .handshakes_max = 2},
      echoing(written));
  server.start();
  std::optional<peer> first(std::in_place, *proactor, server.local_endpoint());
  const peer second(*proactor, server.local_endpoint());
  CHECK(run_until(*proactor, [&] { return at_server.layers == 2; }));
  CHECK(is_turned_away(*proactor, server.local_endpoint()));
  CHECK(seen->count(refusal::handshakes_max) == 1);
  CHECK(at_server.layers == 2);  // no layer was made for it
  first.reset();                 // its place is free again
  CHECK(run_until(*proactor, [&] { return seen->count(refusal::handshake_failed) == 1; }));
  plan at_client;
  guest one(*proactor, to(server.local_endpoint(), xored(at_client)));
  CHECK(run_until(*proactor, [&] { return one.written.message_count() == 1; }));
}

TEST_CASE("every_handshake_that_fails_gives_its_place_back") {
  plan at_server;
  journal written;
  const auto seen = std::make_shared<refusals>();
  const auto factory = std::make_shared<xor_factory>(at_server);
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(*proactor,
                                       {.address = loopback(),
                                        .sessions = {.handshake_timeout = 100ms},
                                        .observer = seen,
                                        .transport = naru::transport(factory),
                                        .handshakes_max = 1},
                                       echoing(written));
  server.start();
  const auto denied = std::make_error_code(std::errc::permission_denied);
  std::ptrdiff_t failed = 0;
  const auto is_refused = [&] {
    ++failed;
    return run_until(*proactor, [&] { return seen->count(refusal::handshake_failed) == failed; });
  };
  for (int round = 0; round < 2; ++round) {
    CAPTURE(round);
    {
      factory->error = denied;
      const peer without_layer(*proactor, server.local_endpoint());
      CHECK(is_refused());
      factory->error = {};
    }
    {
      at_server.start_error = denied;
      const peer not_started(*proactor, server.local_endpoint());
      CHECK(is_refused());
      at_server.start_error = {};
    }
    {
      peer wrong(*proactor, server.local_endpoint());
      CHECK(wrong.send(broken_record()));
      CHECK(is_refused());
    }
    {
      const peer silent(*proactor, server.local_endpoint());
      CHECK(is_refused());
    }
    {
      std::optional<peer> gone(std::in_place, *proactor, server.local_endpoint());
      gone.reset();
      CHECK(is_refused());
    }
  }
  CHECK(seen->count(refusal::handshakes_max) == 0);
}

TEST_CASE("a_stop_ends_the_handshakes_that_are_under_way") {
  plan at_server;
  journal written;
  const auto seen = std::make_shared<refusals>();
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor, {.address = loopback(), .observer = seen, .transport = xored(at_server)},
      echoing(written));
  server.start();
  peer silent(*proactor, server.local_endpoint());
  CHECK(run_until(*proactor, [&] { return at_server.layers == 1; }));
  recorder stopped;
  server.stop(0s, stopped);
  CHECK(run_until_completed(*proactor, {&stopped}));
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
  plan at_server;
  plan at_client;
  journal written;
  recorder ended;
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor, {.address = loopback(), .transport = xored(at_server)}, echoing(written));
  server.start();
  naru::tcp_stream stream(*proactor);
  REQUIRE(!connect(*proactor, stream, server.local_endpoint()).error);
  CHECK(run_until(*proactor, [&] { return at_server.layers == 1; }));
  server.stop_accepting(ended);
  for (int i = 0; i < 5; ++i) proactor->run_for(5ms);
  CHECK(!ended.completed());
  naru::tcp_stream client =
      naru::detail::layer_over(std::move(stream), make_xor(at_client, side::client));
  CHECK(!handshake(*proactor, client).error);
  REQUIRE(run_until_completed(*proactor, {&ended}));
  CHECK(!ended.error());
  CHECK(run_until(*proactor, [&] { return written.connections() == 1; }));
}

TEST_CASE("a_factory_that_makes_no_layer_refuses_its_connection") {
  plan at_server;
  journal written;
  const auto seen = std::make_shared<refusals>();
  const auto factory = std::make_shared<xor_factory>(at_server);
  factory->error = std::make_error_code(std::errc::not_enough_memory);
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor, {.address = loopback(), .observer = seen, .transport = naru::transport(factory)},
      echoing(written));
  server.start();
  CHECK(is_turned_away(*proactor, server.local_endpoint()));
  REQUIRE(seen->errors().size() == 1);
  CHECK(seen->errors()[0] == std::errc::not_enough_memory);
}

TEST_CASE("the_header_of_a_proxy_needs_plain_tcp") {
  plan at_server;
  journal written;
  const auto proactor = test_proactor();
  const naru::server_options options{.address = loopback(),
                                     .sessions = {.require_proxy_header = true},
                                     .transport = xored(at_server)};
  CHECK_THROWS_AS(naru::server<echoing_session>(*proactor, options, echoing(written)),
                  std::invalid_argument);
  const naru::server_options none{.address = loopback(), .handshakes_max = 0};
  CHECK_THROWS_AS(naru::server<echoing_session>(*proactor, none, echoing(written)),
                  std::invalid_argument);
}

TEST_CASE("a_failed_handshake_is_a_failed_attempt_and_the_client_tries_again") {
  plan at_server;
  plan at_client;
  at_client.refuses = true;
  journal written;
  std::atomic<int> failures = 0;
  std::error_code last;
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor, {.address = loopback(), .transport = xored(at_server)}, echoing(written));
  server.start();
  naru::client_options options = to(server.local_endpoint(), xored(at_client));
  options.on_attempt_failed = [&](const naru::attempt_failure& failed) {
    last = failed.error;
    if (++failures == 3) at_client.refuses = false;
  };
  guest one(*proactor, options);
  CHECK(run_until(*proactor, [&] { return one.written.message_count() == 1; }));
  CHECK(failures == 3);
  CHECK(last == std::errc::permission_denied);
}

TEST_CASE("the_time_of_an_attempt_holds_for_its_handshake") {
  plan at_server;
  at_server.is_silent = true;
  plan at_client;
  journal written;
  std::atomic<int> failures = 0;
  std::error_code last;
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor, {.address = loopback(), .transport = xored(at_server)}, echoing(written));
  server.start();
  naru::client_options options = to(server.local_endpoint(), xored(at_client));
  options.connecting.timeout = 60ms;
  options.on_attempt_failed = [&](const naru::attempt_failure& failed) {
    last = failed.error;
    ++failures;
  };
  const guest one(*proactor, options);
  CHECK(run_until(*proactor, [&] { return failures == 2; }));
  CHECK(last == std::errc::timed_out);
}

TEST_CASE("a_client_is_stopped_during_its_handshake") {
  plan at_server;
  at_server.is_silent = true;
  plan at_client;
  journal written;
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor, {.address = loopback(), .transport = xored(at_server)}, echoing(written));
  server.start();
  guest one(*proactor, to(server.local_endpoint(), xored(at_client)));
  CHECK(run_until(*proactor, [&] { return at_client.layers == 1; }));
  recorder stopped;
  one.client.stop(1s, stopped);
  CHECK(run_until_completed(*proactor, {&stopped}));
  CHECK(one.written.connections() == 0);
}

TEST_CASE("a_server_that_cannot_have_all_its_addresses_has_none") {
  plan at_server;
  journal written;
  const auto proactor = test_proactor();
  std::optional<naru::tcp_listener> free_later(std::in_place, *proactor, loopback());
  const naru::endpoint free = free_later->local_endpoint();
  recorder closed;
  free_later->close(closed);
  REQUIRE(run_until_completed(*proactor, {&closed}));
  free_later.reset();
  const naru::tcp_listener other(*proactor, loopback());
  const naru::server_options options{
      .address = free,
      .more_addresses = {{.address = other.local_endpoint(), .transport = xored(at_server)}}};
  try {
    const naru::server<echoing_session> server(*proactor, options, echoing(written));
    FAIL("it listens on an address that another has");
  } catch (const std::system_error& refused) {
    CHECK(refused.code() == std::errc::address_in_use);
  }
  proactor->poll();
  // The first address is free again, and the transport is not kept.
  const naru::tcp_listener again(*proactor, free);
  CHECK(again.is_open());
}

TEST_CASE("threads_serve_addresses_with_different_transports") {
  if (!runs_on_threads()) return;
  plan at_server;
  plan at_client;
  journal written;
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor,
      {.address = loopback(),
       .more_addresses = {{.address = loopback(), .transport = xored(at_server)}}},
      echoing(written));
  server.start();
  const auto places = server.local_endpoints();
  std::vector<std::unique_ptr<guest>> guests;
  for (std::size_t i = 0; i < scaled(40); ++i) {
    const bool is_plain = i % 2 == 0;
    guests.push_back(std::make_unique<guest>(
        *proactor, to(places[is_plain ? 0 : 1], is_plain ? naru::transport() : xored(at_client))));
  }
  naru::worker_pool workers(*proactor, 3);
  CHECK(wait_until([&] {
    return std::ranges::all_of(guests,
                               [](auto& each) { return each->written.message_count() == 1; });
  }));
  for (auto& each : guests) each->client.stop_blocking(5s);
  server.stop_blocking(5s);
  CHECK(server.size() == 0);
}

TEST_SUITE_END();
