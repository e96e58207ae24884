// What one address may have of the handshakes of a server.
#include "served.hpp"

#include <deque>
#include <memory>

using namespace contract;
using namespace layers;

namespace {

/// A server that has refused nobody yet, and silent peers of it.
struct crowded {
  explicit crowded(naru::server_options options) : on(observed(std::move(options))) {}
  /// Adds peers until the server has begun so many handshakes.
  [[nodiscard]] bool fill(int handshakes) {
    while (on.at_server.layers < handshakes) {
      const int before = on.at_server.layers;
      silent.emplace_back(*on.proactor, on.endpoint());
      if (!on.until([&] { return on.at_server.layers != before; })) return false;
    }
    return true;
  }
  [[nodiscard]] std::ptrdiff_t too_many() const {
    return seen->count(refusal::sessions_per_address_max);
  }
  [[nodiscard]] std::ptrdiff_t failed() const { return seen->count(refusal::handshake_failed); }

  const std::shared_ptr<refusals> seen = std::make_shared<refusals>();
  served on;
  std::deque<peer> silent;

 private:
  [[nodiscard]] naru::server_options observed(naru::server_options options) const {
    options.observer = seen;
    return options;
  }
};

// A browser makes several connections for one page, so an address may have so many more.
constexpr int spare = 8;

}  // namespace

TEST_SUITE_BEGIN("transports");

TEST_CASE("one_address_cannot_have_all_handshakes") {
  crowded crowd({.address = loopback(), .sessions_per_address_max = 2});
  REQUIRE(crowd.fill(2 + spare));
  CHECK(crowd.too_many() == 0);
  CHECK(is_turned_away(*crowd.on.proactor, crowd.on.endpoint()));
  CHECK(crowd.on.until([&] { return crowd.too_many() == 1; }));
  CHECK(crowd.on.at_server.layers == 2 + spare);  // no layer was made for it
  // A place is free again once its handshake has failed.
  crowd.silent.pop_front();
  CHECK(crowd.on.until([&] { return crowd.failed() == 1; }));
  CHECK(crowd.fill(3 + spare));
  CHECK(crowd.seen->strangers() == 0);
}

TEST_CASE("handshakes_that_have_succeeded_count_for_their_address_no_more") {
  crowded crowd({.address = loopback(), .sessions_per_address_max = 1});
  for (int i = 0; i < 2 + spare; ++i) {
    CAPTURE(i);
    naru::tcp_stream plain(*crowd.on.proactor);
    REQUIRE(!connect(*crowd.on.proactor, plain, crowd.on.endpoint()).error);
    naru::tcp_stream client = over_xor(std::move(plain), crowd.on.at_client, side::client);
    CHECK(!handshake(*crowd.on.proactor, client).error);
    CHECK(crowd.on.until([&] { return crowd.on.written.connections() == i + 1; }));
    client.close();
    CHECK(crowd.on.until([&] { return crowd.on.written.endings() == i + 1; }));
  }
  CHECK(crowd.too_many() == 0);
}

TEST_CASE("the_limit_of_an_address_may_change_for_handshakes_too") {
  crowded crowd({.address = loopback()});
  REQUIRE(crowd.fill(2 + spare));
  crowd.on.server.set_limits({.sessions_per_address_max = 1});
  crowd.silent.clear();
  CHECK(crowd.on.until([&] { return crowd.failed() == 2 + spare; }));
  REQUIRE(crowd.fill(2 + spare + 1 + spare));
  CHECK(is_turned_away(*crowd.on.proactor, crowd.on.endpoint()));
  CHECK(crowd.on.until([&] { return crowd.too_many() == 1; }));
}

TEST_SUITE_END();
