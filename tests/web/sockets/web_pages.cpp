// Pages on the port of a WebSocket.
#include "browser.hpp"
#include "failure_log.hpp"

#include <naru/web/http_pages.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "../support.hpp"

using namespace contract;
using namespace web_tests;

namespace {

using refusal = naru::session_observer::refusal;

const std::string& large_page() {
  static const std::string text = std::string(1'000'000, 'p') + "end";
  return text;
}

naru::transport with_pages() {
  auto pages = std::make_shared<naru::http_pages>();
  pages->add("/", "text/html", "<!doctype html><title>play</title>");
  pages->add("/large", "text/plain", large_page());
  return of_bytes({.path = "/play", .pages = pages});
}

std::string request_for(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: play.example\r\n\r\n";
}

}  // namespace

TEST_SUITE_BEGIN("web_pages");

TEST_CASE("a_page_comes_whole_from_the_port_of_a_web_socket") {
  const auto seen = std::make_shared<failed_handshakes>();
  stage on({.address = loopback(), .observer = seen, .transport = with_pages()});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.send(request_for("/large")));
  const std::string answer = one.receive_all();
  CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(answer.ends_with("\r\n\r\n" + large_page()));
  CHECK(on.written.connections() == 0);
}

// Otherwise nobody could see from the count of the refused that something is wrong.
TEST_CASE("a_page_counts_neither_as_a_session_nor_as_refused") {
  const auto seen = std::make_shared<failed_handshakes>();
  stage on({.address = loopback(), .observer = seen, .transport = with_pages()});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.send(request_for("/")));
  CHECK(one.receive_all().starts_with("HTTP/1.1 200 OK\r\n"));
  browser other(*on.proactor, on.endpoint());
  CHECK(other.send("POST / HTTP/1.1\r\nHost: play.example\r\n\r\n"));
  CHECK(other.receive_all().starts_with("HTTP/1.1 405 "));
  CHECK(on.until([&] { return seen->count(refusal::handshake_failed) == 1; }));
  REQUIRE(seen->errors().size() == 1);
  CHECK(seen->errors()[0] == naru::web_error::request_refused);
  CHECK(on.server.counters().refused == 1);
  CHECK(on.server.counters().accepted == 0);
}

TEST_CASE("a_page_that_is_sent_ends_without_a_reset") {
  stage on({.address = loopback(), .transport = with_pages()});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.send(request_for("/")));
  CHECK(one.receive_all().ends_with("<title>play</title>"));
  CHECK(one.connection().receive_end() == naru::error::end_of_stream);
}

// A system that closes a connection with unread bytes resets it, and the answer is lost.
TEST_CASE("a_refusal_arrives_although_the_body_of_its_request_is_not_read") {
  stage on({.address = loopback(), .transport = with_pages()});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.send("POST /play HTTP/1.1\r\nHost: play.example\r\nContent-Length: 60000\r\n\r\n" +
                 std::string(60'000, 'x')));
  CHECK(one.receive_all().starts_with("HTTP/1.1 405 "));
  CHECK(one.connection().receive_end() == naru::error::end_of_stream);
}

TEST_CASE("a_page_comes_whole_although_its_client_asks_for_more") {
  stage on({.address = loopback(), .transport = with_pages()});
  browser one(*on.proactor, on.endpoint());
  CHECK(one.send(request_for("/large")));
  CHECK(one.receive(12) == "HTTP/1.1 200");
  for (int i = 0; i < 500; ++i) CHECK(one.send(request_for("/large")));
  CHECK(one.receive_all().ends_with(large_page()));
  CHECK(one.connection().receive_end() == naru::error::end_of_stream);
}

TEST_CASE("who_ends_sending_before_the_page_is_sent_hears_of_the_end_of_its_client") {
  recorder receiving;
  const std::string body(256 * 1'024, 'b');  // whole pieces, so that the last one has to wait too
  auto pages = std::make_shared<naru::http_pages>();
  pages->add("/", "text/plain", body);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  static_cast<void>(pair.server.set_send_buffer_size(4'096));
  static_cast<void>(pair.client.set_receive_buffer_size(4'096));
  REQUIRE(!of_bytes({.path = "/play", .pages = pages}).put_on_accepted(pair.server));
  CHECK(!pair.server.shutdown_send());
  pair.server.receive(naru::mutable_buffer(), receiving);
  const std::string request = request_for("/");
  CHECK(!send(*proactor, pair.client, naru::buffer(request)).error);
  std::string answer(body.size() + 1'000, '\0');
  const naru::io_result got = receive_exactly(*proactor, pair.client, naru::buffer(answer));
  CHECK(got.error == naru::error::end_of_stream);
  answer.resize(got.bytes);
  CHECK(answer.ends_with(body));
  CHECK(!receiving.completed());
  pair.client.close();
  REQUIRE(run_until_completed(*proactor, {&receiving}));
  CHECK(receiving.error() == naru::web_error::page_served);
}

TEST_CASE("a_page_beside_a_web_socket_that_cannot_be_made_is_reported_with_its_path") {
  auto pages = std::make_shared<naru::http_pages>();
  pages->add("/bad", "text/plain", []() -> std::string { throw std::runtime_error("no room"); });
  failure_log failures;
  const auto proactor = failures.proactor();
  connected_pair pair(*proactor);
  REQUIRE(!of_bytes({.path = "/play", .pages = pages}).put_on_accepted(pair.server));
  recorder receiving;
  pair.server.receive(naru::mutable_buffer(), receiving);
  const std::string request = request_for("/bad");
  CHECK(!send(*proactor, pair.client, naru::buffer(request)).error);
  std::string status(12, '\0');
  CHECK(!receive_exactly(*proactor, pair.client, naru::buffer(status)).error);
  CHECK(status == "HTTP/1.1 500");
  CHECK(failures.lines() ==
        std::vector<std::string>{"an exception left the function of the page /bad: no room"});
  pair.client.close();
  pair.server.close();
  REQUIRE(run_until_completed(*proactor, {&receiving}));
}

TEST_CASE("a_page_and_a_web_socket_have_one_port") {
  stage on({.address = loopback(), .transport = with_pages()});
  browser page(*on.proactor, on.endpoint());
  CHECK(page.send(request_for("/none")));
  CHECK(page.receive_all().starts_with("HTTP/1.1 404 "));
  browser player(*on.proactor, on.endpoint());
  std::string request = upgrade_request();
  request.replace(0, 5, "GET /play");
  CHECK(player.send(request));
  CHECK(player.receive(12) == "HTTP/1.1 101");
  CHECK(on.until([&] { return on.written.connections() == 1; }));
}

TEST_SUITE_END();
