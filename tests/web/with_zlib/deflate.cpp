// Compressed messages: the examples of RFC 7692, naru against itself, and what is refused.
#include <naru/web/web_error.hpp>

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "../support.hpp"

using namespace web_tests;
using namespace std::string_view_literals;
using naru::web_error;
using naru::web_socket_messages;

namespace {

constexpr unsigned final_bit = 0x80, rsv1 = 0x40;
constexpr unsigned continuation = 0, text_frame = 1, binary = 2, closing = 8, ping = 9;
constexpr std::string_view hello = "\xf2\x48\xcd\xc9\xc9\x07\x00"sv;

end_of_line make_deflating_server(naru::web_socket_server_options options = {},
                                  std::string_view offer = "permessage-deflate") {
  if (!options.deflate) options.deflate = naru::web_socket_deflate{};
  end_of_line server = make_server(std::move(options));
  server.feed(upgrade_request("Sec-WebSocket-Extensions: " + std::string(offer) + "\r\n"));
  REQUIRE(server.layer().is_established());
  static_cast<void>(server.take_output());
  return server;
}

std::string plain_of(std::initializer_list<std::string> frames) {
  end_of_line server = make_deflating_server();
  for (const std::string& each : frames) server.feed(each, 1);
  CHECK(!server.error);
  return server.plain;
}

web_error error_after(const std::string& frames, naru::web_socket_server_options options = {}) {
  end_of_line server = make_deflating_server(std::move(options));
  server.feed(frames, 3);
  if (!server.error) return web_error();
  const auto error = static_cast<web_error>(server.error.value());
  CHECK(server.take_output() ==
        frame(final_bit | closing, close_payload(static_cast<unsigned>(error)), true));
  return error;
}

void write_all(end_of_line& from, std::string_view text, end_of_line& to) {
  while (!text.empty()) {
    const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
    const auto progress = from.layer().write(bytes);
    REQUIRE(!progress.error);
    text.remove_prefix(progress.bytes);
    to.feed(from.take_output(), 1'000);
  }
}

std::pair<end_of_line, end_of_line> make_pair_of(web_socket_messages messages) {
  end_of_line client =
      make_client({.messages = messages, .deflate = naru::web_socket_deflate{.level = 9}});
  end_of_line server = make_server({.messages = messages, .deflate = naru::web_socket_deflate{}});
  server.feed(client.take_output());
  client.feed(server.take_output());
  REQUIRE(client.layer().is_established());
  return {std::move(client), std::move(server)};
}

// What a client of naru sends as one message: the payload of a frame, as a server gets it.
std::string bomb(std::size_t size) {
  end_of_line server = make_deflating_server({.messages = web_socket_messages::lines});
  const std::string line = std::string(size, 'x') + '\n';
  REQUIRE(server.layer().write(std::as_bytes(std::span(line))).bytes == line.size());
  return server.take_output().substr(2);
}

}  // namespace

TEST_CASE("the examples of RFC 7692, section 7.2.3, are inflated") {
  const unsigned first = final_bit | rsv1 | binary;
  CHECK(plain_of({frame(first, hello)}) == "Hello");
  CHECK(plain_of({frame(rsv1 | binary, "\xf2\x48\xcd"sv),
                  frame(final_bit, "\xc9\xc9\x07\x00"sv)}) == "Hello");
  CHECK(plain_of({frame(first, "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"sv)}) == "Hello");
  CHECK(plain_of({frame(first, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"sv)}) == "Hello");
  CHECK(plain_of({frame(first, "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"sv)}) ==
        "Hello");
  CHECK(plain_of({frame(first, "\x00"sv)}).empty());
  CHECK(plain_of({frame(first, hello), frame(final_bit | binary, "plain"), frame(first, hello)}) ==
        "HelloplainHello");
}

TEST_CASE("a message is compressed as RFC 7692 shows it, if it is large enough and gets smaller") {
  end_of_line server = make_deflating_server(
      {.messages = web_socket_messages::lines, .deflate = naru::web_socket_deflate{8, 6}});
  const auto sent = [&](std::string_view line) {
    static_cast<void>(server.layer().write(std::as_bytes(std::span(line.data(), line.size()))));
    return server.take_output();
  };
  CHECK(sent("Hello\n") == frame(final_bit | text_frame, "Hello", true));
  CHECK(sent("12345678\n") == frame(final_bit | text_frame, "12345678", true));
  const std::string many = sent(std::string(64, 'a') + '\n');
  CHECK(many.size() < 20);
  CHECK(static_cast<unsigned char>(many[0]) == (final_bit | rsv1 | text_frame));
  CHECK(!many.ends_with("\x00\x00\xff\xff"sv));
}

TEST_CASE("a line is one message, also when it is written in pieces") {
  for (const std::size_t first : {10U, 100U, 3'000U}) {
    auto [client, server] = make_pair_of(web_socket_messages::lines);
    const std::string head(first, 'a');
    write_all(client, head, server);
    write_all(client, "b", server);
    write_all(client, std::string(1'000, 'c'), server);
    write_all(client, "\n\nnext\n", server);
    CHECK(!server.error);
    CHECK(server.plain == head + "b" + std::string(1'000, 'c') + "\n\nnext\n");
  }
}

TEST_CASE("bytes of all sizes and kinds come as they were sent, both ways") {
  for (const std::size_t size : {1U, 63U, 64U, 1'000U, 65'536U, 300'000U}) {
    auto [client, server] = make_pair_of(web_socket_messages::bytes);
    for (const std::string& sent : {some_bytes(size, 7), std::string(size, 'z')}) {
      server.plain.clear();
      client.plain.clear();
      write_all(client, sent, server);
      write_all(server, sent, client);
      CHECK((server.plain == sent));
      CHECK((client.plain == sent));
      client.layer().release_memory();
      server.layer().release_memory();
    }
  }
}

TEST_CASE("memory that is given back within a message does not end it") {
  end_of_line server = make_deflating_server();
  server.feed(frame(rsv1 | binary, "\xf2\x48\xcd"sv));
  server.layer().release_memory();
  server.feed(frame(final_bit | continuation, "\xc9\xc9\x07\x00"sv));
  CHECK(server.plain == "Hello");
}

TEST_CASE("the window is not larger than the client asks for") {
  const std::string block = some_bytes(1'000, 3);
  const auto sent_with = [&](std::string_view offer) {
    end_of_line server = make_deflating_server({}, offer);
    const std::string twice = block + block;
    static_cast<void>(server.layer().write(std::as_bytes(std::span(twice))));
    return server.take_output().size();
  };
  CHECK(sent_with("permessage-deflate") < 1'200);
  CHECK(sent_with("permessage-deflate; server_max_window_bits=9") > 1'900);
}

TEST_CASE(
    "the bit of compression is allowed on the first frame of a message, if it was agreed on") {
  CHECK(error_after(frame(final_bit | rsv1 | ping, "")) == web_error::protocol_error);
  CHECK(error_after(frame(final_bit | rsv1 | closing, "")) == web_error::protocol_error);
  CHECK(error_after(frame(rsv1 | binary, hello) + frame(final_bit | rsv1 | continuation, "")) ==
        web_error::protocol_error);
  CHECK(error_after(frame(final_bit | rsv1 | 0x20 | binary, hello)) == web_error::protocol_error);
  CHECK(error_after(frame(rsv1 | binary, "\xf2\x48\xcd"sv) + frame(final_bit | ping, "") +
                    frame(final_bit | continuation, "\xc9\xc9\x07\x00"sv)) == web_error());
  end_of_line without = make_open_server();
  without.feed(frame(final_bit | rsv1 | binary, hello));
  CHECK(without.error == web_error::protocol_error);
}

TEST_CASE("what cannot be inflated, or is cut off, is refused") {
  const unsigned first = final_bit | rsv1 | binary;
  for (const std::string_view bad : {"\x06"sv, "\xff\xff"sv, ""sv, "\xf2\x48\xcd\xc9"sv,
                                     "\x00\x06\x00\xf9\xff\x48"sv, "\xf2\x48\x05\xff\xff"sv}) {
    CHECK(error_after(frame(first, bad)) == web_error::invalid_text);
  }
}

TEST_CASE("a message that inflates to too much is refused as soon as it does") {
  const std::string payload = bomb(60'000);
  CHECK(payload.size() < 150);
  const naru::web_socket_server_options exact{.messages = web_socket_messages::lines,
                                              .message_size_max = 60'000};
  const naru::web_socket_server_options less{.messages = web_socket_messages::lines,
                                             .message_size_max = 59'999};
  const std::string message = frame(final_bit | rsv1 | text_frame, payload);
  CHECK(error_after(message, exact) == web_error());
  CHECK(error_after(message, less) == web_error::message_too_big);
  const std::string in_three = frame(rsv1 | text_frame, payload.substr(0, 30)) +
                               frame(continuation, payload.substr(30, 30)) +
                               frame(final_bit | continuation, payload.substr(60));
  CHECK(error_after(in_three, exact) == web_error());
  CHECK(error_after(in_three, less) == web_error::message_too_big);
  end_of_line server = make_deflating_server(less);
  server.feed(frame(rsv1 | text_frame, payload.substr(0, payload.size() - 5)));
  CHECK(!server.error);
  CHECK(server.plain.size() <= 59'999);
}

TEST_CASE("compressed frames that inflate to nothing have a limit, too") {
  const std::string nothing(100, '\0');
  std::string frames = frame(rsv1 | binary, "\x00\x00\x00\xff\xff"sv);
  for (int i = 0; i < 600; ++i) frames += frame(continuation, "\x00\x00\x00\xff\xff"sv);
  CHECK(error_after(frames, {.message_size_max = 1'000}) == web_error::message_too_big);
}

TEST_CASE("text is checked after inflating") {
  const naru::web_socket_server_options lines{.messages = web_socket_messages::lines};
  const unsigned first = final_bit | rsv1 | text_frame;
  CHECK(error_after(frame(first, "\x00\x01\x00\xfe\xff\xff\x00"sv), lines) ==
        web_error::invalid_text);
  CHECK(error_after(frame(first, "\x00\x02\x00\xfd\xff\xed\x95\x00"sv), lines) ==
        web_error::invalid_text);
  CHECK(error_after(frame(first, "\x00\x03\x00\xfc\xff\xed\x95\x9c\x00"sv), lines) == web_error());
}

TEST_CASE("plain bytes that nobody reads stop the inflating") {
  std::string payload;
  for (int i = 0; i < 100; ++i) payload += frame(final_bit | rsv1 | text_frame, bomb(60'000));
  end_of_line server = make_deflating_server({.messages = web_socket_messages::lines});
  std::string_view wire = payload;
  std::size_t most = 0;
  std::size_t all = 0;
  while (!wire.empty()) {
    const auto fed = server.layer().feed(std::as_bytes(std::span(wire.data(), wire.size())));
    REQUIRE(!fed.error);
    wire.remove_prefix(fed.bytes);
    server.plain.clear();
    server.read_all();
    most = std::max(most, server.plain.size());
    all += server.plain.size();
  }
  CHECK(all == 100 * 60'001);
  CHECK(most < 100'000);
}
