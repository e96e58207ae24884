// The head of an HTTP request: what is taken, and with which status the rest is refused.
#include "web/http/request_head.hpp"

#include <doctest/doctest.h>

#include <ostream>  // doctest prints texts with it
#include <string>
#include <string_view>
#include <utility>

#include "web/http/head_scanner.hpp"

using namespace naru::detail;

namespace {

// 0, or the status of the refusal. The scanner gets the head byte by byte, as it does whole.
unsigned refusal_of(std::string_view head, const naru::http_limits& limits = {}) {
  head_scanner whole;
  const scan_outcome outcome = whole.scan(head);
  head_scanner pieces;
  scan_outcome last = scan_outcome::incomplete;
  for (std::size_t size = 1; size <= head.size() && last == scan_outcome::incomplete; ++size) {
    last = pieces.scan(head.substr(0, size));
  }
  CHECK(last == outcome);
  if (outcome == scan_outcome::refused) return 400;
  REQUIRE(outcome == scan_outcome::complete);
  CHECK(pieces.size() == whole.size());
  request_head request;
  return read_request_head(head.substr(0, whole.size()), limits, request);
}

unsigned refusal_of_line(const std::string& line) {
  return refusal_of(line + "\r\nHost: a\r\n\r\n");
}

unsigned refusal_of_field(const std::string& field) {
  return refusal_of("GET / HTTP/1.1\r\nHost: a\r\n" + field + "\r\n\r\n");
}

}  // namespace

TEST_CASE("a request is taken apart") {
  constexpr std::string_view head =
      "GET /rooms/7?name=%41&x HTTP/1.1\r\nhOST: play.example:7080\r\n"
      "Connection: keep-alive ,\tUpgrade\r\nAccept:\r\nX-Text: \xed\x95\x9c  \r\n\r\nmore";
  head_scanner scanner;
  REQUIRE(scanner.scan(head) == scan_outcome::complete);
  CHECK(head.substr(scanner.size()) == "more");
  request_head request;
  REQUIRE(read_request_head(head.substr(0, scanner.size()), {}, request) == 0);
  CHECK(!request.is_head);
  CHECK(request.target == "/rooms/7?name=%41&x");
  CHECK(request.path == "/rooms/7");
  CHECK(request.query == "name=%41&x");
  CHECK(request.host == "play.example:7080");
  CHECK(request.keeps_alive());
  CHECK(request.fields.has_token("connection", "upgrade"));
  CHECK(request.fields.has_token("Connection", "Keep-Alive"));
  CHECK(!request.fields.has_token("Connection", "keep"));
  CHECK(request.fields.only("Accept") == "");
  CHECK(request.fields.only("x-text") == "\xed\x95\x9c");
}

TEST_CASE("request lines that differ from GET and HEAD of HTTP/1.1 are refused") {
  CHECK(refusal_of_line("GET / HTTP/1.1") == 0);
  CHECK(refusal_of_line("HEAD /a HTTP/1.1") == 0);
  for (const char* method : {"POST", "get", "OPTIONS", "CONNECT", "PRI"}) {
    CHECK_MESSAGE(refusal_of_line(std::string(method) + " / HTTP/1.1") == 405, method);
  }
  for (const char* line : {"GET / HTTP/1.0", "GET / HTTP/2.0", "GET / HTTP/0.9"}) {
    CHECK_MESSAGE(refusal_of_line(line) == 505, line);
  }
  for (const char* line : {"GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1",
                           "GET /  HTTP/1.1", "GET\t/ HTTP/1.1", "G(T / HTTP/1.1", "GET / http/1.1",
                           "GET / HTTP/1.10", "GET", "/", "GET a HTTP/1.1", "GET * HTTP/1.1",
                           "GET http://a/ HTTP/1.1", "GET /#b HTTP/1.1", "GET /\xc3\xa4 HTTP/1.1",
                           "GET /a\"b HTTP/1.1", "GET /a\\b HTTP/1.1", "GET /a b HTTP/1.1"}) {
    CHECK_MESSAGE(refusal_of_line(line) == 400, line);
  }
}

TEST_CASE("line ends of other kinds and control characters are refused") {
  for (const char* head : {"GET / HTTP/1.1\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\n\r\n",
                           "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", "GET / HTTP/1.1\rHost: a\r\n\r\n",
                           "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "\nGET / HTTP/1.1\r\n\r\n",
                           "GET / HTTP/1.1\r\nHost: a\x01\r\n\r\n",
                           "GET / HTTP/1.1\r\nHost: a\x7f\r\n\r\n", "\x16\x03\x01\x02"}) {
    CHECK(refusal_of(head) == 400);
  }
  CHECK(head_scanner().scan("\r") == scan_outcome::refused);  // no empty line in front
  using namespace std::string_view_literals;
  CHECK(refusal_of("GET / HTTP/1.1\r\nHost: a\0\r\n\r\n"sv) == 400);
}

TEST_CASE("header fields that two servers may read in two ways are refused") {
  CHECK(refusal_of_field("A: b") == 0);
  for (const char* field : {" folded", "\tfolded", "A : b", "A", ": b", "A\t: b", "A b: c",
                            "A[]: b", "A: b\r\n c: d"}) {
    CHECK_MESSAGE(refusal_of_field(field) == 400, field);
  }
}

TEST_CASE("there is one host") {
  CHECK(refusal_of("GET / HTTP/1.1\r\n\r\n") == 400);
  CHECK(refusal_of("GET / HTTP/1.1\r\nHost:\r\n\r\n") == 0);
  CHECK(refusal_of_field("Host: b") == 400);
  for (const char* host : {"a, b", "a/b", "a b", "u@a", "a?b", "a#b"}) {
    CHECK_MESSAGE(refusal_of("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n") == 400,
                  host);
  }
}

TEST_CASE("every body is refused") {
  CHECK(refusal_of_field("Content-Length: 0") == 0);
  CHECK(refusal_of_field("Content-Length: 1") == 413);
  CHECK(refusal_of_field("Content-Length: 00") == 413);
  for (const char* field :
       {"Content-Length: -1", "Content-Length: +0", "Content-Length: 0x0",
        "Content-Length:", "Content-Length: 0, 0", "Content-Length: 0\r\nContent-Length: 0"}) {
    CHECK_MESSAGE(refusal_of_field(field) == 400, field);
  }
  CHECK(refusal_of_field("Transfer-Encoding: chunked") == 501);
  CHECK(refusal_of_field("Transfer-Encoding: identity\r\nContent-Length: 0") == 501);
  CHECK(refusal_of_field("Expect: 100-continue") == 417);
}

TEST_CASE("a head has limits") {
  naru::http_limits limits;
  limits.headers_max = 3;
  const std::string three = "GET / HTTP/1.1\r\nHost: a\r\nA: b\r\nA: b\r\n";
  CHECK(refusal_of(three + "\r\n", limits) == 0);
  CHECK(refusal_of(three + "A: b\r\n\r\n", limits) == 431);
  limits.head_size_max = three.size() + 2;
  CHECK(refusal_of(three + "\r\n", limits) == 0);
  limits.head_size_max = three.size() + 1;
  CHECK(refusal_of(three + "\r\n", limits) == 431);
}
