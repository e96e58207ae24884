// The handshake of RFC 6455: what a server and a client take, and what they refuse.
#include <naru/error.hpp>
#include <naru/web/web_error.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "support.hpp"
#include "web/web_socket/handshake.hpp"
#include "web/web_socket/web_socket_factory.hpp"

using namespace web_tests;
using naru::web_error;

namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

// The status of the answer.
std::string answer_to(const std::string& request, const naru::web_socket_server_options& options,
                      const naru::detail::layered_connection& on = {}) {
  end_of_line server = make_server(options, on);
  server.feed(request);
  const std::string answer = server.take_output();
  REQUIRE(answer.starts_with("HTTP/1.1 "));
  const std::string status = answer.substr(9, 3);
  CHECK((status == "101") == server.layer().is_established());
  CHECK((status == "101") == !server.error);
  return status;
}

web_error error_of_answer(const std::string& answer, naru::web_socket_client_options options = {}) {
  end_of_line client = make_client(std::move(options));
  const std::string request = client.take_output();
  const std::size_t key_at = request.find("Sec-WebSocket-Key: ") + 19;
  const std::string accept = naru::detail::accept_key(request.substr(key_at, 24));
  client.feed(replaced(answer, "@", accept));
  if (client.layer().is_established()) return web_error();
  REQUIRE(client.error.category() == naru::web_category());
  return static_cast<web_error>(client.error.default_error_condition().value());
}

const std::string good_answer =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: upgrade\r\n"
    "Sec-WebSocket-Accept: @\r\n\r\n";

}  // namespace

TEST_CASE("the key of RFC 6455 has the answer of RFC 6455") {
  CHECK(naru::detail::accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("a server takes a request in pieces of any size, and what follows it is frames") {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1'000}}) {
    end_of_line server = make_server();
    server.feed(upgrade_request() + frame(0x82, "hello"), piece);
    CHECK(server.layer().is_established());
    CHECK(server.plain == "hello");
    CHECK(server.take_output() ==
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
  }
}

TEST_CASE("a server refuses requests that are no right handshake") {
  const std::string good = upgrade_request();
  CHECK(answer_to(good, {}) == "101");
  CHECK(answer_to(replaced(good, "Connection: Upgrade", "Connection: close"), {}) == "400");
  CHECK(answer_to(replaced(good, "Version: 13", "Version: 8"), {}) == "426");
  CHECK(answer_to(replaced(good, "Sec-WebSocket-Version: 13\r\n", ""), {}) == "400");
  CHECK(answer_to(replaced(good, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), {}) ==
        "400");
  CHECK(answer_to(replaced(good, "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZQ=="), {}) == "400");
  CHECK(answer_to(upgrade_request("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"), {}) == "400");
  CHECK(answer_to(replaced(good, "GET", "HEAD"), {}) == "400");
  CHECK(answer_to(replaced(good, "GET", "POST"), {}) == "405");
  CHECK(answer_to(replaced(good, "HTTP/1.1", "HTTP/1.0"), {}) == "505");
  CHECK(answer_to(replaced(good, "GET /", "GET /other"), {}) == "404");
  CHECK(answer_to(replaced(good, "GET /", "GET /?token=1"), {}) == "101");
  CHECK(answer_to(upgrade_request("Content-Length: 5\r\n"), {}) == "413");
}

TEST_CASE("a server that has a token asks each request for it") {
  const naru::web_socket_server_options options{.token = "secret"};
  const auto asking = [](std::string_view target) {
    return replaced(upgrade_request(), "GET /", "GET " + std::string(target));
  };
  CHECK(answer_to(asking("/?token=secret"), options) == "101");
  CHECK(answer_to(upgrade_request("Authorization: Bearer secret\r\n"), options) == "101");
  for (const char* target :
       {"/", "/?token=", "/?token=secre", "/?token=secretx", "/?xtoken=secret"}) {
    CHECK_MESSAGE(answer_to(asking(target), options) == "401", target);
  }
  CHECK(answer_to("GET /page HTTP/1.1\r\nHost: play.example\r\n\r\n", options) == "401");
}

TEST_CASE("a host may be served with any port") {
  const naru::web_socket_server_options options{.hosts = {"play.example:*", "[::1]:*"}};
  const auto from = [](std::string_view host) {
    return replaced(upgrade_request(), "play.example", host);
  };
  for (const char* host : {"play.example", "PLAY.example:1", "play.example:65535", "[::1]:80"}) {
    CHECK_MESSAGE(answer_to(from(host), options) == "101", host);
  }
  for (const char* host : {"play.example.evil", "play.example.evil:1", "play.example:1.evil",
                           "evil.play.example", "play.exampl", "localhost"}) {
    CHECK_MESSAGE(answer_to(from(host), options) == "421", host);
  }
}

TEST_CASE("a head that does not end is refused at its limit") {
  end_of_line server = make_server({.limits = {.head_size_max = 300}});
  server.feed("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(400, 'x'), 10);
  CHECK(server.error == web_error::request_refused);
  CHECK(server.take_output().starts_with("HTTP/1.1 431 "));
}

TEST_CASE("bytes that are no HTTP are refused at once") {
  end_of_line server = make_server();
  server.feed("\x16\x03\x01");
  CHECK(server.error == web_error::bad_head);
  CHECK(server.take_output().starts_with("HTTP/1.1 400 "));
}

TEST_CASE("only pages of the same origin connect unless others are named") {
  const auto from = [](std::string_view origin) {
    return upgrade_request("Origin: " + std::string(origin) + "\r\n");
  };
  CHECK(answer_to(from("http://play.example"), {}) == "101");
  CHECK(answer_to(from("HTTP://PLAY.example:80"), {}) == "101");
  for (const char* other :
       {"http://evil.example", "null", "http://play.example:81", "http://play.example:443",
        "http://play.example.evil", "play.example", "http", "://play.example", ""}) {
    CHECK_MESSAGE(answer_to(from(other), {}) == "403", other);
  }
  CHECK(answer_to(upgrade_request("Origin: http://play.example\r\nOrigin: http://a\r\n"), {}) ==
        "403");
  CHECK(answer_to(from("http://evil.example"), {.origins = {"*"}}) == "101");
  CHECK(answer_to(from("https://a.example"), {.origins = {"https://a.example"}}) == "101");
  CHECK(answer_to(from("http://a.example"), {.origins = {"https://a.example"}}) == "403");
  CHECK(answer_to(from("http://play.example"), {.origins = {"https://a.example"}}) == "403");
  CHECK(answer_to(upgrade_request(), {.origins = {"https://a.example"}}) == "101");
}

// Whoever is between the browser and an http page may change the page, and must not get a session
// that is encrypted by it. A server whose proxy ends TLS knows no scheme, so it names its pages.
TEST_CASE("a page of another scheme is of another origin") {
  const naru::detail::layered_connection tls{.is_encrypted = true};
  const auto from = [](std::string_view origin) {
    return upgrade_request("Origin: " + std::string(origin) + "\r\n");
  };
  CHECK(answer_to(from("https://play.example"), {}, tls) == "101");
  CHECK(answer_to(from("https://play.example:443"), {}, tls) == "101");
  for (const char* other : {"http://play.example", "http://play.example:443",
                            "https://play.example:80", "wss://play.example"}) {
    CHECK_MESSAGE(answer_to(from(other), {}, tls) == "403", other);
  }
  CHECK(answer_to(from("https://play.example"), {}) == "403");
  const naru::web_socket_server_options behind_proxy{.origins = {"https://play.example"}};
  CHECK(answer_to(from("https://play.example"), behind_proxy) == "101");
  CHECK(answer_to(from("http://play.example"), behind_proxy) == "403");
}

TEST_CASE("a host that is not served is refused") {
  CHECK(answer_to(upgrade_request(), {.hosts = {"localhost:7080", "Play.Example"}}) == "101");
  CHECK(answer_to(upgrade_request(), {.hosts = {"localhost:7080"}}) == "421");
}

TEST_CASE("a server chooses a subprotocol by its own preference") {
  end_of_line server = make_server({.subprotocols = {"v2", "v1"}});
  server.feed(upgrade_request("Sec-WebSocket-Protocol: v1, v3\r\nSec-WebSocket-Protocol: v2\r\n"));
  CHECK(server.take_output().find("Sec-WebSocket-Protocol: v2\r\n") != std::string::npos);
  end_of_line other = make_server({.subprotocols = {"v2"}});
  other.feed(upgrade_request("Sec-WebSocket-Protocol: v3\r\n"));
  CHECK(other.take_output().find("Sec-WebSocket-Protocol") == std::string::npos);
}

TEST_CASE("a client sends a request that a server takes") {
  end_of_line client = make_client(
      {.path = "/play?room=1", .origin = "http://[2001:db8::1]:7080", .subprotocols = {"a", "b"}},
      {.host = "2001:db8::1", .port = 7080});
  const std::string request = client.take_output();
  CHECK(request.starts_with("GET /play?room=1 HTTP/1.1\r\nHost: [2001:db8::1]:7080\r\n"));
  CHECK(request.find("Sec-WebSocket-Protocol: a, b\r\n") != std::string::npos);
  end_of_line server = make_server({.path = "/play", .subprotocols = {"b"}});
  server.feed(request);
  client.feed(server.take_output());
  CHECK(server.layer().is_established());
  CHECK(client.layer().is_established());
}

// RFC 9110, 7.2 and 4.2: the port belongs to the host, unless it is the usual one of the scheme.
TEST_CASE("a client names the port to which it connects unless it is the usual one") {
  const auto host_of = [](const naru::detail::layered_connection& on,
                          naru::web_socket_client_options options = {}) {
    const std::string request = make_client(std::move(options), on).take_output();
    const std::size_t at = request.find("Host: ") + 6;
    return request.substr(at, request.find("\r\n", at) - at);
  };
  CHECK(host_of({.host = "localhost", .port = 17'443}) == "localhost:17443");
  CHECK(host_of({.host = "localhost", .port = 80}) == "localhost");
  CHECK(host_of({.host = "localhost", .port = 443}) == "localhost:443");
  CHECK(host_of({.is_encrypted = true, .host = "localhost", .port = 443}) == "localhost");
  CHECK(host_of({.is_encrypted = true, .host = "localhost", .port = 80}) == "localhost:80");
  CHECK(host_of({.host = "::1", .port = 7080}) == "[::1]:7080");
  CHECK(host_of({.host = "[::1]", .port = 80}) == "[::1]");
  CHECK(host_of({.host = "localhost", .port = 7080}, {.host = "play.example"}) == "play.example");
}

TEST_CASE("two clients have different keys") {
  CHECK(make_client().take_output() != make_client().take_output());
}

TEST_CASE("a client refuses answers that are no right handshake") {
  CHECK(error_of_answer(good_answer) == web_error());
  CHECK(error_of_answer(replaced(good_answer, "101 Switching Protocols", "101")) == web_error());
  for (const char* status : {"200 OK", "404 Not Found"}) {
    CHECK(error_of_answer(replaced(good_answer, "101 Switching Protocols", status)) ==
          web_error::no_web_socket);
  }
  for (const char* line : {"HTTP/1.0 101 X", "HTTP/1.1", "SSH-2.0-OpenSSH", "HTTP/1.1 10",
                           "HTTP/1.1 1011 X", "HTTP/1.1 -01 X"}) {
    CHECK(error_of_answer(replaced(good_answer, "HTTP/1.1 101 Switching Protocols", line)) ==
          web_error::bad_head);
  }
  CHECK(error_of_answer(replaced(good_answer, "WebSocket", "h2c")) == web_error::no_web_socket);
  CHECK(error_of_answer(replaced(good_answer, "upgrade", "close")) == web_error::no_web_socket);
  CHECK(error_of_answer(replaced(good_answer, "@\r\n", "x@\r\n")) == web_error::no_web_socket);
  CHECK(error_of_answer(replaced(good_answer, "@\r\n", "@\r\nSec-WebSocket-Extensions: x\r\n")) ==
        web_error::no_web_socket);
  CHECK(error_of_answer(replaced(good_answer, "@\r\n", "@\r\nSec-WebSocket-Protocol: x\r\n")) ==
        web_error::no_web_socket);
  CHECK(error_of_answer(good_answer, {.subprotocols = {"x"}}) == web_error::no_web_socket);
  CHECK(error_of_answer(replaced(good_answer, "@\r\n", "@\r\nSec-WebSocket-Protocol: x\r\n"),
                        {.subprotocols = {"x"}}) == web_error());
  CHECK(error_of_answer(replaced(good_answer, "@\r\n", "@\r\n folded\r\n")) == web_error::bad_head);
}

TEST_CASE("a client tells the status with which it was answered") {
  const auto told = [](const std::string& answer) {
    end_of_line client = make_client();
    client.feed(answer);
    CHECK(client.error == web_error::no_web_socket);
    return client.error.message();
  };
  CHECK(told("HTTP/1.1 401 Unauthorized\r\n\r\n") ==
        "the server answered 401 Unauthorized, and with no WebSocket");
  CHECK(told("HTTP/1.1 502 Bad\r\n\r\n") == "the server answered 502, and with no WebSocket");
  CHECK(told(good_answer) == "the server answered 101, but not as the client has asked");
}

TEST_CASE("a server tells why it has refused a request") {
  const auto told = [](const std::string& request, const naru::web_socket_server_options& options) {
    end_of_line server = make_server(options);
    server.feed(request);
    CHECK(server.error == web_error::request_refused);
    return server.error.message();
  };
  const std::string good = upgrade_request();
  CHECK(told(good, {.token = "secret"}) ==
        "the request was refused: its token is missing or wrong");
  CHECK(told(good, {.path = "/play"}) == "the request was refused: no WebSocket is at its path");
  CHECK(told(good, {.hosts = {"localhost"}}) == "the request was refused: its Host is not served");
  CHECK(told(upgrade_request("Origin: http://evil.example\r\n"), {}) ==
        "the request was refused: its Origin may not connect");
  CHECK(told(replaced(good, "Version: 13", "Version: 8"), {}) ==
        "the request was refused: its version of WebSocket is not 13");
  CHECK(told(replaced(good, "Connection: Upgrade", "Connection: close"), {}) ==
        "the request was refused: its fields are not those of a handshake of WebSocket");
  CHECK(told(replaced(good, "GET", "POST"), {}) ==
        "the request was refused: 405 Method Not Allowed");
}

TEST_CASE("an end of the connection within the handshake is an error") {
  end_of_line server = make_server();
  server.feed("GET / HT");
  CHECK(server.layer().feed_end() == web_error::bad_head);
}

namespace {

template <class Options>
std::string complaint_about(const Options& options) {
  try {
    static_cast<void>(naru::detail::make_web_socket_factory(options));
  } catch (const std::invalid_argument& thrown) {
    return thrown.what();
  }
  return "nothing";
}

}  // namespace

TEST_CASE("a refused option is told with its value and its rule") {
  using server = naru::web_socket_server_options;
  using client = naru::web_socket_client_options;
  CHECK(complaint_about(server{.message_size_max = 0}) ==
        "message_size_max is 0; it must be 1 to 1073741824");
  CHECK(complaint_about(server{.limits = {.head_size_max = 255}}) ==
        "limits.head_size_max is 255; it must be 256 to 65536");
  CHECK(complaint_about(server{.limits = {.headers_max = 0}}) ==
        "limits.headers_max is 0; it must be 1 to 1024");
  CHECK(
      complaint_about(server{.path = "/x?y"}) ==
      "path is \"/x?y\"; it must begin with '/' and have only the ASCII of URIs, without a query");
  CHECK(complaint_about(client{.path = "x\r\n"}) ==
        "path is \"x??\"; it must begin with '/' and be visible ASCII");
  CHECK(complaint_about(server{.token = "a b"}) == "token must be visible ASCII without spaces");
  CHECK(complaint_about(server{.subprotocols = {"a", "b c"}}) ==
        "subprotocols has \"b c\"; each must be a token of HTTP");
  CHECK(complaint_about(client{.host = "a b"}) ==
        "host is \"a b\"; it must be a host, perhaps with a port: \"play.example:7080\"");
  CHECK(complaint_about(client{.origin = "a b"}) == "origin is \"a b\"; it must be visible ASCII");
}

// Nobody could connect, and nothing would say why.
TEST_CASE("an origin or a host that no browser sends is refused") {
  using server = naru::web_socket_server_options;
  for (const char* origin :
       {"play.example", "https://play.example/", "https://play.example:443", "http://a:80", "",
        "://a", "https://", "wss://play.example", "https://*.example", "https://a b"}) {
    const std::string told = complaint_about(server{.origins = {"https://good", origin}});
    CHECK_MESSAGE(told.starts_with("origins has \"" + std::string(origin) + "\"; each "), told);
  }
  for (const char* origin : {"*", "null", "https://play.example", "http://[::1]:7080",
                             "http://a:443", "chrome-extension://abc"}) {
    CHECK_MESSAGE(complaint_about(server{.origins = {origin}}) == "nothing", origin);
  }
  for (const char* host : {"a b", "", "http://a", "a/", "*", "*.example", ":*"}) {
    const std::string told = complaint_about(server{.hosts = {"localhost", host}});
    CHECK_MESSAGE(told.starts_with("hosts has \"" + std::string(host) + "\"; each "), told);
  }
  for (const char* host : {"localhost", "localhost:7080", "localhost:*", "[::1]:*"}) {
    CHECK_MESSAGE(complaint_about(server{.hosts = {host}}) == "nothing", host);
  }
}

TEST_CASE("options out of range are refused by name") {
  CHECK_THROWS_AS(static_cast<void>(make_server({.path = "x"})), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(make_server({.path = "/x?y"})), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(make_server({.subprotocols = {"a b"}})), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(make_server({.message_size_max = 0})), std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(make_server({.limits = {.head_size_max = 255}})),
                  std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(make_client({.path = "/ HTTP/1.1\r\nX: y"})),
                  std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(make_client({.host = "a\r\nb"})), std::invalid_argument);
}
