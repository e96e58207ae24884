// The negotiation of permessage-deflate: which offers a server takes, and which answers a client.
#include <naru/web/web_error.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "../support.hpp"
#include "web/web_socket/handshake.hpp"

using namespace web_tests;

namespace {

const std::string field = "Sec-WebSocket-Extensions: ";
const std::string agreed =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

std::string extension_in(const std::string& head) {
  const std::size_t at = head.find(field);
  if (at == std::string::npos) return {};
  return head.substr(at + field.size(), head.find("\r\n", at) - at - field.size());
}

// What the server answers to the fields; nothing if it declines all offers.
std::string answer_to_fields(const std::string& fields) {
  end_of_line server = make_server({.deflate = naru::web_socket_deflate{}});
  server.feed(upgrade_request(fields));
  REQUIRE(server.layer().is_established());
  return extension_in(server.take_output());
}

std::string answer_to(const std::string& offers) {
  return answer_to_fields(field + offers + "\r\n");
}

bool is_taken_by_client(const std::string& answer, naru::web_socket_client_options options) {
  end_of_line client = make_client(std::move(options));
  const std::string request = client.take_output();
  const std::size_t key_at = request.find("Sec-WebSocket-Key: ") + 19;
  client.feed(
      "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
      naru::detail::accept_key(request.substr(key_at, 24)) + "\r\n" + answer + "\r\n");
  CHECK(client.layer().is_established() == !client.error);
  if (client.error) CHECK(client.error == naru::web_error::no_web_socket);
  return client.layer().is_established();
}

bool is_taken(const std::string& answer) {
  return is_taken_by_client(field + answer + "\r\n", {.deflate = naru::web_socket_deflate{}});
}

}  // namespace

TEST_CASE("a server without the option declines compression") {
  end_of_line server = make_server();
  server.feed(upgrade_request(field + "permessage-deflate\r\n"));
  CHECK(server.layer().is_established());
  CHECK(extension_in(server.take_output()).empty());
}

TEST_CASE("a server takes an offer, and each message for itself") {
  CHECK(answer_to_fields("").empty());
  CHECK(answer_to("permessage-deflate") == agreed);
  CHECK(answer_to("permessage-deflate; client_max_window_bits") == agreed);
  CHECK(answer_to("permessage-deflate ; client_max_window_bits = 8") == agreed);
  CHECK(answer_to(agreed) == agreed);
}

TEST_CASE("a server keeps the window that the client asks for") {
  for (const char* bits : {"9", "10", "15"}) {
    CHECK(answer_to("permessage-deflate; server_max_window_bits=" + std::string(bits)) ==
          agreed + "; server_max_window_bits=" + bits);
  }
  CHECK(answer_to("permessage-deflate; server_max_window_bits=\"1\\2\"") ==
        agreed + "; server_max_window_bits=12");
}

TEST_CASE("a server declines an offer that is not right, and takes the next") {
  for (const char* parameters : {"server_max_window_bits",
                                 "server_max_window_bits=8",
                                 "server_max_window_bits=16",
                                 "server_max_window_bits=07",
                                 "server_max_window_bits=010",
                                 "server_max_window_bits=",
                                 "server_max_window_bits=\"\"",
                                 "server_max_window_bits=1 2",
                                 "client_max_window_bits=7",
                                 "client_max_window_bits=16",
                                 "client_max_window_bits=x",
                                 "server_no_context_takeover=1",
                                 "client_no_context_takeover=true",
                                 "unknown",
                                 "x=1",
                                 "",
                                 ";",
                                 "Server_No_Context_Takeover",
                                 "server_max_window_bits=9; server_max_window_bits=9",
                                 "client_no_context_takeover; client_no_context_takeover",
                                 "server_max_window_bits=\"9",
                                 "x=\"a,b\""}) {
    const std::string offer = "permessage-deflate; " + std::string(parameters);
    CHECK_MESSAGE(answer_to(offer).empty(), parameters);
  }
  CHECK(answer_to("x, permessage-deflate; server_max_window_bits=8, permessage-deflate") == agreed);
  CHECK(answer_to("permessage-deflate; x=\"a,permessage-deflate,b\"").empty());
  CHECK(answer_to_fields(field + "permessage-bzip2\r\n" + field + "permessage-deflate\r\n") ==
        agreed);
}

TEST_CASE("a client offers compression only with the option") {
  CHECK(extension_in(make_client().take_output()).empty());
  CHECK(extension_in(make_client({.deflate = naru::web_socket_deflate{}}).take_output()) == agreed);
}

TEST_CASE("a client takes only what it has offered") {
  CHECK(is_taken(agreed));
  CHECK(is_taken("permessage-deflate; server_no_context_takeover"));
  CHECK(is_taken(agreed + "; server_max_window_bits=8"));
  CHECK(is_taken_by_client("", {.deflate = naru::web_socket_deflate{}}));
  CHECK(!is_taken_by_client(field + agreed + "\r\n", {}));
  for (const std::string& answer :
       {std::string("permessage-deflate"), agreed + "; client_max_window_bits=15",
        agreed + "; server_max_window_bits", agreed + "; server_max_window_bits=16",
        agreed + "; unknown", agreed + ", " + agreed, std::string("x"), agreed + ", x",
        agreed + "; server_no_context_takeover", std::string("")}) {
    CHECK_MESSAGE(!is_taken(answer), answer);
  }
}

TEST_CASE("a level out of range is refused") {
  for (const int level : {-1, 0, 10}) {
    CHECK_THROWS_AS(
        static_cast<void>(make_server({.deflate = naru::web_socket_deflate{.level = level}})),
        std::invalid_argument);
  }
}
