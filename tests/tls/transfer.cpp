// What travels once the handshake has succeeded, and how a conversation ends.
#include <doctest/doctest.h>

#include <naru/error.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <span>
#include <string>
#include <vector>

#include "openssl_peer.hpp"
#include "pair.hpp"

using namespace tls_tests;
using naru::tls_error;
using naru::detail::tls_client_factory;
using naru::detail::tls_server_factory;

namespace {

/// A client of OpenSSL that is joined with a server of naru.
struct with_openssl {
  explicit with_openssl(int version)
      : servers(common_server()),
        server(server_layer(servers)),
        peer(openssl_peer::client()),
        link(peer, *server) {
    SSL_set_min_proto_version(peer.ssl(), version);
    SSL_set_max_proto_version(peer.ssl(), version);
    link.shake_hands();
    REQUIRE_MESSAGE(link.is_established(), link.server.error.message());
  }

  tls_server_factory servers;
  std::unique_ptr<naru::detail::tls_layer> server;
  openssl_peer peer;
  memory_link link;
};

}  // namespace

TEST_SUITE("tls transfer") {
  TEST_CASE("an error that another user of OpenSSL has left on the thread is not blamed on TLS") {
    tls_server_factory servers(common_server());
    tls_client_factory clients(common_client());
    const pair both(clients, servers);
    REQUIRE(both.link.is_established());
    const std::array message{std::byte{1}, std::byte{2}};
    REQUIRE(both.client->write(message).bytes == message.size());
    const auto wire = both.client->output();
    ERR_raise(ERR_LIB_SSL, ERR_R_INTERNAL_ERROR);
    // A part of a record: OpenSSL asks for more, which looks like a failure with an old error.
    const auto first = both.server->feed(wire.first(wire.size() - 1));
    CHECK(!first.error);
    CHECK(!both.server->feed(wire.subspan(first.bytes)).error);
    std::array<std::byte, 8> room{};
    const auto came = both.server->read(room);
    CHECK(!came.error);
    CHECK(came.bytes == message.size());
  }

  TEST_CASE("any number of bytes, both ways, in pieces of any size") {
    tls_server_factory servers(common_server());
    tls_client_factory clients(common_client());
    unsigned seed = 0;
    for (const std::size_t size : {0U, 1U, 100U, 16'383U, 16'384U, 16'385U, 100'000U}) {
      for (const std::size_t piece_max : {5U, 1'000U, 40'000U}) {
        if (size * 10 > piece_max * 100'000) continue;
        pair both(clients, servers, "localhost", ++seed, piece_max);
        REQUIRE(both.link.is_established());
        const std::string there = bytes_of(size, seed);
        const std::string back = bytes_of(size, seed + 1000);
        both.link.send(both.link.client, there);
        both.link.send(both.link.server, back);
        CHECK(both.link.server.received == there);
        CHECK(both.link.client.received == back);
      }
    }
  }

  TEST_CASE("16 MiB, with a bounded output") {
    tls_server_factory servers(common_server());
    tls_client_factory clients(common_client());
    pair both(clients, servers, "localhost", 3, 100'000);
    const std::string all = bytes_of(16 * 1024 * 1024);
    both.link.send(both.link.client, all);
    CHECK(both.link.server.received == all);
    CHECK(both.link.client.output_max < 70'000);
  }

  TEST_CASE("feed takes one record at a time, so that nothing plain piles up") {
    tls_server_factory servers(common_server());
    tls_client_factory clients(common_client());
    pair both(clients, servers);
    for (const std::string_view message : {"one", "two", "three"}) {
      both.client->write(std::as_bytes(std::span(message)));
    }
    const auto output = both.client->output();
    const std::vector<std::byte> wire(output.begin(), output.end());
    const auto first = both.server->feed(wire);
    CHECK(!first.error);
    CHECK(first.bytes < wire.size());
    CHECK(both.server->feed(std::span(wire).subspan(first.bytes)).bytes == 0);
    std::array<std::byte, 100> plain;
    CHECK(both.server->read(plain).bytes == 3);
    CHECK(!both.server->has_plain());
    CHECK(both.server->read(plain).bytes == 0);
    CHECK(both.server->feed(std::span(wire).subspan(first.bytes)).bytes > 0);
  }

  TEST_CASE("close_notify is the end, one direction at a time") {
    tls_server_factory servers(common_server());
    tls_client_factory clients(common_client());
    pair both(clients, servers);
    both.link.send(both.link.client, "the last words");
    CHECK(!both.client->end());
    both.link.settle();
    CHECK(both.link.server.received == "the last words");
    CHECK(both.link.server.error == naru::error::end_of_stream);
    CHECK(!both.server->feed_end());
    CHECK(both.client->write(std::as_bytes(std::span("x", 1))).error == std::errc::broken_pipe);
    both.link.send(both.link.client, "");

    // The other direction goes on.
    const std::string_view answer = "an answer";
    both.server->write(std::as_bytes(std::span(answer)));
    both.link.settle();
    CHECK(both.link.client.received == answer);
    CHECK(both.client->feed_end() == tls_error::truncated);  // the server has not ended it
  }

  TEST_CASE("an end without close_notify is told apart") {
    tls_server_factory servers(common_server());
    tls_client_factory clients(common_client());
    pair both(clients, servers);
    both.link.send(both.link.client, "cut");
    CHECK(both.server->feed_end() == tls_error::truncated);
    CHECK(both.server->feed_end() != naru::error::end_of_stream);

    const auto alone = server_layer(servers);
    CHECK(!alone->start());
    CHECK(alone->feed_end() == tls_error::handshake_interrupted);

    // OpenSSL takes close_notify in a handshake for the end that TLS asks for.
    const auto client = client_layer(clients);
    CHECK(!client->start());
    constexpr std::array<unsigned char, 7> close_notify{21, 3, 3, 0, 2, 1, 0};
    CHECK(client->feed(std::as_bytes(std::span(close_notify))).error ==
          tls_error::handshake_interrupted);
  }

  TEST_CASE("a record that was changed ends the connection") {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      with_openssl both(version);
      const std::string_view message = "not for everybody";
      both.peer.write(std::as_bytes(std::span(message)));
      std::vector<std::byte> wire(both.peer.output().begin(), both.peer.output().end());
      wire.back() ^= std::byte{1};
      const auto done = both.server->feed(wire);
      CHECK(done.error == tls_error::bad_record);
      CHECK(!both.server->output().empty());  // the alert
      CHECK(both.server->has_plain());        // an error
      CHECK(both.server->feed(wire).error == tls_error::bad_record);
    }
  }

  TEST_CASE("a record of more bytes than TLS allows ends the connection") {
    with_openssl both(TLS1_3_VERSION);
    const std::array<std::byte, 5> header = {std::byte{23}, std::byte{3}, std::byte{3},
                                             std::byte{0xff}, std::byte{0xff}};
    CHECK(both.server->feed(header).error == tls_error::bad_record);
  }

  TEST_CASE("new keys while the connection is used, as often as the peer wants") {
    with_openssl both(TLS1_3_VERSION);
    for (int round = 0; round < 50; ++round) {
      REQUIRE(SSL_key_update(both.peer.ssl(), SSL_KEY_UPDATE_REQUESTED) == 1);
      both.link.send(both.link.client, "there");
      both.link.send(both.link.server, "back");
      REQUIRE_MESSAGE(!both.link.server.error, both.link.server.error.message());
    }
    CHECK(both.link.server.received.size() == 250);
    CHECK(both.link.client.received.size() == 200);
  }

  TEST_CASE("answers that nobody takes end the connection, and not the memory") {
    with_openssl both(TLS1_3_VERSION);
    std::error_code error;
    for (int round = 0; round < 20'000 && !error; ++round) {
      SSL_key_update(both.peer.ssl(), SSL_KEY_UPDATE_REQUESTED);
      SSL_do_handshake(both.peer.ssl());
      both.peer.collect();
      error = both.server->feed(both.peer.output()).error;
      both.peer.drop_output(both.peer.output().size());
    }
    CHECK(error == tls_error::answers_not_taken);
    CHECK(both.server->output().size() <= naru::detail::wire_ends::output_max);
  }

  TEST_CASE("renegotiation is refused") {
    with_openssl both(TLS1_2_VERSION);
    REQUIRE(SSL_renegotiate(both.peer.ssl()) == 1);
    SSL_do_handshake(both.peer.ssl());
    both.peer.collect();
    both.link.settle();
    CHECK(both.link.server.error == tls_error::renegotiation_refused);
  }

  TEST_CASE("memory is given back between records, and only there") {
    tls_server_factory servers(common_server());
    tls_client_factory clients(common_client());
    pair both(clients, servers);
    const std::string message = bytes_of(1'000);
    for (std::size_t cut = 0; cut < 12; ++cut) {
      both.client->write(std::as_bytes(std::span(message)));
      const auto output = both.client->output();
      const std::vector<std::byte> wire(output.begin(), output.end());
      both.client->drop_output(wire.size());
      both.server->feed(std::span(wire).first(cut));
      both.server->release_memory();
      both.client->release_memory();
      both.server->feed(std::span(wire).subspan(cut));
      std::array<std::byte, 2'000> plain;
      CHECK(both.server->read(std::span(plain).first(400)).bytes == 400);
      both.server->release_memory();
      CHECK(both.server->read(plain).bytes == 600);
    }
  }
}
