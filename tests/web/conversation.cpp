// A client and a server layer that speak with each other, in pieces of any size.
#include <naru/error.hpp>
#include <naru/web/web_error.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "support.hpp"

using namespace web_tests;
using naru::web_socket_messages;

namespace {

struct conversation {
  explicit conversation(web_socket_messages messages, unsigned seed)
      : server(make_server({.messages = messages})),
        client(make_client({.messages = messages})),
        random(seed) {
    while (!client.layer().is_established()) pass();
    REQUIRE(server.layer().is_established());
  }

  // Moves a piece each way.
  void pass() {
    pass(client, server);
    pass(server, client);
  }
  void pass(end_of_line& from, end_of_line& to) {
    const auto waiting = from.layer().output();
    const std::size_t size = std::min<std::size_t>(waiting.size(), 1 + random() % 90'000);
    to.feed(std::string_view(reinterpret_cast<const char*>(waiting.data()), size),
            1 + random() % 70'000);
    from.layer().drop_output(size);
  }

  // Writes all of it in pieces, and passes what comes of it.
  void say(end_of_line& speaker, std::string_view text) {
    while (!text.empty()) {
      const std::string_view piece = text.substr(0, 1 + random() % 200'000);
      const auto taken = speaker.layer().write(std::as_bytes(std::span(piece)));
      REQUIRE(!taken.error);
      text.remove_prefix(taken.bytes);
      pass();
    }
    while (!client.layer().output().empty() || !server.layer().output().empty()) pass();
  }

  end_of_line server;
  end_of_line client;
  std::minstd_rand random;
};

std::string some_lines(std::size_t size, unsigned seed) {
  std::string lines = some_bytes(size, seed);
  for (char& each : lines) each = static_cast<char>(each & 0x7f);
  return lines + "\n";
}

}  // namespace

TEST_CASE("bytes of any number come as they were written, both ways") {
  for (const std::size_t size : {1U, 125U, 126U, 65'536U, 1'000'000U, 16U * 1024 * 1024}) {
    conversation talk(web_socket_messages::bytes, static_cast<unsigned>(size));
    const std::string question = some_bytes(size, 1);
    const std::string answer = some_bytes(size, 2);
    talk.say(talk.client, question);
    talk.say(talk.server, answer);
    CHECK(talk.server.plain == question);
    CHECK(talk.client.plain == answer);
    CHECK(!talk.server.error);
    CHECK(!talk.client.error);
  }
}

TEST_CASE("lines of any number come as they were written, both ways") {
  for (const std::size_t size : {0U, 1U, 300U, 65'536U, 1'000'000U}) {
    conversation talk(web_socket_messages::lines, static_cast<unsigned>(size));
    const std::string question = some_lines(size, 1);
    const std::string answer = some_lines(size, 2);
    talk.say(talk.client, question);
    talk.say(talk.server, answer);
    CHECK(talk.server.plain == question);
    CHECK(talk.client.plain == answer);
  }
}

TEST_CASE(
    "several lines of one write are several messages, and one line of several writes is one") {
  end_of_line server = make_open_server({.messages = web_socket_messages::lines});
  const auto write = [&](std::string_view text) {
    CHECK(server.layer().write(std::as_bytes(std::span(text))).bytes == text.size());
  };
  write("one\ntwo\n\nth");
  write("ree");
  write("\n");
  CHECK(server.take_output() == frame(0x81, "one", true) + frame(0x81, "two", true) +
                                    frame(0x81, "", true) + frame(0x01, "th", true) +
                                    frame(0x00, "ree", true) + frame(0x80, "", true));
}

TEST_CASE("a write of the session is one message") {
  end_of_line server = make_open_server();
  const std::string bytes = some_bytes(60'000, 3);
  CHECK(server.layer().write(std::as_bytes(std::span(bytes))).bytes == bytes.size());
  CHECK(server.take_output() == frame(0x82, bytes, true));
}

TEST_CASE("nothing is written before the handshake, and little while output waits") {
  end_of_line server = make_server();
  const std::string bytes = some_bytes(200'000, 4);
  CHECK(server.layer().write(std::as_bytes(std::span(bytes))).bytes == 0);
  server.feed(upgrade_request());
  const auto first = server.layer().write(std::as_bytes(std::span(bytes)));
  CHECK(first.bytes != 0);
  CHECK(server.layer().output().size() < 140'000);
  CHECK(server.layer().write(std::as_bytes(std::span(bytes))).bytes == 0);
}

// A room may have members over TCP, who send what they like. A browser closes a connection on which
// text is not UTF-8.
TEST_CASE("what is not UTF-8 in a line that a session writes becomes U+FFFD") {
  end_of_line server = make_open_server({.messages = web_socket_messages::lines});
  const auto after_writing = [&](std::string_view plain) {
    const auto [error, taken] = server.layer().write(std::as_bytes(std::span(plain)));
    CHECK(!error);
    CHECK(taken == plain.size());
    return server.take_output();
  };
  CHECK(after_writing("\xff\n") == frame(0x81, "\xef\xbf\xbd", true));
  CHECK(after_writing("a\xed\x95\x9c\xf0\x9f"
                      "b\n") == frame(0x81,
                                      "a\xed\x95\x9c\xef\xbf\xbd"
                                      "b",
                                      true));
  CHECK(after_writing("cut \xed\x95\n") == frame(0x81, "cut \xef\xbf\xbd", true));
  CHECK(after_writing("in two \xed") == frame(0x01, "in two ", true));
  CHECK(after_writing("\x95\x9c.\n") == frame(0x80, "\xed\x95\x9c.", true));
  CHECK(after_writing("good\n") == frame(0x81, "good", true));
}

TEST_CASE("a client masks each frame with another key") {
  end_of_line client = make_client();
  end_of_line server = make_server();
  server.feed(client.take_output());
  client.feed(server.take_output());
  std::string last_key;
  for (int i = 0; i < 12; ++i) {
    constexpr std::string_view four = "four";
    REQUIRE(client.layer().write(std::as_bytes(std::span(four))).bytes == 4);
    const std::string sent = client.take_output();
    REQUIRE(sent.size() == 10);
    CHECK(sent.substr(2, 4) != last_key);
    last_key = sent.substr(2, 4);
  }
}

TEST_CASE("a client refuses frames that are masked") {
  conversation talk(web_socket_messages::bytes, 1);
  talk.client.feed(frame(0x82, "x"));
  CHECK(talk.client.error == naru::web_error::protocol_error);
}
