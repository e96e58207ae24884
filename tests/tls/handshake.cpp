// Handshakes: versions, names, application protocols, resumed sessions.
#include <doctest/doctest.h>

#include <openssl/ssl.h>

#include "openssl_peer.hpp"
#include "pair.hpp"

using namespace tls_tests;
using naru::tls_error;
using naru::detail::tls_client_factory;
using naru::detail::tls_server_factory;

namespace {

/// The version that a client of OpenSSL agrees on with a server of naru, or its error.
std::string version_with(int least, int most, const naru::tls_server_options& options) {
  tls_server_factory servers(options);
  const auto server = server_layer(servers);
  auto peer = openssl_peer::client();
  SSL_set_security_level(peer.ssl(), 0);  // so that it offers what is old
  SSL_set_min_proto_version(peer.ssl(), least);
  SSL_set_max_proto_version(peer.ssl(), most);
  memory_link link(peer, *server);
  link.shake_hands();
  return link.is_established() ? std::string(server->protocol()) : link.server.error.message();
}

}  // namespace

TEST_SUITE("tls handshake") {
  TEST_CASE("both versions, in pieces of any size") {
    for (const auto least : {naru::tls_version::tls_1_2, naru::tls_version::tls_1_3}) {
      tls_server_factory servers(common_server());
      auto options = common_client();
      options.minimum_version = least;
      tls_client_factory clients(options);
      for (const std::size_t piece_max : {1U, 2U, 7U, 100U, 20'000U}) {
        const pair both(clients, servers, "localhost", unsigned(piece_max), piece_max);
        REQUIRE_MESSAGE(both.link.is_established(), both.link.client.error.message());
        CHECK(both.client->protocol() == "TLSv1.3");
        CHECK(both.client->peer_subject() == "CN=a server");
      }
    }
  }

  TEST_CASE("TLS 1.2 is spoken with those that have nothing newer") {
    CHECK(version_with(TLS1_2_VERSION, TLS1_2_VERSION, common_server()) == "TLSv1.2");
    CHECK(version_with(TLS1_3_VERSION, TLS1_3_VERSION, common_server()) == "TLSv1.3");
  }

  TEST_CASE("older versions are refused") {
    for (const int old : {TLS1_VERSION, TLS1_1_VERSION}) {
      const std::string error = version_with(old, old, common_server());
      CHECK_MESSAGE(error.starts_with("no TLS version in common"), error);
    }
    auto options = common_server();
    options.minimum_version = naru::tls_version::tls_1_3;
    const std::string error = version_with(TLS1_2_VERSION, TLS1_2_VERSION, options);
    CHECK_MESSAGE(error.starts_with("no TLS version in common"), error);
  }

  TEST_CASE("weak ciphers are refused") {
    for (const char* const weak : {"AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA"}) {
      tls_server_factory servers(common_server());
      const auto server = server_layer(servers);
      auto peer = openssl_peer::client();
      SSL_set_security_level(peer.ssl(), 0);
      SSL_set_max_proto_version(peer.ssl(), TLS1_2_VERSION);
      REQUIRE(SSL_set_cipher_list(peer.ssl(), weak) == 1);
      memory_link link(peer, *server);
      link.shake_hands();
      CHECK(link.server.error == tls_error::handshake_failure);
      CHECK(peer.reason == SSL_AD_REASON_OFFSET + SSL_AD_HANDSHAKE_FAILURE);
    }
  }

  TEST_CASE("the application protocol is the first of the server's that the client offers") {
    auto options = common_server();
    options.application_protocols = {"game/2", "game/1"};
    tls_server_factory servers(options);
    auto client = common_client();
    client.application_protocols = {"game/1", "game/2"};
    tls_client_factory clients(client);
    const pair both(clients, servers);
    REQUIRE(both.link.is_established());
    CHECK(both.client->application_protocol() == "game/2");
    CHECK(both.server->application_protocol() == "game/2");

    client.application_protocols = {"chat"};
    CHECK(outcome(client, options) == tls_error::no_application_protocol);
    client.application_protocols = {};
    CHECK(!outcome(client, options));
  }

  TEST_CASE("a server has a certificate for each name") {
    const auto& root = common_authority();
    const naru::tls_server_options options{
        .certificates = {root.issue({.subject = "first", .names = {"one.example"}}),
                         root.issue({.subject = "second", .names = {"two.example"}}),
                         root.issue({.subject = "any", .names = {"*.many.example"}})}};
    tls_server_factory servers(options);
    tls_client_factory clients(common_client());
    const auto subject_for = [&](std::string_view name) {
      const pair both(clients, servers, name);
      return both.link.client.error ? both.link.client.error.message()
                                    : both.client->peer_subject();
    };
    CHECK(subject_for("one.example") == "CN=first");
    CHECK(subject_for("two.example") == "CN=second");
    CHECK(subject_for("Two.Example.") == "CN=second");
    CHECK(subject_for("a.many.example") == "CN=any");
    const pair unknown(clients, servers, "three.example");
    CHECK(unknown.link.client.error == tls_error::host_name_mismatch);
    CHECK(unknown.server->server_name() == "three.example");
  }

  TEST_CASE("a session is resumed, unless tickets are off") {
    for (const bool tickets : {true, false}) {
      auto options = common_server();
      options.session_tickets = tickets;
      tls_server_factory servers(options);
      tls_client_factory clients(common_client());
      const pair first(clients, servers);
      REQUIRE(first.link.is_established());
      CHECK(!first.client->is_resumed());
      const pair second(clients, servers);
      REQUIRE(second.link.is_established());
      CHECK(second.client->is_resumed() == tickets);
      CHECK(second.client->peer_subject() == "CN=a server");
      const pair elsewhere(clients, servers, "127.0.0.1");  // another host, so another session
      CHECK(!elsewhere.client->is_resumed());
    }
  }

  TEST_CASE("a session of a connection that was only closed is resumed, too") {
    tls_server_factory servers(common_server());
    tls_client_factory clients(common_client());
    REQUIRE(pair(clients, servers).link.is_established());
    CHECK(pair(clients, servers).client->is_resumed());
  }

  TEST_CASE("a reload changes what new connections get, and disturbs none") {
    tls_server_factory servers(common_server());
    tls_client_factory clients(common_client());
    pair before(clients, servers);
    servers.reload({.certificates = {common_authority().issue({.subject = "renewed"})}});
    pair after(clients, servers);
    REQUIRE(after.link.is_established());
    CHECK(after.client->peer_subject() == "CN=renewed");
    before.link.send(before.link.client, "still here");
    CHECK(before.link.server.received == "still here");
    before.link.send(before.link.server, "so am I");
    CHECK(before.link.client.received == "so am I");
  }

  TEST_CASE("a failed reload changes nothing") {
    tls_server_factory servers(common_server());
    CHECK_THROWS(servers.reload({.certificates = {{.chain_file = "no such file"}}}));
    CHECK_THROWS(servers.reload({}));
    tls_client_factory clients(common_client());
    CHECK(pair(clients, servers).link.is_established());
    servers.reload();
    CHECK(pair(clients, servers).link.is_established());
  }
}
