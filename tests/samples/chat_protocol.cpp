// The chat's packets, and the texts that are allowed.
#include <naru/packet/packet_traits.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <optional>
#include <ostream>  // doctest prints texts with it
#include <string_view>
#include <vector>

#include "../../samples/chat/protocol.hpp"
#include "../../samples/common/utf8.hpp"

namespace {

using namespace samples;
using namespace samples::chat;

// As much as the chat's longest packet needs.
using room_for_a_packet = std::array<std::byte, 256>;

template <class Packet>
std::optional<std::string_view> heard(const Packet& one) {
  room_for_a_packet room;
  const auto heard_in = room_that_hears(naru::write_packet(room, one).value());
  if (!heard_in) return std::nullopt;
  CHECK(*heard_in == "room");
  return "room";
}

TEST_CASE("texts are read back, as many as there are") {
  room_for_a_packet room;
  naru::packet packet = naru::write_packet(room, said_packet{"room", "name", ""}).value();
  CHECK(packet.id == 104);
  const auto read = naru::read_packet<said_packet>(packet);
  REQUIRE(read.has_value());
  CHECK(read->texts[0] == "room");
  CHECK(read->texts[1] == "name");
  CHECK(read->texts[2].empty());
  packet.id = 102;  // which has two texts
  CHECK_FALSE(naru::read_packet<joined_packet>(packet).has_value());
}

TEST_CASE("a refusal is read back, and none that is cut off") {
  room_for_a_packet room;
  const refused_packet sent{.why = refusal::name_taken, .refused_id = 1, .text = "taken"};
  const naru::packet packet = naru::write_packet(room, sent).value();
  const auto refused = naru::read_packet<refused_packet>(packet);
  REQUIRE(refused.has_value());
  CHECK(refused->why == refusal::name_taken);
  CHECK(refused->refused_id == 1);
  CHECK(refused->text == "taken");
  for (std::size_t size = 0; size < packet.body.size(); ++size) {
    const naru::packet cut{packet.id, packet.body.first(size)};
    CHECK_FALSE(naru::read_packet<refused_packet>(cut).has_value());
  }
}

TEST_CASE("a room hears what a room may hear") {
  CHECK(heard(said_packet{"room", "name", "text"}).has_value());
  CHECK(heard(renamed_packet{"room", "old", "new"}).has_value());
  CHECK(heard(joined_packet{"room", "name"}).has_value());
  CHECK(heard(left_packet{"room", "name"}).has_value());
  CHECK_FALSE(heard(text_packet<packet_id::said, 2>{"room", "name"}).has_value());
  CHECK_FALSE(heard(text_packet<packet_id::joined, 3>{"room", "name", "more"}).has_value());
  CHECK_FALSE(heard(said_packet{"room", "name", "\x1b[2J"}).has_value());
  CHECK_FALSE(heard(named_packet{"name"}).has_value());
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
