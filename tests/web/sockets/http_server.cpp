// An http_server, with clients that send bytes.
#include "failure_log.hpp"
#include "sessions.hpp"

#include <naru/web/http_server.hpp>

#include <array>
#include <chrono>
#include <deque>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace std::chrono_literals;

constexpr auto http_deadline = 20s;

std::shared_ptr<const naru::http_pages> served_pages() {
  auto pages = std::make_shared<naru::http_pages>();
  pages->add("/healthz", "text/plain", "ok\n");
  pages->add("/large", "text/plain", std::string(3'000'000, 'x'));
  return pages;
}

// Sends the request in pieces, and receives until the server closes.
naru::task<std::string> answers_to(naru::proactor& proactor, naru::endpoint to, std::string request,
                                   std::size_t piece) {
  naru::tcp_stream stream(proactor);
  co_await stream.connect(to);
  std::string_view rest = request;
  while (!rest.empty()) {
    const std::string_view first = rest.substr(0, piece);
    if ((co_await stream.send(naru::buffer(first))).error) break;
    rest.remove_prefix(first.size());
  }
  std::string answers;
  std::array<char, 65'536> storage{};
  for (;;) {
    const naru::io_result received = co_await stream.receive(naru::buffer(storage));
    answers.append(storage.data(), received.bytes);
    if (received.error) break;
  }
  co_return answers;
}

naru::task<std::string> ask(naru::http_server& server, naru::proactor& proactor,
                            std::string request, std::size_t piece) {
  server.start();
  naru::result<std::string> answers = co_await naru::with_timeout(
      answers_to(proactor, server.local_endpoint(), std::move(request), piece), http_deadline);
  co_await server.stop(1s);
  co_return std::move(answers.content);
}

// What a server with these options answers.
std::string answers_of(naru::http_server_options options, const std::string& request,
                       std::size_t piece = 1'000) {
  options.address = contract::loopback();
  if (!options.pages) options.pages = served_pages();
  const auto proactor = contract::test_proactor();
  naru::http_server server(*proactor, options);
  return naru::run(*proactor, ask(server, *proactor, request, piece));
}

std::string get(std::string_view target, std::string_view fields = {}) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos;
       at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

constexpr std::string_view last = "Connection: close\r\n";

}  // namespace

TEST_SUITE_BEGIN("http_server");

TEST_CASE("requests_on_one_connection_are_answered_in_their_order") {
  const std::string requests =
      get("/healthz") + "HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + get("/healthz", last);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{1'000}}) {
    const std::string answers = answers_of({}, requests, piece);
    CHECK(count_of(answers, "HTTP/1.1 200 OK\r\n") == 3);
    CHECK(count_of(answers, "Connection: keep-alive\r\n") == 2);
    CHECK(count_of(answers, "\r\n\r\nok\n") == 2);
    CHECK(answers.ends_with("Connection: close\r\n\r\nok\n"));
  }
}

TEST_CASE("a_large_page_comes_whole") {
  const std::string answer = answers_of({}, get("/large", last));
  CHECK(answer.size() > 3'000'000);
  CHECK(answer.ends_with(std::string(3'000'000, 'x')));
}

TEST_CASE("nothing_that_follows_a_refusal_is_read") {
  for (const std::string& bad : {std::string("POST / HTTP/1.1\r\nHost: a\r\n\r\n"),
                                 get("/", "Content-Length: 40\r\n"), get("/none")}) {
    const std::string answers = answers_of({}, bad + get("/healthz", last));
    CHECK(count_of(answers, "HTTP/1.1 ") == 1);
    CHECK(count_of(answers, "HTTP/1.1 4") == 1);
  }
}

// A system that closes a connection with unread bytes resets it, and the answer is lost.
TEST_CASE("a_refusal_of_an_http_server_arrives_although_the_body_is_not_read") {
  auto pages = served_pages();
  const auto proactor = contract::test_proactor();
  naru::http_server server(*proactor, {.address = contract::loopback(), .pages = pages});
  server.start();
  contract::peer one(*proactor, server.local_endpoint());
  CHECK(one.send(contract::bytes_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" +
                                    std::string(200'000, 'x'))));
  const contract::bytes status = one.receive_bytes(12);
  CHECK(contract::text_of(naru::buffer(status)) == "HTTP/1.1 405");
  CHECK(one.receive_end() == naru::error::end_of_stream);
}

TEST_CASE("bytes_that_are_no_head_get_an_answer,_and_so_does_a_head_that_is_too_large") {
  CHECK(answers_of({}, "\x16\x03\x01").starts_with("HTTP/1.1 400 "));
  CHECK(answers_of({.limits = {.head_size_max = 300}},
                   "GET / HTTP/1.1\r\nX: " + std::string(400, 'x'))
            .starts_with("HTTP/1.1 431 "));
}

TEST_CASE("a_token_is_asked_for") {
  const naru::http_server_options options{.token = "secret"};
  CHECK(answers_of(options, get("/healthz", last)).starts_with("HTTP/1.1 401 "));
  for (const char* target : {"/healthz?token=", "/healthz?token=secre", "/healthz?token=secretx",
                             "/healthz?xtoken=secret", "/healthz?token"}) {
    CHECK_MESSAGE(answers_of(options, get(target, last)).starts_with("HTTP/1.1 401 "), target);
  }
  CHECK(answers_of(options, get("/healthz?a=b&token=secret", last)).starts_with("HTTP/1.1 200 "));
  CHECK(answers_of(options, get("/healthz", "Authorization: Bearer secret\r\n" + std::string(last)))
            .starts_with("HTTP/1.1 200 "));
  CHECK(answers_of(options, get("/healthz?token=secret",
                                "Authorization: Basic secret\r\n" + std::string(last)))
            .starts_with("HTTP/1.1 401 "));
}

TEST_CASE("a_host_that_is_not_served_is_refused_by_an_http_server_too") {
  CHECK(answers_of({.hosts = {"b"}}, get("/healthz", last)).starts_with("HTTP/1.1 421 "));
  CHECK(answers_of({.hosts = {"b", "A"}}, get("/healthz", last)).starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a_client_that_sends_no_whole_head_is_closed_after_its_time") {
  CHECK(answers_of({.head_timeout = 100ms}, "GET / HT").empty());
  CHECK(count_of(answers_of({.idle_timeout = 100ms}, get("/healthz")), "HTTP/1.1 200 ") == 1);
}

// Whoever has taken all places of his address gets no other, and the server has room for the rest.
TEST_CASE("one_address_cannot_have_all_connections_of_an_http_server") {
  const auto connects = [](std::size_t wanted, naru::http_server_options options) {
    options.address = contract::loopback();
    options.pages = served_pages();
    const auto proactor = contract::test_proactor();
    naru::http_server server(*proactor, options);
    server.start();
    std::deque<contract::peer> silent;
    for (std::size_t i = 0; i < wanted; ++i)
      silent.emplace_back(*proactor, server.local_endpoint());
    const auto seen = [&] { return server.counters().sessions + server.counters().refused; };
    CHECK(contract::run_until(*proactor, [&] { return seen() == wanted; }));
    return server.counters().sessions;
  };
  CHECK(connects(3, {.connections_per_address_max = 2}) == 2);
  CHECK(connects(3, {.connections_per_address_max = 0}) == 3);
  const std::size_t usual = naru::http_server_options().connections_per_address_max;
  CHECK(usual <= naru::http_server_options().connections_max / 4);
  CHECK(connects(usual + 2, {}) == usual);
}

// A browser that asks sees only 500.
TEST_CASE("a_page_that_cannot_be_made_is_reported_with_its_path") {
  auto pages = std::make_shared<naru::http_pages>();
  pages->add("/metrics", "text/plain",
             []() -> std::string { throw std::runtime_error("no such room"); });
  contract::failure_log failures;
  const auto proactor = failures.proactor();
  naru::http_server server(*proactor, {.address = contract::loopback(), .pages = pages});
  CHECK(naru::run(*proactor, ask(server, *proactor, get("/metrics", last), 1'000))
            .starts_with("HTTP/1.1 500 "));
  REQUIRE(failures.size() == 1);
  CHECK(failures.lines()[0] == "an exception left the function of the page /metrics: no such room");
}

TEST_CASE("options_of_an_http_server_are_refused_by_their_own_names") {
  const auto proactor = contract::test_proactor();
  const auto complaint_about = [&](naru::http_server_options options) -> std::string {
    options.address = contract::loopback();
    options.pages = served_pages();
    try {
      naru::http_server server(*proactor, options);
    } catch (const std::invalid_argument& thrown) {
      return thrown.what();
    }
    return "nothing";
  };
  CHECK(complaint_about({.connections_max = 0}) == "connections_max is 0; it must be 1 to 1048576");
  CHECK(complaint_about({.head_timeout = -1ms}) ==
        "head_timeout is -1 ms; it must not be negative");
  CHECK(complaint_about({.idle_timeout = -1ms}) ==
        "idle_timeout is -1 ms; it must not be negative");
  CHECK(complaint_about({.write_timeout = -1ms}) ==
        "write_timeout is -1 ms; it must not be negative");
  CHECK(complaint_about({.hosts = {"a b"}}).starts_with("hosts has \"a b\"; each must be "));
  CHECK(complaint_about({}) == "nothing");
}

TEST_CASE("options_of_an_http_server_out_of_range_are_refused") {
  const auto proactor = contract::test_proactor();
  const auto make = [&](const naru::http_server_options& options) {
    naru::http_server server(*proactor, options);
  };
  const auto address = contract::loopback();
  CHECK_THROWS_AS(make({.address = address}), std::invalid_argument);
  CHECK_THROWS_AS(make({.address = address, .pages = served_pages(), .token = "a b"}),
                  std::invalid_argument);
  CHECK_THROWS_AS(make({.address = address, .pages = served_pages(), .limits = {.headers_max = 0}}),
                  std::invalid_argument);
}

TEST_SUITE_END();
