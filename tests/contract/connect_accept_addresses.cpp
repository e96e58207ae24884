// The meaning of the addresses that programs listen on and connect to.
#include "support.hpp"

#include <string>

using namespace contract;

namespace {

/// One listener has the port on one address, another asks for the port on the other.
void check_overlap(const naru::address& held, const naru::address& wanted) {
  const auto proactor = test_proactor();
  const auto another = test_proactor();
  const naru::tcp_listener first(*proactor, {held, 0});
  naru::tcp_listener second(*another);
  const auto error = second.listen({wanted, first.local_endpoint().port()});
  // BSD and macOS allow it if SO_REUSEADDR is set; Windows allows it if neither asks for more.
  CHECK(one_of(error, {std::error_condition(), std::errc::address_in_use}));
  CHECK(second.is_open() == !error);
}

}  // namespace

TEST_SUITE_BEGIN("connect_accept");

TEST_CASE("ipv4") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  check_traffic(*proactor, pair.client, pair.server);
}

TEST_CASE("ipv6") {
  const auto proactor = test_proactor();
  if (!has_ipv6(*proactor)) return;
  connected_pair pair(*proactor, {naru::address::loopback_v6(), 0});
  CHECK(pair.client.remote_endpoint().address().is_v6());
  CHECK(pair.server.remote_endpoint() == pair.client.local_endpoint());
  check_traffic(*proactor, pair.client, pair.server);
}

TEST_CASE("an_unspecified_address_means_this_host") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  const auto port = listener.local_endpoint().port();
  CHECK_FALSE(connect(*proactor, client, {naru::address::any_v4(), port}).error);
  CHECK_FALSE(accept(*proactor, listener, server).error);
  check_traffic(*proactor, client, server);
}

TEST_CASE("a_mapped_address_means_the_ipv4_address") {
  const auto proactor = test_proactor();
  if (!has_ipv6(*proactor)) return;
  naru::tcp_listener listener(*proactor, loopback());
  const auto mapped = naru::address::parse("::ffff:127.0.0.1");
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  CHECK_FALSE(connect(*proactor, client, {mapped, listener.local_endpoint().port()}).error);
  REQUIRE_FALSE(accept(*proactor, listener, server).error);
  CHECK(client.remote_endpoint().address().unmapped() == naru::address::loopback_v4());
  CHECK(server.remote_endpoint().address() == naru::address::loopback_v4());
  check_traffic(*proactor, client, server);

  naru::tcp_stream refused(*proactor);
  const naru::endpoint nobody(mapped, unused_endpoint().port());
  CHECK(connect(*proactor, refused, nobody).error == std::errc::connection_refused);
}

TEST_CASE("a_mapped_unspecified_address_means_this_host") {
  const auto proactor = test_proactor();
  if (!has_ipv6(*proactor)) return;
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  const auto mapped = naru::address::parse("::ffff:0.0.0.0");
  CHECK_FALSE(connect(*proactor, client, {mapped, listener.local_endpoint().port()}).error);
  CHECK_FALSE(accept(*proactor, listener, server).error);
  check_traffic(*proactor, client, server);
}

TEST_CASE("the_address_of_a_peer_can_be_connected_to") {
  // On a listener that takes both families an IPv4 peer has a mapped address.
  const auto proactor = test_proactor();
  if (!has_ipv6(*proactor)) return;
  naru::tcp_listener both(*proactor, {naru::address::any_v6(), 0});
  const auto port = both.local_endpoint().port();
  for (const auto& host : {naru::address::loopback_v4(), naru::address::loopback_v6()}) {
    naru::tcp_stream client(*proactor);
    naru::tcp_stream server(*proactor);
    REQUIRE_FALSE(connect(*proactor, client, {host, port}).error);
    REQUIRE_FALSE(accept(*proactor, both, server).error);
    const auto seen = server.remote_endpoint().address();
    CHECK(seen.is_v4_mapped() == host.is_v4());
    naru::tcp_stream back(*proactor);
    naru::tcp_stream accepted(*proactor);
    REQUIRE_FALSE(connect(*proactor, back, {seen, port}).error);
    REQUIRE_FALSE(accept(*proactor, both, accepted).error);
    check_traffic(*proactor, back, accepted);
  }
}

TEST_CASE("dual_stack") {
  const auto proactor = test_proactor();
  if (!has_ipv6(*proactor)) return;
  naru::tcp_listener both(*proactor, {naru::address::any_v6(), 0});
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  const naru::endpoint v4(naru::address::loopback_v4(), both.local_endpoint().port());
  CHECK_FALSE(connect(*proactor, client, v4).error);
  CHECK_FALSE(accept(*proactor, both, server).error);
  CHECK(server.remote_endpoint().address().is_v4_mapped());
  CHECK(server.remote_endpoint().address().unmapped() == naru::address::loopback_v4());
  check_traffic(*proactor, client, server);
  both.close();

  naru::listen_options options;
  options.accept_ipv4 = false;
  naru::tcp_listener v6_only(*proactor, {naru::address::any_v6(), 0}, options);
  naru::tcp_stream refused(*proactor);
  const naru::endpoint v4_only(naru::address::loopback_v4(), v6_only.local_endpoint().port());
  CHECK(connect(*proactor, refused, v4_only).error == std::errc::connection_refused);
}

TEST_CASE("endpoints_known_after_accept_and_connect") {
  const auto proactor = test_proactor();
  naru::tcp_stream unconnected(*proactor);
  std::error_code error;
  CHECK(unconnected.local_endpoint(error) == naru::endpoint());
  CHECK(error);
  CHECK(unconnected.remote_endpoint(error) == naru::endpoint());
  CHECK(error);
  CHECK_FALSE(unconnected.is_open());

  connected_pair pair(*proactor);
  CHECK(pair.client.is_open());
  CHECK(pair.server.is_open());
  CHECK(pair.client.remote_endpoint(error) == pair.server.local_endpoint());
  CHECK_FALSE(error);
  CHECK(pair.server.remote_endpoint() == pair.client.local_endpoint());
  CHECK(pair.server.remote_endpoint().address().is_loopback());
  CHECK(pair.client.local_endpoint().port() != pair.client.remote_endpoint().port());
  pair.client.close();
  CHECK(pair.client.local_endpoint(error) == naru::endpoint());
  CHECK(error);
}

TEST_CASE("invalid_address") {
  const auto proactor = test_proactor();
  naru::tcp_stream stream(*proactor);
  // TCP has no broadcast.
  CHECK(connect(*proactor, stream, naru::endpoint::parse("255.255.255.255:9")).error);
  naru::tcp_listener listener(*proactor);
  const auto elsewhere = naru::endpoint::parse("192.0.2.1:7777");  // nobody has this one
  CHECK(listener.listen(elsewhere) == std::errc::address_not_available);
  CHECK_FALSE(listener.is_open());
  try {
    naru::tcp_listener throwing(*proactor, elsewhere);
    FAIL_CHECK("listening on a foreign address succeeded");
  } catch (const std::system_error& error) {
    CHECK(error.code() == std::errc::address_not_available);
    CHECK(std::string(error.what()).find("192.0.2.1:7777") != std::string::npos);
  }
}

TEST_CASE("address_in_use") {
  const auto proactor = test_proactor();
  naru::tcp_listener first(*proactor, loopback());
  naru::tcp_listener second(*proactor);
  CHECK(second.listen(first.local_endpoint()) == std::errc::address_in_use);
  CHECK_FALSE(second.is_open());
  const auto place = first.local_endpoint();
  first.close();
  CHECK_FALSE(second.listen(place));
  CHECK(second.local_endpoint() == place);
}

TEST_CASE("an_address_that_may_not_be_reused_is_not_shared") {
  const auto proactor = test_proactor();
  naru::listen_options options;
  options.reuse_address = false;
  const naru::tcp_listener first(*proactor, loopback(), options);
  for (const bool how : {false, true}) {
    naru::tcp_listener second(*proactor);
    options.reuse_address = how;
    CHECK(second.listen(first.local_endpoint(), options) == std::errc::address_in_use);
    CHECK_FALSE(second.is_open());
  }
}

TEST_CASE("address_in_use_by_another_proactor") {
  const auto proactor = test_proactor();
  const auto another = test_proactor();
  const naru::tcp_listener first(*proactor, loopback());
  naru::tcp_listener second(*another);
  CHECK(second.listen(first.local_endpoint()) == std::errc::address_in_use);
  CHECK_FALSE(second.is_open());
}

TEST_CASE("address_in_use_by_the_wildcard") {
  check_overlap(naru::address::any_v4(), naru::address::loopback_v4());
}

TEST_CASE("address_in_use_under_the_wildcard") {
  check_overlap(naru::address::loopback_v4(), naru::address::any_v4());
}

TEST_SUITE_END();
