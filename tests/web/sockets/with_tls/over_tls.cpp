// WebSockets inside TLS, as browsers have them from pages that came by HTTPS.
#include "browser.hpp"

#include <naru/tls/tls_client.hpp>
#include <naru/tls/tls_server.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../../../tls/certificates.hpp"
#include "../../support.hpp"

using namespace contract;
using namespace web_tests;
using namespace std::string_view_literals;

namespace {

naru::transport server_side() {
  static const naru::tls_certificate certificate =
      tls_tests::common_authority().issue({.names = {"IP:127.0.0.1"}});
  return of_bytes().over(naru::tls_server({.certificates = {certificate}}).transport());
}

naru::transport client_side(const std::string& origin = "") {
  const naru::tls_client tls(
      {.trust_system_roots = false, .roots_pem = tls_tests::common_authority().pem()});
  return naru::web_socket_of_client({.origin = origin}).over(tls.transport());
}

}  // namespace

TEST_SUITE_BEGIN("web_over_tls");

TEST_CASE("a_session_over_both_says_hello_and_goodbye") {
  journal at_server;
  journal at_client;
  std::optional<std::error_code> ended;
  const std::string large = some_bytes(300'000, 9);
  script lines{
      .connected =
          [&](scripted_session& self) {
            self.send("hello"sv);
            self.send(large);
          },
      .closed = [&](scripted_session& self, naru::close_reason) { ended = self.close_error(); }};
  const auto proactor = test_proactor();
  naru::server<echoing_session> server(
      *proactor,
      {.address = loopback(),
       .sessions = {.message_size_max = mebibyte},
       .transport = server_side()},
      [&] { return std::make_shared<echoing_session>(at_server); });
  server.start();
  naru::client_options options = to(server.local_endpoint(), client_side());
  options.sessions.message_size_max = mebibyte;
  naru::client<scripted_session> client(
      *proactor, options, [&] { return std::make_shared<scripted_session>(at_client, lines); });
  client.start();
  CHECK(run_until(*proactor, [&] { return at_client.message_count() == 2; }));
  CHECK(at_client.messages() == std::vector<std::string>{"hello", large});
  recorder stopped;
  server.stop(5s, stopped);
  CHECK(run_until_completed(*proactor, {&stopped}));
  CHECK(run_until(*proactor, [&] { return ended.has_value(); }));
  CHECK(!ended.value_or(std::make_error_code(std::errc::timed_out)));
  CHECK(at_server.endings_for(naru::close_reason::server_stopped) == 1);
  recorder gone;
  client.stop(0s, gone);
  CHECK(run_until_completed(*proactor, {&gone}));
}

// A page from plain HTTP may be somebody else's, although its host and port are the same.
TEST_CASE("only_pages_from_https_may_open_a_web_socket_over_tls") {
  for (const bool is_secure : {true, false}) {
    journal at_server;
    journal at_client;
    const script lines;
    std::atomic<int> failures = 0;
    const auto proactor = test_proactor();
    naru::server<echoing_session> server(
        *proactor, {.address = loopback(), .transport = server_side()},
        [&] { return std::make_shared<echoing_session>(at_server); });
    server.start();
    const std::string own = "://127.0.0.1:" + std::to_string(server.local_endpoint().port());
    naru::client_options options =
        to(server.local_endpoint(), client_side((is_secure ? "https" : "http") + own));
    options.on_attempt_failed = [&](const naru::attempt_failure& failed) {
      CHECK(failed.error == naru::web_error::no_web_socket);
      ++failures;
    };
    naru::client<scripted_session> client(
        *proactor, options, [&] { return std::make_shared<scripted_session>(at_client, lines); });
    client.start();
    CHECK(run_until(*proactor, [&] { return failures + at_server.connections() != 0; }));
    CHECK(at_server.connections() == (is_secure ? 1 : 0));
    recorder gone;
    client.stop(0s, gone);
    CHECK(run_until_completed(*proactor, {&gone}));
  }
}

TEST_CASE("plain_http_on_a_port_with_tls_is_refused") {
  const auto seen = std::make_shared<failed_handshakes>();
  stage on({.address = loopback(), .observer = seen, .transport = server_side()});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.send(upgrade_request()));
  static_cast<void>(one.receive_all());
  CHECK(on.until(
      [&] { return seen->count(naru::session_observer::refusal::handshake_failed) == 1; }));
  CHECK(on.written.connections() == 0);
}

TEST_SUITE_END();
