// raw: the bytes that came are a message.
#include <naru/session/raw.hpp>

#include "check_framing.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>

using naru::raw;

TEST_SUITE_BEGIN("raw");

TEST_CASE("what_came_at_once_is_a_message") {
  received_frames<raw> frames(100);
  frames.receive("abc");
  frames.receive("\n");
  CHECK(frames.messages() == messages{"abc", "\n"});
  CHECK(frames.encoded_again() == "abc\n");
  CHECK_FALSE(frames.refused().has_value());
}

TEST_CASE("a_message_has_at_most_the_maximum") {
  CHECK(received_whole<raw>("abcdefg", 3).messages() == messages{"abc", "def", "g"});
  CHECK(received_whole<raw>("abc", 1).messages() == messages{"a", "b", "c"});
  constexpr std::size_t no_maximum = std::numeric_limits<std::size_t>::max();
  CHECK(received_whole<raw>("abc", no_maximum).messages() == messages{"abc"});
  // Otherwise messages of size 0 would never end.
  CHECK(received_whole<raw>("abc", 0).refused() == naru::close_reason::message_too_large);
}

TEST_CASE("a_message_is_sent_as_it_is") {
  CHECK(stream_of<raw>({"abc", "", "\n"}) == "abc\n");
  CHECK(raw::encoded_size({}) == 0);
}

TEST_SUITE_END();
