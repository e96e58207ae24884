// Servers and clients whose connections have layers: what their sessions see, and the transport of
// each address.
#include "served.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace contract;
using namespace layers;
using namespace std::string_view_literals;

TEST_SUITE_BEGIN("transports");

TEST_CASE("a_session_does_not_know_what_its_bytes_pass_through") {
  served on;
  guest one(on);
  CHECK(on.until([&] { return one.is_answered(); }));
  CHECK(one.written.messages() == std::vector<std::string>{"hello"});
  CHECK(on.stop(5s));
  CHECK(on.written.endings_for(naru::close_reason::server_stopped) == 1);
  CHECK(on.until([&] { return on.at_client.ends == 1; }));  // it was told goodbye
  CHECK(on.at_server.breaches + on.at_client.breaches == 0);
}

TEST_CASE("one_transport_stands_on_another") {
  plan outer_server;
  plan inner_server;
  plan outer_client;
  plan inner_client;
  outer_server.key = outer_client.key = std::byte{0x11};
  const naru::transport plain;
  CHECK(plain.is_plain());
  CHECK(naru::transport(nullptr).is_plain());
  CHECK(xored(outer_server).over(plain).is_plain() == false);
  served on({.address = loopback(), .transport = xored(outer_server).over(xored(inner_server))});
  guest one(*on.proactor, to(on.endpoint(), xored(outer_client).over(xored(inner_client))));
  CHECK(on.until([&] { return one.is_answered(); }));
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
  CHECK(run_until(*proactor, [&] { return plain.is_answered() && hidden.is_answered(); }));
  // The limit is one for all addresses.
  CHECK(is_turned_away(*proactor, places[0]));
  recorder stopped;
  server.stop(5s, stopped);
  CHECK(run_until_completed(*proactor, {&stopped}));
  CHECK(server.size() == 0);
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

TEST_CASE("a_server_that_cannot_have_all_its_addresses_has_none") {
  plan at_server;
  journal written;
  const auto proactor = test_proactor();
  const naru::tcp_listener other(*proactor, loopback());
  const auto is_free_again = [&] {
    const naru::endpoint first = naru::tcp_listener(*proactor, loopback()).local_endpoint();
    proactor->poll();
    const naru::server_options options{
        .address = first,
        .more_addresses = {{.address = other.local_endpoint(), .transport = xored(at_server)}}};
    try {
      const naru::server<echoing_session> server(*proactor, options, echoing(written));
      FAIL("it listens on an address that another has");
    } catch (const std::system_error& refused) {
      CHECK(refused.code() == std::errc::address_in_use);
    }
    proactor->poll();
    try {
      return naru::tcp_listener(*proactor, first).is_open();
    } catch (const std::system_error&) {
      return false;
    }
  };
  // Another program may take the port while it is free. It does not take five of them.
  bool is_free = false;
  for (int tries = 0; tries < 5 && !is_free; ++tries) is_free = is_free_again();
  CHECK(is_free);
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
  CHECK(wait_until(
      [&] { return std::ranges::all_of(guests, [](auto& each) { return each->is_answered(); }); }));
  for (auto& each : guests) each->client.stop_blocking(5s);
  server.stop_blocking(5s);
  CHECK(server.size() == 0);
}

TEST_SUITE_END();
