// An http_server, on sockets of each backend.
#include <naru/naru.hpp>
#include <naru/web/http_server.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <functional>
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

// What a server with these options answers, the same on every backend.
std::string ask_everywhere(naru::http_server_options options, const std::string& request,
                           std::size_t piece = 1'000) {
  options.address = naru::endpoint::parse("127.0.0.1:0");
  if (!options.pages) options.pages = served_pages();
  std::string all;
  for (const std::string_view backend : naru::backends()) {
    const auto proactor = naru::make_proactor({.backend = std::string(backend)});
    naru::http_server server(*proactor, options);
    const std::string answers = naru::run(*proactor, ask(server, *proactor, request, piece));
    CHECK((all.empty() || answers == all));
    all = answers;
  }
  return all;
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

TEST_CASE("requests on one connection are answered in their order") {
  const std::string requests =
      get("/healthz") + "HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n" + get("/healthz", last);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{1'000}}) {
    const std::string answers = ask_everywhere({}, requests, piece);
    CHECK(count_of(answers, "HTTP/1.1 200 OK\r\n") == 3);
    CHECK(count_of(answers, "Connection: keep-alive\r\n") == 2);
    CHECK(count_of(answers, "\r\n\r\nok\n") == 2);
    CHECK(answers.ends_with("Connection: close\r\n\r\nok\n"));
  }
}

TEST_CASE("a large page comes whole") {
  const std::string answer = ask_everywhere({}, get("/large", last));
  CHECK(answer.size() > 3'000'000);
  CHECK(answer.ends_with(std::string(3'000'000, 'x')));
}

TEST_CASE("nothing that follows a refusal is read") {
  for (const std::string& bad : {std::string("POST / HTTP/1.1\r\nHost: a\r\n\r\n"),
                                 get("/", "Content-Length: 40\r\n"), get("/none")}) {
    const std::string answers = ask_everywhere({}, bad + get("/healthz", last));
    CHECK(count_of(answers, "HTTP/1.1 ") == 1);
    CHECK(count_of(answers, "HTTP/1.1 4") == 1);
  }
}

TEST_CASE("bytes that are no head get an answer, and so does a head that is too large") {
  CHECK(ask_everywhere({}, "\x16\x03\x01").starts_with("HTTP/1.1 400 "));
  CHECK(ask_everywhere({.limits = {.head_size_max = 300}},
                       "GET / HTTP/1.1\r\nX: " + std::string(400, 'x'))
            .starts_with("HTTP/1.1 431 "));
}

TEST_CASE("a token is asked for") {
  const naru::http_server_options options{.token = "secret"};
  CHECK(ask_everywhere(options, get("/healthz", last)).starts_with("HTTP/1.1 401 "));
  for (const char* target : {"/healthz?token=", "/healthz?token=secre", "/healthz?token=secretx",
                             "/healthz?xtoken=secret", "/healthz?token"}) {
    CHECK_MESSAGE(ask_everywhere(options, get(target, last)).starts_with("HTTP/1.1 401 "), target);
  }
  CHECK(
      ask_everywhere(options, get("/healthz?a=b&token=secret", last)).starts_with("HTTP/1.1 200 "));
  CHECK(ask_everywhere(options,
                       get("/healthz", "Authorization: Bearer secret\r\n" + std::string(last)))
            .starts_with("HTTP/1.1 200 "));
  CHECK(ask_everywhere(options, get("/healthz?token=secret",
                                    "Authorization: Basic secret\r\n" + std::string(last)))
            .starts_with("HTTP/1.1 401 "));
}

TEST_CASE("a host that is not served is refused by an http_server too") {
  CHECK(ask_everywhere({.hosts = {"b"}}, get("/healthz", last)).starts_with("HTTP/1.1 421 "));
  CHECK(ask_everywhere({.hosts = {"b", "A"}}, get("/healthz", last)).starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a client that sends no whole head is closed after its time") {
  CHECK(ask_everywhere({.head_timeout = 100ms}, "GET / HT").empty());
  CHECK(count_of(ask_everywhere({.idle_timeout = 100ms}, get("/healthz")), "HTTP/1.1 200 ") == 1);
}

TEST_CASE("options of an http_server out of range are refused") {
  const auto proactor = naru::make_proactor();
  const auto make = [&](const naru::http_server_options& options) {
    naru::http_server server(*proactor, options);
  };
  const auto address = naru::endpoint::parse("127.0.0.1:0");
  CHECK_THROWS_AS(make({.address = address}), std::invalid_argument);
  CHECK_THROWS_AS(make({.address = address, .pages = served_pages(), .token = "a b"}),
                  std::invalid_argument);
  CHECK_THROWS_AS(make({.address = address, .pages = served_pages(), .limits = {.headers_max = 0}}),
                  std::invalid_argument);
}
