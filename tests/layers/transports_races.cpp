// Servers whose handshakes end on some threads while they are stopped on another.
#include "sessions.hpp"
#include "test_layer.hpp"

#include <naru/transport.hpp>

#include <atomic>
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
    plan at_server;
    plan at_client;
    journal written;
    std::vector<std::unique_ptr<recorder>> ready;
    const auto proactor = test_proactor();
    naru::server<echoing_session> server(
        *proactor,
        {.address = loopback(),
         .transport = naru::transport(std::make_shared<xor_factory>(at_server))},
        [&] { return std::make_shared<echoing_session>(written); });
    server.start();
    std::vector<naru::tcp_stream> clients;
    for (int i = 0; i < 12; ++i) {
      naru::tcp_stream plain(*proactor);
      REQUIRE(!connect(*proactor, plain, server.local_endpoint()).error);
      clients.push_back(
          naru::detail::layer_over(std::move(plain), make_xor(at_client, side::client)));
      ready.push_back(std::make_unique<recorder>());
    }
    const naru::worker_pool workers(*proactor, 3);
    for (std::size_t i = 0; i < clients.size(); ++i) {
      naru::detail::handshake(clients[i], *ready[i]);
    }
    // The handshakes end within about a millisecond.
    const auto when = backend_clock::now() + std::chrono::microseconds(random() % 2'000);
    while (backend_clock::now() < when) std::this_thread::yield();
    CHECK(server.stop_blocking(0s));
    CHECK(server.size() == 0);
    CHECK(wait_until([&] {
      return std::ranges::all_of(ready, [](const auto& each) { return each->completed(); });
    }));
  }
}

TEST_SUITE_END();
