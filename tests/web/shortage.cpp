// What a layer of WebSocket makes of memory that is missing.
#include <doctest/doctest.h>

#include <span>
#include <string>
#include <string_view>

#include "heap_counter.hpp"
#include "support.hpp"

using namespace web_tests;

TEST_CASE("a pong for which there is no memory leaves no part of a frame behind") {
  constexpr std::size_t dropped = 50;
  bool felt = true;
  for (std::size_t before = 0; felt; ++before) {
    CAPTURE(before);
    end_of_line server = make_open_server();
    // So much waits to be sent that the pong has to wait, too.
    const std::string plain = some_bytes(65'536, 5);
    REQUIRE(server.layer().write(std::as_bytes(std::span(plain))).bytes == plain.size());
    const std::string asked(100, '?');
    server.feed(frame(0x89, asked));
    std::string sent;
    {
      const contract::heap_shortage shortage(before);
      server.layer().drop_output(dropped);
      felt = shortage.felt();
    }
    if (before == 0) CHECK(felt);
    const std::string expected = frame(0x82, plain, true).substr(dropped);
    sent = server.take_output();
    const std::string pong = felt ? std::string() : frame(0x8a, asked, true);
    CHECK(sent == expected + pong);
    constexpr std::string_view more = "more";
    REQUIRE(server.layer().write(std::as_bytes(std::span(more))).bytes == more.size());
    CHECK(server.take_output() == frame(0x82, more, true));
  }
}
