// The limits of a peer about whom nothing is known yet.
#include <doctest/doctest.h>

#include <openssl/ssl.h>

#include <string>

#include "openssl_peer.hpp"
#include "pair.hpp"
#include "tls/record_watch.hpp"

using namespace tls_tests;
using naru::tls_error;
using naru::detail::record_watch;
using naru::detail::tls_server_factory;

namespace {

std::vector<std::byte> bytes(std::initializer_list<int> values) {
  std::vector<std::byte> made;
  for (const int value : values) made.push_back(static_cast<std::byte>(value));
  return made;
}

std::error_code answer_to(std::span<const std::byte> wire) {
  tls_server_factory servers(common_server());
  const auto server = server_layer(servers);
  CHECK(!server->start());
  return server->feed(wire).error;
}

/// The head of a ClientHello of that many bytes, in a record of its own.
std::vector<std::byte> hello_of(std::size_t size) {
  return bytes({22, 3, 1, 0, 4, 1, int(size >> 16), int(size >> 8 & 255), int(size & 255)});
}

}  // namespace

TEST_SUITE("tls strangers") {
  TEST_CASE("what is not TLS is refused at its first byte") {
    const std::string_view request = "GET / HTTP/1.1\r\n\r\n";
    CHECK(answer_to(std::as_bytes(std::span(request))) == tls_error::not_tls);
    CHECK(answer_to(bytes({0})) == tls_error::not_tls);
    CHECK(answer_to(bytes({0x80, 0x2e, 1, 3, 1})) == tls_error::not_tls);  // SSL 2
  }

  TEST_CASE("a ClientHello claims no more than it may") {
    CHECK(!answer_to(hello_of(record_watch::client_hello_max)));
    CHECK(answer_to(hello_of(record_watch::client_hello_max + 1)) == tls_error::too_large);
    CHECK(answer_to(hello_of(100'000)) == tls_error::too_large);
  }

  TEST_CASE("a head in pieces is seen too, and so is that of a second ClientHello") {
    record_watch watch;
    for (const std::byte next : bytes({22, 3, 1, 0, 1, 1, 22, 3, 1, 0, 3, 0, 0, 1})) {
      CHECK(!watch.see(std::span(&next, 1), false));
    }
    // Its only byte, and then the change of ciphers that TLS 1.3 pretends to have.
    CHECK(!watch.see(bytes({22, 3, 1, 0, 1, 9, 20, 3, 3, 0, 1, 1}), false));
    CHECK(watch.is_between_records());
    auto second = watch;
    CHECK(second.see(hello_of(100'000), true) == tls_error::too_large);
    CHECK(
        !watch.see(hello_of(100'000), false));  // TLS 1.2 has encrypted it: these are not its sizes
  }

  TEST_CASE("a handshake without an end is refused") {
    record_watch watch;
    std::vector<std::byte> record(5 + 16'000);
    const auto head = bytes({23, 3, 3, 16'000 >> 8, 16'000 & 255});
    std::copy(head.begin(), head.end(), record.begin());
    int taken = 0;
    while (!watch.see(record, true)) ++taken;
    CHECK(taken == 10);
  }

  TEST_CASE("a client that is asked for another group says hello again") {
    tls_server_factory servers(common_server());
    const auto server = server_layer(servers);
    auto peer = openssl_peer::client();
    // Its first share is of a group that the server does not have.
    REQUIRE(SSL_set1_groups_list(peer.ssl(), "P-521:P-384") == 1);
    memory_link link(peer, *server, 5, 50);
    link.shake_hands();
    CHECK_MESSAGE(link.is_established(), link.server.error.message());
  }
}
