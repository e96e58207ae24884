// Servers whose handshakes end on some threads while they are stopped on another.
#include "served.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <thread>
#include <vector>

using namespace contract;
using namespace layers;

TEST_SUITE_BEGIN("transports");

TEST_CASE("a_stop_meets_handshakes_that_end_on_other_threads") {
  if (!runs_on_threads()) return;
  std::minstd_rand random(3);
  for (std::size_t round = 0; round < scaled(60); ++round) {
    std::vector<std::unique_ptr<recorder>> ready;
    served on;
    on.at_server.refuses = round % 2 == 1;  // those that fail wait for their clients
    std::vector<naru::tcp_stream> clients;
    for (int i = 0; i < 12; ++i) {
      naru::tcp_stream plain(*on.proactor);
      REQUIRE(!connect(*on.proactor, plain, on.endpoint()).error);
      clients.push_back(over_xor(std::move(plain), on.at_client, side::client));
      ready.push_back(std::make_unique<recorder>());
    }
    const naru::worker_pool workers(*on.proactor, 3);
    for (std::size_t i = 0; i < clients.size(); ++i) {
      naru::detail::handshake(clients[i], *ready[i]);
    }
    // The handshakes end within about a millisecond.
    const auto when = backend_clock::now() + std::chrono::microseconds(random() % 2'000);
    while (backend_clock::now() < when) std::this_thread::yield();
    CHECK(on.server.stop_blocking(0s));
    CHECK(on.server.size() == 0);
    CHECK(wait_until([&] {
      return std::ranges::all_of(ready, [](const auto& each) { return each->completed(); });
    }));
  }
}

TEST_SUITE_END();
