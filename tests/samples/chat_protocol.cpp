// The chat's packets, and the texts that are allowed.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "../../samples/chat/protocol.hpp"
#include "../../samples/common/utf8.hpp"

namespace {

using namespace samples;
using namespace samples::chat;

TEST_CASE("texts are read back, as many as there are") {
  packet_writer out;
  const naru::packet packet = compose(out, packet_id::said, "room", "name", "");
  CHECK(packet.id == 104);
  const auto texts = read_texts<3>(packet.body);
  REQUIRE(texts.has_value());
  CHECK((*texts)[0] == "room");
  CHECK((*texts)[1] == "name");
  CHECK((*texts)[2].empty());
  CHECK_FALSE(read_texts<2>(packet.body).has_value());
  CHECK_FALSE(read_texts<4>(packet.body).has_value());
}

TEST_CASE("a refusal is read back, and none that is cut off") {
  packet_writer out;
  const naru::packet packet = compose(out, {refusal::name_taken, 1, "taken"});
  const auto refused = read_refused(packet.body);
  REQUIRE(refused.has_value());
  CHECK(refused->why == refusal::name_taken);
  CHECK(refused->refused_id == 1);
  CHECK(refused->text == "taken");
  for (std::size_t size = 0; size < packet.body.size(); ++size) {
    CHECK_FALSE(read_refused(packet.body.first(size)).has_value());
  }
}

TEST_CASE("a room hears what a room may hear") {
  packet_writer out;
  CHECK(room_that_hears(compose(out, packet_id::said, "room", "name", "text")) == "room");
  CHECK(room_that_hears(compose(out, packet_id::renamed, "room", "old", "new")) == "room");
  CHECK(room_that_hears(compose(out, packet_id::joined, "room", "name")) == "room");
  CHECK(room_that_hears(compose(out, packet_id::left, "room", "name")) == "room");
  CHECK_FALSE(room_that_hears(compose(out, packet_id::said, "room", "name")).has_value());
  CHECK_FALSE(room_that_hears(compose(out, packet_id::joined, "room", "name", "more")).has_value());
  CHECK_FALSE(
      room_that_hears(compose(out, packet_id::said, "room", "name", "\x1b[2J")).has_value());
  CHECK_FALSE(room_that_hears(compose(out, packet_id::named, "name")).has_value());
  CHECK_FALSE(room_that_hears({0, {}}).has_value());
}

TEST_CASE("text is UTF-8 without control characters") {
  const std::vector<std::string_view> good{"",
                                           "plain",
                                           "\xC3\xA4",
                                           "\xE2\x82\xAC",
                                           "\xF0\x9F\x8E\xB2",
                                           "\xED\x9F\xBF",
                                           "\xF4\x8F\xBF\xBF"};
  for (const std::string_view each : good) CHECK(is_printable(each));
  const std::vector<std::string_view> bad{"a\nb",
                                          "\x7F",
                                          "\xC2\x85",
                                          "\xC3",
                                          "\xC3(",
                                          "\x80",
                                          "\xC0\xAF",
                                          "\xE0\x80\xAF",
                                          "\xED\xA0\x80",
                                          "\xF4\x90\x80\x80",
                                          "\xFF",
                                          "\xE2\x82",
                                          std::string_view("a\0b", 3)};
  for (const std::string_view each : bad) CHECK_FALSE(is_printable(each));
}

}  // namespace
