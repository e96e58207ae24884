// Which connection an accept gets, if several wait.
#include "support.hpp"

#include <algorithm>
#include <deque>
#include <vector>

using namespace contract;

TEST_SUITE_BEGIN("connect_accept");

// A busy server takes one connection at a time, and meanwhile others come. The backend may hold
// some of them, and the system others.
TEST_CASE("a_connection_that_waits_is_not_overtaken_for_ever") {
  constexpr std::size_t first_clients = 4;
  constexpr std::size_t rounds = 16;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback(), {.accepts_outstanding = 2});
  std::deque<naru::tcp_stream> clients;
  std::deque<naru::tcp_stream> servers;
  std::vector<naru::endpoint> accepted;
  const auto add_client = [&] {
    naru::tcp_stream& client = clients.emplace_back(*proactor);
    REQUIRE_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  };
  for (std::size_t i = 0; i < first_clients; ++i) add_client();
  for (std::size_t i = 0; i < rounds; ++i) {
    add_client();
    naru::tcp_stream& server = servers.emplace_back(*proactor);
    REQUIRE_FALSE(accept(*proactor, listener, server).error);
    accepted.push_back(server.remote_endpoint());
  }
  for (std::size_t i = 0; i < first_clients; ++i) {
    CAPTURE(i);
    CHECK(std::ranges::find(accepted, clients[i].local_endpoint()) != accepted.end());
  }
}

TEST_SUITE_END();
