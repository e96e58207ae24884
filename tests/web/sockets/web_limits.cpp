// What peers of a WebSocket may claim before they are known, and what a client makes of a server
// that speaks none.
#include "browser.hpp"

#include <naru/web/http_server.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "../support.hpp"

using namespace contract;
using namespace web_tests;
using namespace std::string_view_literals;

namespace {

using refusal = naru::session_observer::refusal;

/// A stage whose server has a WebSocket and an observer.
struct observed : stage {
  explicit observed(naru::server_options options, naru::web_socket_server_options web = {})
      : observed(std::make_shared<failed_handshakes>(), std::move(options), std::move(web)) {}

  std::shared_ptr<failed_handshakes> seen;

 private:
  observed(std::shared_ptr<failed_handshakes> by, naru::server_options options,
           naru::web_socket_server_options web)
      : stage(complete(std::move(options), by, std::move(web))), seen(std::move(by)) {}
  static naru::server_options complete(naru::server_options options,
                                       const std::shared_ptr<failed_handshakes>& by,
                                       naru::web_socket_server_options web) {
    options.address = loopback();
    options.observer = by;
    options.transport = of_bytes(std::move(web));
    return options;
  }
};

}  // namespace

TEST_SUITE_BEGIN("web_limits");

TEST_CASE("a_peer_that_never_finishes_its_request_is_refused_in_time") {
  observed on({.address = {}, .sessions = {.handshake_timeout = 50ms}});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.send("GET / HTTP/1.1\r\nHost: play.exam"));
  CHECK(one.connection().receive_reset());
  REQUIRE(on.seen->errors().size() == 1);
  CHECK(on.seen->errors()[0] == std::errc::timed_out);
  CHECK(on.written.connections() == 0);
}

TEST_CASE("requests_beyond_handshakes_max_are_refused") {
  observed on({.address = {}, .handshakes_max = 2});
  std::optional<browser> first(std::in_place, *on.proactor, on.endpoint());
  browser second(*on.proactor, on.endpoint());
  CHECK(first->send("GET "));
  CHECK(second.send("GET "));
  CHECK(on.until([&] {
    static_cast<void>(is_turned_away(*on.proactor, on.endpoint()));
    return on.seen->count(refusal::handshakes_max) > 0;
  }));
  first.reset();  // its place is free again
  CHECK(on.until([&] { return on.seen->count(refusal::handshake_failed) == 1; }));
  browser third(*on.proactor, on.endpoint());
  CHECK(third.open().starts_with("HTTP/1.1 101 "));
}

TEST_CASE("a_head_that_is_too_large_is_answered_and_refused") {
  observed on({.address = {}}, {.limits = {.head_size_max = 256}});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.send("GET / HTTP/1.1\r\nX: " + std::string(400, 'x')));
  CHECK(one.receive_all().starts_with("HTTP/1.1 431 "));
  CHECK(on.until([&] { return on.seen->count(refusal::handshake_failed) == 1; }));
  CHECK(on.seen->errors()[0] == naru::web_error::request_refused);
}

TEST_CASE("a_page_of_another_origin_is_refused") {
  observed on({.address = {}});
  browser other(*on.proactor, on.endpoint());
  CHECK(other.open("Origin: https://evil.example\r\n").starts_with("HTTP/1.1 403 "));
  browser same(*on.proactor, on.endpoint());
  CHECK(same.open("Origin: http://play.example\r\n").starts_with("HTTP/1.1 101 "));
  CHECK(on.until([&] { return on.written.connections() == 1; }));
}

TEST_CASE("bytes_of_another_protocol_are_refused_with_an_answer") {
  observed on({.address = {}});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.send("\x16\x03\x01"));
  CHECK(one.receive_all().starts_with("HTTP/1.1 400 "));
  CHECK(on.until([&] { return on.seen->count(refusal::handshake_failed) == 1; }));
  CHECK(on.seen->errors()[0] == naru::web_error::bad_head);
}

// A server that serves one host and port only takes no other Host.
TEST_CASE("a_client_sends_the_host_and_the_port_to_which_it_connects") {
  journal written;
  const script lines;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream accepted(*proactor);
  naru::client<scripted_session> client(
      *proactor, to(listener.local_endpoint(), naru::web_socket_of_client()),
      [&] { return std::make_shared<scripted_session>(written, lines); });
  client.start();
  REQUIRE(!accept(*proactor, listener, accepted).error);
  const std::string expected =
      "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(listener.local_endpoint().port()) +
      "\r\n";
  std::string head(expected.size(), '\0');
  CHECK(!receive_exactly(*proactor, accepted, naru::buffer(head)).error);
  CHECK(head == expected);
}

TEST_CASE("a_client_of_a_server_without_web_sockets_knows_why_it_fails") {
  journal written;
  const script lines;
  std::atomic<int> failures = 0;
  std::error_code last;
  auto pages = std::make_shared<naru::http_pages>();
  pages->add("/", "text/plain", "no WebSocket here\n");
  const auto proactor = test_proactor();
  naru::http_server server(*proactor, {.address = loopback(), .pages = pages});
  server.start();
  naru::client_options options = to(server.local_endpoint(), naru::web_socket_of_client());
  options.on_attempt_failed = [&](const naru::attempt_failure& failed) {
    last = failed.error;
    ++failures;
  };
  naru::client<scripted_session> client(
      *proactor, options, [&] { return std::make_shared<scripted_session>(written, lines); });
  client.start();
  CHECK(run_until(*proactor, [&] { return failures == 2; }));
  CHECK(last == naru::web_error::no_web_socket);
  CHECK(last.message() == "the server answered 200 OK, and with no WebSocket");
  CHECK(written.connections() == 0);
}

TEST_SUITE_END();
