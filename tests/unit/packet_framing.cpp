// packet_framing: {size, id}, little-endian, before each message.
#include <naru/session/packet_framing.hpp>

#include "check_framing.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <ostream>  // doctest prints texts with it
#include <string>

using namespace std::string_literals;

using naru::close_reason;
using naru::packet_framing;

namespace {

std::string stream_of_packet(std::uint16_t id, const std::string& body) {
  return encoded<packet_framing>({id, naru::buffer(body)}).value();
}

}  // namespace

TEST_SUITE_BEGIN("packet_framing");

TEST_CASE("size_and_number_stand_before_the_body") {
  CHECK(stream_of_packet(0x0102, "hi") == "\6\0\2\1hi"s);
  CHECK(stream_of_packet(0, "") == "\4\0\0\0"s);
  CHECK(stream_of_packet(0xffff, std::string(0x123, 'x')).substr(0, 4) == "\x27\x01\xff\xff");
}

TEST_CASE("a_packet_has_its_number_and_its_body") {
  const std::string stream = "\6\0\2\1hi and more"s;
  packet_framing framing;
  const auto frame = framing.decode(naru::buffer(stream), 100);
  REQUIRE(frame.status == naru::frame_status::complete);
  CHECK(frame.bytes == 6);
  CHECK(frame.message.id == 0x0102);
  CHECK(text(frame.message.body) == "hi");
  CHECK(static_cast<const void*>(frame.message.body.data()) == stream.data() + 4);
}

TEST_CASE("packets_arrive_however_the_stream_is_cut") {
  const std::string large(300, 'x');
  check_received<packet_framing>(
      stream_of_packet(1, "a") + stream_of_packet(0xff00, "") + stream_of_packet(2, large),
      {"a", "", large}, 300);
}

TEST_CASE("a_packet_that_is_not_whole_tells_its_size") {
  const std::string stream = stream_of_packet(7, "0123456789");
  for (std::size_t size = 0; size < stream.size(); ++size) {
    const auto frames = received_whole<packet_framing>(stream.substr(0, size), 10);
    CHECK(frames.wanted() == (size < 2 ? 0 : stream.size()));
  }
}

TEST_CASE("a_size_below_the_header_is_refused") {
  for (char size = 0; size < 4; ++size) {
    check_refused<packet_framing>(std::string{size, '\0'}, close_reason::message_malformed, 100);
  }
}

TEST_CASE("the_maximum_counts_the_body") {
  check_received<packet_framing>(stream_of_packet(1, "abc"), {"abc"}, 3);
  check_received<packet_framing>(stream_of_packet(1, ""), {""}, 0);
  check_refused<packet_framing>("\x08\0"s, close_reason::message_too_large, 3);
  check_refused<packet_framing>("\x05\0"s, close_reason::message_too_large, 0);
  check_refused<packet_framing>("\xff\xff", close_reason::message_too_large,
                                packet_framing::body_size_limit - 1);
}

TEST_CASE("the_largest_body_takes_the_largest_size") {
  constexpr std::size_t any_size = std::numeric_limits<std::size_t>::max();
  const std::string largest(packet_framing::body_size_limit, 'x');
  const std::string stream = stream_of_packet(1, largest);
  CHECK(stream.size() == 65535);
  CHECK(received_whole<packet_framing>(stream, any_size).messages() == messages{largest});
  CHECK_FALSE(packet_framing::encoded_size({1, naru::buffer(stream)}).has_value());
}

TEST_SUITE_END();
