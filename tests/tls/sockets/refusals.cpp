// Connections that must never be made: the certificate is not the right one, or one of the two does
// not speak TLS. Each side learns why.
#include "ends.hpp"

#include <array>
#include <string>
#include <string_view>

using namespace contract;
using namespace tls_tests;
using namespace std::string_view_literals;
using naru::tls_error;
using refusal = naru::session_observer::refusal;

namespace {

struct attempt {
  naru::tls_certificate certificate;
  tls_error at_client;
  std::string_view told_server;  // what the message of the server's error has
};

/// A server of sessions with TLS that tells whom it refuses.
struct refusing {
  explicit refusing(const naru::transport& through)
      : server(*proactor, {.address = loopback(), .observer = seen, .transport = through},
               [this] { return std::make_shared<echoing_session>(written); }) {
    server.start();
  }

  journal written;
  const std::shared_ptr<refusals> seen = std::make_shared<refusals>();
  const std::unique_ptr<naru::proactor> proactor = test_proactor();
  naru::server<echoing_session> server;
};

void check_refused(const attempt& tried) {
  refusing place(naru::tls_server({.certificates = {tried.certificate}}).transport());
  naru::client_options options = to(place.server.local_endpoint(), trusting_client().transport());
  options.reconnect.attempts_max = 1;
  guest one(*place.proactor, options, saying("never heard"));
  CHECK(run_until(*place.proactor,
                  [&] { return one.failures == 1 && !place.seen->errors().empty(); }));
  CHECK_MESSAGE(one.last_failure() == tried.at_client, one.last_failure().message());
  REQUIRE(!place.seen->errors().empty());
  const std::error_code at_server = place.seen->errors()[0];
  CHECK_MESSAGE(at_server == tls_error::refused_by_peer, at_server.message());
  CHECK_MESSAGE(at_server.message().find(tried.told_server) != std::string::npos,
                at_server.message());
  CHECK(one.written.connections() == 0);
  CHECK(place.written.connections() == 0);
}

}  // namespace

TEST_SUITE_BEGIN("tls_refusals");

TEST_CASE("a_certificate_that_is_not_right_makes_no_connection") {
  const authority stranger("a stranger");
  const std::array tries{
      attempt{common_authority().issue(
                  {.names = {"IP:127.0.0.1"}, .valid_from = -48h, .valid_until = -1h}),
              tls_error::certificate_expired, "expired"},
      attempt{common_authority().issue({.names = {"IP:127.0.0.1"}, .valid_from = 1h}),
              tls_error::certificate_not_yet_valid, "bad certificate"},
      attempt{common_authority().issue({.names = {"other.example"}}), tls_error::host_name_mismatch,
              "bad certificate"},
      attempt{stranger.issue({.names = {"IP:127.0.0.1"}}), tls_error::unknown_issuer, "unknown CA"},
      attempt{self_signed({.names = {"IP:127.0.0.1"}}), tls_error::unknown_issuer, "unknown CA"}};
  for (const attempt& each : tries) check_refused(each);
}

TEST_CASE("a_client_without_the_certificate_that_is_required_makes_no_session") {
  const authority staff("staff");
  naru::tls_server_options options{.certificates = {at_loopback()}};
  options.client_roots_pem = staff.pem();
  refusing place(naru::tls_server(options).transport());
  guest one(*place.proactor, to(place.server.local_endpoint(), trusting_client().transport()),
            saying("never heard"));
  CHECK(run_until(*place.proactor, [&] { return !place.seen->errors().empty(); }));
  CHECK(place.seen->errors()[0] == tls_error::certificate_missing);
  CHECK(place.written.connections() == 0);
}

TEST_CASE("plain_tcp_on_a_port_of_tls_is_refused_by_its_name") {
  refusing place(loopback_server().transport());
  peer plain(*place.proactor, place.server.local_endpoint());
  CHECK(plain.send(naru::buffer("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"sv)));
  CHECK(plain.receive_end());
  REQUIRE(run_until(*place.proactor, [&] { return !place.seen->errors().empty(); }));
  const std::error_code error = place.seen->errors()[0];
  CHECK_MESSAGE(error == tls_error::not_tls, error.message());
  CHECK(place.seen->count(refusal::handshake_failed) == 1);
  CHECK(place.written.connections() == 0);
}

TEST_CASE("tls_on_a_port_of_plain_tcp_fails_the_attempt") {
  refusing place(naru::transport{});
  guest one(*place.proactor, to(place.server.local_endpoint(), trusting_client().transport()),
            saying("never heard"));
  CHECK(run_until(*place.proactor, [&] { return one.failures >= 1; }));
  CHECK(one.last_failure());
  CHECK(one.written.connections() == 0);
  CHECK(place.written.message_count() == 0);
}

TEST_CASE("a_server_that_greets_in_plain_text_does_not_speak_tls") {
  const auto proactor = test_proactor();
  connected_pair plain(*proactor);
  naru::tls_stream client(std::move(plain.client), trusting_client(), "localhost");
  CHECK(!send(*proactor, plain.server, naru::buffer("220 mail.example ready\r\n"sv)).error);
  CHECK(shake_hands(*proactor, client) == tls_error::not_tls);
}

TEST_SUITE_END();
