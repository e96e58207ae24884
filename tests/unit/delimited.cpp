// delimited: each message is followed by a delimiter.
#include <naru/session/delimited.hpp>

#include "check_framing.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace std::string_literals;

using naru::close_reason;
using naru::delimited;

namespace {

using lines = delimited<>;
using crlf_lines = delimited<"\r\n">;

template <class Framing>
bool can_be_sent(std::string_view message) {
  return Framing::encoded_size(naru::buffer(message)).has_value();
}

// Every string of these letters up to that size.
messages all_strings(std::string_view letters, std::size_t size_max) {
  messages all{""};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].size() == size_max) break;
    for (const char letter : letters) all.push_back(all[i] + letter);
  }
  return all;
}

// The simple way to find out.
template <class Framing>
void check_all_strings(std::string_view letters, const std::string& delimiter) {
  std::size_t wrong = 0;
  for (const std::string& message : all_strings(letters, 8)) {
    const std::string stream = message + delimiter;
    const bool alone = stream.find(delimiter) == message.size();
    if (can_be_sent<Framing>(message) != alone) ++wrong;
    if (!alone) continue;
    const auto frames = received_by_byte<Framing>(stream, message.size());
    if (frames.messages() != messages{message} || frames.taken() != stream.size()) ++wrong;
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_SUITE_BEGIN("delimited");

TEST_CASE("the_delimiter_stands_after_the_message") {
  CHECK(stream_of<lines>({"hi", ""}) == "hi\n\n");
  CHECK(stream_of<crlf_lines>({"hi"}) == "hi\r\n");
  CHECK(stream_of<delimited<"\0">>({"hi"}) == "hi\0"s);
  CHECK(stream_of<delimited<"\0\xff">>({"hi"}) == "hi\0\xff"s);
}

TEST_CASE("lines_arrive_however_the_stream_is_cut") {
  const std::string large(300, 'x');
  check_received<lines>("a\n\n" + large + "\n", {"a", "", large}, 300);
  check_received<crlf_lines>("a\r\n\r\n" + large + "\r\n", {"a", "", large}, 300);
  check_received<delimited<"--end--">>("--en--end----end--d--end--", {"--en", "", "d"}, 4);
}

TEST_CASE("nothing_but_the_delimiter_is_taken_away") {
  check_received<lines>("a\r\n\r\n", {"a\r", "\r"}, 2);
  check_received<crlf_lines>("a\nb\rc\r\r\n", {"a\nb\rc\r"}, 6);
}

TEST_CASE("a_line_that_is_not_whole_is_not_taken") {
  const auto frames = received_by_byte<crlf_lines>("a\r\nb\r", 100);
  CHECK(frames.messages() == messages{"a"});
  CHECK(frames.taken() == 3);
  CHECK(frames.wanted() == 0);
  CHECK_FALSE(frames.refused().has_value());
}

TEST_CASE("a_line_above_the_maximum_is_refused_as_soon_as_it_is_known") {
  check_received<lines>("abc\n", {"abc"}, 3);
  check_refused<lines>("abcd", close_reason::message_too_large, 3);
  check_received<lines>("\n", {""}, 0);
  check_refused<lines>("a", close_reason::message_too_large, 0);

  check_received<crlf_lines>("abc\r\n", {"abc"}, 3);
  check_refused<crlf_lines>("abcd", close_reason::message_too_large, 3);
  check_refused<crlf_lines>("abc\rd", close_reason::message_too_large, 3);
  check_refused<crlf_lines>("abc\r\r", close_reason::message_too_large, 3);
}

TEST_CASE("a_line_above_the_maximum_is_refused_even_if_it_is_whole") {
  const auto frames = received_whole<lines>("abc\nabcd\na\n", 3);
  CHECK(frames.messages() == messages{"abc"});
  CHECK(frames.refused() == close_reason::message_too_large);
}

TEST_CASE("what_would_arrive_as_two_lines_is_not_sent") {
  CHECK_FALSE(can_be_sent<lines>("a\nb"));
  CHECK_FALSE(can_be_sent<lines>("\n"));
  CHECK(can_be_sent<lines>("a\r"));
  CHECK_FALSE(can_be_sent<crlf_lines>("a\r\nb"));
  CHECK(can_be_sent<crlf_lines>("a\n\r"));
  CHECK_FALSE(can_be_sent<delimited<"aa">>("ba"));  // baaa: the first delimiter begins too early
  CHECK(can_be_sent<delimited<"aa">>("ab"));

  check_all_strings<lines>("a\n", "\n");
  check_all_strings<crlf_lines>("a\r\n", "\r\n");
  check_all_strings<delimited<"aa">>("ab", "aa");
  check_all_strings<delimited<"aba">>("ab", "aba");
  check_all_strings<delimited<"abaab">>("ab", "abaab");
  check_all_strings<delimited<"aaab">>("ab", "aaab");
}

TEST_CASE("bytes_that_were_looked_at_are_not_looked_at_again") {
  // Bytes that were searched may change without being noticed.
  std::string stream = "abcd";
  lines framing;
  CHECK(framing.decode(naru::buffer(stream), 100).status == naru::frame_status::incomplete);
  stream = "\nbcd\n";
  const auto frame = framing.decode(naru::buffer(stream), 100);
  CHECK(frame.status == naru::frame_status::complete);
  CHECK(frame.bytes == 5);
  // The next line is searched from its beginning.
  CHECK(framing.decode(naru::buffer(stream), 100).bytes == 1);
}

TEST_SUITE_END();
