// Which certificates are accepted.
#include <doctest/doctest.h>

#include "pair.hpp"

using namespace tls_tests;
using naru::tls_error;
using std::chrono_literals::operator""h;

namespace {

naru::tls_server_options server_with(const naru::tls_certificate& certificate) {
  return {.certificates = {certificate}};
}

std::error_code outcome_of(const certificate_request& request,
                           std::string_view host = "localhost") {
  return outcome(common_client(), server_with(common_authority().issue(request)), host);
}

}  // namespace

TEST_SUITE("tls certificates") {
  TEST_CASE("only certificates of the host, of a trusted root and of today are accepted") {
    CHECK(!outcome_of({}));
    CHECK(outcome_of({.valid_from = -48h, .valid_until = -1h}) == tls_error::certificate_expired);
    CHECK(outcome_of({.valid_from = 1h}) == tls_error::certificate_not_yet_valid);
    CHECK(outcome_of({.names = {"other.example"}}) == tls_error::host_name_mismatch);
    CHECK(outcome(common_client(), server_with(self_signed())) == tls_error::unknown_issuer);
    const authority stranger("a stranger");
    CHECK(outcome(common_client(), server_with(stranger.issue())) == tls_error::unknown_issuer);
  }

  TEST_CASE("an address needs a certificate for the address") {
    CHECK(!outcome_of({.names = {"IP:127.0.0.1"}}, "127.0.0.1"));
    CHECK(!outcome_of({.names = {"IP:::1"}}, "::1"));
    CHECK(!outcome_of({.names = {"IP:::1"}}, "[::1]"));
    CHECK(outcome_of({.names = {"IP:127.0.0.2"}}, "127.0.0.1") == tls_error::host_name_mismatch);
    CHECK(outcome_of({.names = {"127.0.0.1"}}, "127.0.0.1") == tls_error::host_name_mismatch);
  }

  TEST_CASE("a connection to no name is refused, because every certificate would do") {
    naru::detail::tls_client_factory clients(common_client());
    std::error_code error;
    for (const char* host : {"", ".example.com", "."}) {
      error.clear();
      CHECK(clients.make(host, error) == nullptr);
      CHECK(error == std::errc::invalid_argument);
    }
  }

  TEST_CASE("the server's name can be another than the host's") {
    auto options = common_client();
    options.server_name = "localhost";
    CHECK(!outcome(options, common_server(), "10.0.0.1"));
  }

  TEST_CASE("the messages tell what is wrong") {
    const std::string text = outcome_of({.valid_from = -48h, .valid_until = -1h}).message();
    CHECK_MESSAGE(text.find("expired") != std::string::npos, text);
    CHECK(outcome_of({.names = {"other.example"}}).message().find("another host") !=
          std::string::npos);
  }

  TEST_CASE("everything is accepted by those who ask for that danger") {
    auto options = common_client();
    options.dangerously_accept_any_certificate = true;
    CHECK(!outcome(options, server_with(self_signed({.valid_until = -1h})), "other.example"));
  }

  TEST_CASE("the server learns why a client went") {
    naru::detail::tls_server_factory servers(server_with(self_signed()));
    naru::detail::tls_client_factory clients(common_client());
    const pair both(clients, servers);
    CHECK(both.link.server.error == tls_error::refused_by_peer);
    const std::string text = both.link.server.error.message();
    CHECK_MESSAGE(text.find("unknown CA") != std::string::npos, text);
  }

  // A chain is read before it can be verified.
  TEST_CASE("a chain of certificates has a limit") {
    const authority staff("staff");
    auto options = common_server();
    options.client_roots_pem = staff.pem();
    naru::detail::tls_server_factory servers(options);
    const auto ends = [&](std::size_t bytes) {
      auto client = common_client();
      client.certificate = staff.issue({.subject = "somebody", .names = {}});
      const std::string filler = common_authority().pem();  // in DER three quarters of it
      for (std::size_t size = 0; size < bytes; size += filler.size() * 3 / 4) {
        client.certificate->chain_pem += filler;
      }
      naru::detail::tls_client_factory clients(client);
      return pair(clients, servers).link.server.error;
    };
    CHECK(!ends(48 * 1024));
    CHECK(ends(80 * 1024) == tls_error::too_large);
  }

  TEST_CASE("a server may require certificates of its clients") {
    const authority staff("staff");
    auto options = common_server();
    options.client_roots_pem = staff.pem();
    naru::detail::tls_server_factory servers(options);

    auto known = common_client();
    known.certificate = staff.issue({.subject = "somebody", .names = {}});
    naru::detail::tls_client_factory clients(known);
    pair both(clients, servers);
    REQUIRE_MESSAGE(both.link.is_established(), both.link.server.error.message());
    CHECK(both.server->peer_subject() == "CN=somebody");

    naru::detail::tls_client_factory nobody(common_client());
    CHECK(pair(nobody, servers).link.server.error == tls_error::certificate_missing);
    known.certificate = common_authority().issue();
    naru::detail::tls_client_factory others(known);
    CHECK(pair(others, servers).link.server.error == tls_error::unknown_issuer);
  }
}
