// Pages: the table, and the answers from it.
#include <naru/web/http_pages.hpp>
#include <naru/web/web_error.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support.hpp"

using namespace web_tests;

namespace {

std::shared_ptr<const naru::http_pages> some_pages() {
  auto pages = std::make_shared<naru::http_pages>();
  pages->add("/", "text/html; charset=utf-8", "<p>naru</p>");
  pages->add("/now", "text/plain", [] { return std::string("made"); });
  pages->add("/bad", "text/plain", []() -> std::string { throw std::runtime_error("no"); });
  pages->add("/empty", "text/plain", "");
  return pages;
}

std::string answer_to(std::string_view line, std::string_view fields = {}) {
  end_of_line server = make_server({.pages = some_pages()});
  server.feed(std::string(line) + " HTTP/1.1\r\nHost: play.example\r\n" + std::string(fields) +
              "\r\n");
  CHECK(server.error == naru::web_error::page_served);
  CHECK(!server.layer().is_established());
  return server.take_output();
}

std::string tag_of(const std::string& answer) {
  const std::size_t at = answer.find("ETag: ") + 6;
  return answer.substr(at, answer.find("\r\n", at) - at);
}

}  // namespace

TEST_CASE("a request without an upgrade gets a page, and the connection ends") {
  CHECK(answer_to("GET /") ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 11\r\n"
        "X-Content-Type-Options: nosniff\r\nETag: \"e24b36e972587fcdd7fbec13fc53c4ce0b793a5b\"\r\n"
        "Cache-Control: no-cache\r\nConnection: close\r\n\r\n<p>naru</p>");
  CHECK(answer_to("GET /?x=y").ends_with("\r\n\r\n<p>naru</p>"));
  CHECK(answer_to("GET /now")
            .ends_with("Content-Length: 4\r\nX-Content-Type-Options: nosniff\r\n"
                       "Cache-Control: no-cache\r\nConnection: close\r\n\r\nmade"));
  CHECK(answer_to("GET /empty").find("Content-Length: 0\r\n") != std::string::npos);
}

TEST_CASE("a long page is not copied whole for a peer that may not read") {
  const std::string body = some_bytes(1'000'000, 3);
  auto pages = std::make_shared<naru::http_pages>();
  pages->add("/", "application/octet-stream", body);
  end_of_line server = make_server({.pages = pages});
  server.feed("GET / HTTP/1.1\r\nHost: play.example\r\n\r\n");
  CHECK(server.error == naru::web_error::page_served);
  std::string answer;
  while (!server.layer().output().empty()) {
    CHECK(server.layer().output().size() < 20'000);
    answer += server.take_output();
  }
  CHECK(answer.ends_with("\r\n\r\n" + body));
}

TEST_CASE("a HEAD request gets the head of the page") {
  const std::string whole = answer_to("GET /");
  CHECK(answer_to("HEAD /") == whole.substr(0, whole.find("<p>")));
  CHECK(answer_to("HEAD /now").find("Content-Length: 4\r\n") != std::string::npos);
  CHECK(answer_to("HEAD /now").ends_with("\r\n\r\n"));
  CHECK(answer_to("HEAD /none").ends_with("\r\n\r\n"));
}

TEST_CASE("a page that the client has is not sent again") {
  const std::string tag = tag_of(answer_to("GET /"));
  for (const std::string& known : {tag, "W/" + tag, "\"x\", " + tag, std::string("*")}) {
    const std::string answer = answer_to("GET /", "If-None-Match: " + known + "\r\n");
    CHECK(answer.starts_with("HTTP/1.1 304 Not Modified\r\n"));
    CHECK(answer.ends_with("\r\n\r\n"));
    CHECK(tag_of(answer) == tag);
  }
  CHECK(answer_to("GET /", "If-None-Match: \"x\"\r\n").starts_with("HTTP/1.1 200 "));
  CHECK(answer_to("GET /now", "If-None-Match: *\r\n").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a page that is not there or cannot be made is told") {
  CHECK(answer_to("GET /none").starts_with("HTTP/1.1 404 Not Found\r\n"));
  CHECK(answer_to("GET /bad").starts_with("HTTP/1.1 500 Internal Server Error\r\n"));
  CHECK(answer_to("GET /%2e").starts_with("HTTP/1.1 404 "));
  end_of_line server = make_server();
  server.feed("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(server.take_output().starts_with("HTTP/1.1 404 "));
}

TEST_CASE("a table refuses what would change a head") {
  naru::http_pages pages;
  CHECK_THROWS_AS(pages.add("x", "text/plain", ""), std::invalid_argument);
  CHECK_THROWS_AS(pages.add("/x", "text/plain\r\nX: y", ""), std::invalid_argument);
  CHECK_THROWS_AS(pages.add("/x", "", ""), std::invalid_argument);
  CHECK_THROWS_AS(pages.add("/\xff", "text/plain", ""), std::invalid_argument);
  CHECK_THROWS_AS(pages.add("/a b", "text/plain", ""), std::invalid_argument);
  CHECK_THROWS_WITH_AS(pages.add("/x?y", "text/plain", ""),
                       "the path of a page is \"/x?y\"; it must begin with '/' and have only the "
                       "ASCII of URIs, without a query",
                       std::invalid_argument);
  CHECK_THROWS_AS(pages.add("/x", "text/plain", std::function<std::string()>()),
                  std::invalid_argument);
  pages.add("/x", "text/plain", "one").add("/x", "text/plain", "two");
  REQUIRE(pages.find("/x") != nullptr);
  CHECK(pages.find("/x")->body == "two");
  CHECK(pages.find("/y") == nullptr);
}
