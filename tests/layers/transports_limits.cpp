// What one address may have of the handshakes of a server.
#include "sessions.hpp"
#include "test_layer.hpp"

#include <naru/transport.hpp>

#include <atomic>
#include <deque>
#include <memory>

using namespace contract;
using namespace layers;

namespace {

using refusal = naru::session_observer::refusal;

/// Counts what became no session, and for which peers.
class refused_addresses final : public naru::session_observer {
 public:
  void on_refused(const naru::endpoint& peer, refusal why) override {
    if (peer.address() != loopback().address()) ++strangers;
    if (why == refusal::sessions_per_address_max) ++too_many;
    if (why == refusal::handshake_failed) ++failed;
  }

  std::atomic<int> too_many{0};
  std::atomic<int> failed{0};
  std::atomic<int> strangers{0};
};

/// A server that takes few sessions of one address, and silent peers of it.
struct crowded {
  explicit crowded(naru::server_options options)
      : server(*proactor, complete(std::move(options)),
               [this] { return std::make_shared<echoing_session>(written); }) {
    server.start();
  }
  naru::server_options complete(naru::server_options options) {
    options.address = loopback();
    options.observer = seen;
    options.transport = naru::transport(std::make_shared<xor_factory>(at_server));
    return options;
  }
  /// Adds peers until the server has begun so many handshakes.
  [[nodiscard]] bool fill(int handshakes) {
    while (at_server.layers < handshakes) {
      const int before = at_server.layers;
      silent.emplace_back(*proactor, server.local_endpoint());
      if (!run_until(*proactor, [&] { return at_server.layers != before; })) return false;
    }
    return true;
  }

  plan at_server;
  journal written;
  const std::shared_ptr<refused_addresses> seen = std::make_shared<refused_addresses>();
  const std::unique_ptr<naru::proactor> proactor = test_proactor();
  naru::server<echoing_session> server;
  std::deque<peer> silent;
};

// A browser makes several connections for one page, so an address may have so many more.
constexpr int spare = 8;

}  // namespace

TEST_SUITE_BEGIN("transports");

TEST_CASE("one_address_cannot_have_all_handshakes") {
  crowded on({.address = {}, .sessions_per_address_max = 2});
  REQUIRE(on.fill(2 + spare));
  CHECK(on.seen->too_many == 0);
  CHECK(is_turned_away(*on.proactor, on.server.local_endpoint()));
  CHECK(run_until(*on.proactor, [&] { return on.seen->too_many == 1; }));
  CHECK(on.at_server.layers == 2 + spare);  // no layer was made for it
  // A place is free again once its handshake has failed.
  on.silent.pop_front();
  CHECK(run_until(*on.proactor, [&] { return on.seen->failed == 1; }));
  CHECK(on.fill(3 + spare));
  CHECK(on.seen->strangers == 0);
}

TEST_CASE("handshakes_that_have_succeeded_count_for_their_address_no_more") {
  crowded on({.address = {}, .sessions_per_address_max = 1});
  plan at_client;
  for (int i = 0; i < 2 + spare; ++i) {
    CAPTURE(i);
    naru::tcp_stream plain(*on.proactor);
    REQUIRE(!connect(*on.proactor, plain, on.server.local_endpoint()).error);
    naru::tcp_stream client =
        naru::detail::layer_over(std::move(plain), make_xor(at_client, side::client));
    CHECK(!handshake(*on.proactor, client).error);
    CHECK(run_until(*on.proactor, [&] { return on.written.connections() == i + 1; }));
    client.close();
    CHECK(run_until(*on.proactor, [&] { return on.written.endings() == i + 1; }));
  }
  CHECK(on.seen->too_many == 0);
}

TEST_CASE("the_limit_of_an_address_may_change_for_handshakes_too") {
  crowded on({.address = {}});
  REQUIRE(on.fill(2 + spare));
  on.server.set_limits({.sessions_per_address_max = 1});
  on.silent.clear();
  CHECK(run_until(*on.proactor, [&] { return on.seen->failed == 2 + spare; }));
  REQUIRE(on.fill(2 + spare + 1 + spare));
  CHECK(is_turned_away(*on.proactor, on.server.local_endpoint()));
  CHECK(run_until(*on.proactor, [&] { return on.seen->too_many == 1; }));
}

TEST_SUITE_END();
