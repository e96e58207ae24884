// Frames: what a server takes of a client, and with which close frame it refuses the rest.
#include <naru/error.hpp>
#include <naru/web/web_error.hpp>

#include <doctest/doctest.h>

#include <span>
#include <string>
#include <string_view>

#include "support.hpp"

using namespace web_tests;
using naru::web_error;
using naru::web_socket_messages;

namespace {

constexpr unsigned final_bit = 0x80;
constexpr unsigned continuation = 0, text_frame = 1, binary = 2, closing = 8, ping = 9, pong = 10;

// The error after these frames. The close frame that was sent has its number.
web_error error_after(const std::string& frames,
                      web_socket_messages messages = web_socket_messages::bytes,
                      std::size_t message_size_max = 1'000) {
  end_of_line server =
      make_open_server({.messages = messages, .message_size_max = message_size_max});
  server.feed(frames, 3);
  if (!server.error) return web_error();
  REQUIRE(server.error.category() == naru::web_category());
  const auto error = static_cast<web_error>(server.error.default_error_condition().value());
  CHECK(server.take_output() ==
        frame(final_bit | closing, close_payload(static_cast<unsigned>(error)), true));
  server.feed(frame(final_bit | ping, "too late"));
  CHECK(server.take_output().empty());
  return error;
}

web_error error_after_text(std::string_view payload) {
  return error_after(frame(final_bit | text_frame, payload), web_socket_messages::lines);
}

}  // namespace

TEST_CASE("messages of all sizes come as the bytes that were sent") {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 65'535U, 65'536U, 200'000U}) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{13}, std::size_t{100'000}}) {
      if (size > 1'000 && piece == 1) continue;
      end_of_line server = make_open_server();
      const std::string payload = some_bytes(size, 1);
      server.feed(frame(final_bit | binary, payload) + frame(final_bit | binary, "next"), piece);
      CHECK(!server.error);
      CHECK(server.plain == payload + "next");
    }
  }
}

TEST_CASE("fragments are one message, with control frames between them") {
  end_of_line server = make_open_server({.messages = web_socket_messages::lines});
  server.feed(frame(text_frame, "a \xed\x95") + frame(final_bit | ping, "?") +
                  frame(continuation, "") + frame(continuation, "\x9c") +
                  frame(final_bit | pong, "unasked") + frame(final_bit | continuation, " b"),
              2);
  CHECK(server.plain == "a \xed\x95\x9c b\n");
  CHECK(server.take_output() == frame(final_bit | pong, "?", true));
}

TEST_CASE("an empty text message is an empty line") {
  end_of_line server = make_open_server({.messages = web_socket_messages::lines});
  server.feed(frame(final_bit | text_frame, "") + frame(final_bit | text_frame, "x"));
  CHECK(server.plain == "\nx\n");
}

TEST_CASE("frames that RFC 6455 does not allow are protocol errors") {
  CHECK(error_after(frame(final_bit | binary, "x", true)) == web_error::protocol_error);
  for (const unsigned reserved : {0x40U, 0x20U, 0x10U}) {
    CHECK(error_after(frame(final_bit | reserved | binary, "x")) == web_error::protocol_error);
  }
  for (const unsigned opcode : {3U, 7U, 11U, 15U}) {
    CHECK(error_after(frame(final_bit | opcode, "x")) == web_error::protocol_error);
  }
  CHECK(error_after(frame(ping, "x")) == web_error::protocol_error);
  CHECK(error_after(frame(final_bit | ping, std::string(126, 'x'))) == web_error::protocol_error);
  CHECK(error_after(frame(final_bit | ping, std::string(125, 'x'))) == web_error());
  CHECK(error_after(frame(final_bit | continuation, "x")) == web_error::protocol_error);
  CHECK(error_after(frame(binary, "x") + frame(final_bit | binary, "y")) ==
        web_error::protocol_error);
  CHECK(error_after(frame(final_bit | binary, "x") + frame(final_bit | continuation, "y")) ==
        web_error::protocol_error);
}

TEST_CASE("sizes that are longer than they need to be are protocol errors") {
  using namespace std::string_view_literals;
  for (const std::string_view header :
       {"\x82\xfe\x00\x7d\x37\xfa\x21\x3d"sv, "\x82\xff\0\0\0\0\0\0\xff\xff\x37\xfa\x21\x3d"sv,
        "\x82\xff\x80\0\0\0\0\x01\0\0\x37\xfa\x21\x3d"sv}) {
    CHECK(error_after(std::string(header)) == web_error::protocol_error);
  }
}

TEST_CASE("messages of the other kind are unsupported data") {
  CHECK(error_after(frame(final_bit | text_frame, "x")) == web_error::unsupported_data);
  CHECK(error_after(frame(final_bit | binary, "x"), web_socket_messages::lines) ==
        web_error::unsupported_data);
}

TEST_CASE("a message has a size limit, in one frame or in several") {
  CHECK(error_after(frame(final_bit | binary, std::string(1'000, 'x'))) == web_error());
  const std::string header_of_1001("\x82\xfe\x03\xe9mask", 8);
  CHECK(error_after(header_of_1001) == web_error::message_too_big);
  const std::string half = frame(binary, std::string(500, 'x'));
  CHECK(error_after(half + frame(final_bit | continuation, std::string(500, 'x'))) == web_error());
  CHECK(error_after(half + frame(final_bit | continuation, std::string(501, 'x'))) ==
        web_error::message_too_big);
  CHECK(error_after(half + frame(final_bit | continuation, "") + half) == web_error());
  using namespace std::string_view_literals;
  CHECK(error_after(std::string("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xffmask"sv)) ==
        web_error::message_too_big);
}

TEST_CASE("text that is not UTF-8 is refused as soon as it is known") {
  CHECK(error_after_text("\xed\x95\x9c") == web_error());
  CHECK(error_after_text("\xed\xa0\x80") == web_error::invalid_text);
  CHECK(error_after_text("cut \xed\x95") == web_error::invalid_text);
  CHECK(error_after(frame(text_frame, "\xff"), web_socket_messages::lines) ==
        web_error::invalid_text);
  CHECK(error_after(frame(text_frame, "\xed") + frame(final_bit | continuation, ""),
                    web_socket_messages::lines) == web_error::invalid_text);
  CHECK(error_after(frame(final_bit | binary, "\xff")) == web_error());
}

TEST_CASE("what came before a bad frame is read before the error") {
  end_of_line server = make_open_server();
  const std::string both = frame(final_bit | binary, "good") + frame(final_bit | 3, "bad");
  CHECK(!server.layer().feed(std::as_bytes(std::span(both))).error);  // it is told by a read
  server.read_all();
  CHECK(server.plain == "good");
  CHECK(server.error == web_error::protocol_error);
}

TEST_CASE("no program gets bytes of a text that are not UTF-8") {
  end_of_line server = make_open_server({.messages = web_socket_messages::lines});
  server.feed(frame(final_bit | text_frame, "good \xff\xff") + frame(final_bit | text_frame, "no"));
  CHECK(server.plain == "good ");
  CHECK(server.error == web_error::invalid_text);
}

TEST_CASE("pings that nobody waits for need no memory") {
  end_of_line server = make_open_server();
  for (unsigned i = 0; i < 2'000; ++i) {
    server.feed(frame(final_bit | ping, std::string(121, 'p') + std::to_string(1'000 + i)));
  }
  CHECK(server.layer().output().size() < 70'000);
  static_cast<void>(server.take_output());
  CHECK(server.take_output() ==
        frame(final_bit | pong, std::string(121, 'p') + std::to_string(2'999), true));
  CHECK(server.take_output().empty());
}

TEST_CASE("plain bytes that nobody reads stop the feed") {
  end_of_line server = make_open_server();
  const std::string wire = frame(final_bit | binary, some_bytes(1'000'000, 2));
  const auto bytes = std::as_bytes(std::span(wire));
  const auto first = server.layer().feed(bytes);
  CHECK(!first.error);
  CHECK(first.bytes < 200'000);
  CHECK(server.layer().feed(bytes.subspan(first.bytes)).bytes == 0);
  server.read_all();
  CHECK(server.layer().feed(bytes.subspan(first.bytes)).bytes != 0);
}
