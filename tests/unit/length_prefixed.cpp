// length_prefixed: a number before each message tells its size.
#include <naru/session/length_prefixed.hpp>

#include "check_framing.hpp"
#include "length_prefixes.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

using namespace std::string_literals;

using naru::close_reason;
using naru::length_prefix;
using naru::length_prefixed;

namespace {

constexpr std::size_t no_maximum = std::numeric_limits<std::size_t>::max();

template <length_prefix Format>
constexpr std::size_t own_bytes = Format.counts_itself ? Format.width : 0;

template <length_prefix Format>
constexpr std::uint64_t number_max = (std::uint64_t{1} << (8 * Format.width)) - 1;

// The number before a message.
template <length_prefix Format>
std::string number(std::uint64_t value) {
  std::string bytes;
  for (std::size_t i = 0; i < Format.width; ++i) {
    const char byte = static_cast<char>(value >> (8 * i));
    bytes.insert(Format.order == std::endian::little ? bytes.end() : bytes.begin(), byte);
  }
  return bytes;
}

}  // namespace

TEST_SUITE_BEGIN("length_prefixed");

TEST_CASE("the_size_stands_before_the_message") {
  CHECK(stream_of<length_prefixed<>>({"hi"}) == "\0\0\0\2hi"s);
  CHECK(stream_of<length_prefixed<length_prefix{.order = std::endian::little}>>({"hi"}) ==
        "\2\0\0\0hi"s);
  CHECK(stream_of<length_prefixed<length_prefix{.width = 1}>>({"hi"}) == "\2hi");
  using counts_itself = length_prefixed<length_prefix{
      .width = 2, .order = std::endian::little, .counts_itself = true}>;
  CHECK(stream_of<counts_itself>({"hi"}) == "\4\0hi"s);
  CHECK(stream_of<counts_itself>({std::string(0x123, 'x')}).substr(0, 2) == "\x25\x01");
}

TEST_CASE("messages_arrive_however_the_stream_is_cut") {
  for_each_length_prefix([]<length_prefix Format> {
    using framing = length_prefixed<Format>;
    const messages row{"a", std::string("\0\xff\n", 3), std::string(100, 'x')};
    check_received<framing>(stream_of<framing>(row), row, 100);
  });
}

TEST_CASE("a_message_that_is_not_whole_tells_its_size") {
  for_each_length_prefix([]<length_prefix Format> {
    const std::string stream = number<Format>(10 + own_bytes<Format>) + "012345678";
    for (std::size_t size = 0; size <= stream.size(); ++size) {
      const auto frames = received_whole<length_prefixed<Format>>(stream.substr(0, size), 10);
      CHECK(frames.wanted() == (size < Format.width ? 0 : Format.width + 10));
      CHECK(frames.taken() == 0);
    }
  });
}

TEST_CASE("an_empty_message_has_to_be_allowed") {
  for_each_length_prefix([]<length_prefix Format> {
    using framing = length_prefixed<Format>;
    const std::string stream = number<Format>(own_bytes<Format>);
    if constexpr (Format.allows_empty) {
      CHECK(stream_of<framing>({""}) == stream);
      check_received<framing>(stream + stream + stream, {"", "", ""}, 0);
    } else {
      CHECK_FALSE(framing::encoded_size({}).has_value());
      check_refused<framing>(stream, close_reason::message_malformed, no_maximum);
    }
  });
}

TEST_CASE("a_size_below_what_it_counts_itself_is_refused") {
  for_each_length_prefix([]<length_prefix Format> {
    for (std::size_t size = 0; size < own_bytes<Format>; ++size) {
      check_refused<length_prefixed<Format>>(number<Format>(size), close_reason::message_malformed,
                                             no_maximum);
    }
  });
}

TEST_CASE("a_size_above_the_maximum_is_refused_before_the_message_comes") {
  for_each_length_prefix([]<length_prefix Format> {
    using framing = length_prefixed<Format>;
    for (const std::size_t maximum : std::array<std::size_t, 3>{1, 2, 100}) {
      const std::string largest(maximum, 'x');
      check_received<framing>(stream_of<framing>({largest}), {largest}, maximum);
      check_refused<framing>(number<Format>(maximum + 1 + own_bytes<Format>),
                             close_reason::message_too_large, maximum);
    }
    check_refused<framing>(number<Format>(number_max<Format>), close_reason::message_too_large,
                           number_max<Format> - own_bytes<Format> - 1);
  });
}

TEST_CASE("the_largest_number_is_a_size_as_any_other") {
  for_each_length_prefix([]<length_prefix Format> {
    using framing = length_prefixed<Format>;
    constexpr std::size_t limit = framing::message_size_limit;
    const std::string header = number<Format>(number_max<Format>);
    if constexpr (Format.width < 4) {
      static_assert(limit == number_max<Format> - own_bytes<Format>);
      const std::string largest(limit, 'x');
      CHECK(stream_of<framing>({largest}) == header + largest);
      CHECK(received_whole<framing>(header + largest, limit).messages() == messages{largest});
      const std::string larger = largest + 'x';
      CHECK_FALSE(framing::encoded_size(naru::buffer(larger)).has_value());
    } else if constexpr (sizeof(std::size_t) > 4) {
      static_assert(limit == number_max<Format> - own_bytes<Format>);
      CHECK(received_whole<framing>(header, no_maximum).wanted() == Format.width + limit);
      // Only the size is used.
      const std::byte one{};
      CHECK(framing::encoded_size({&one, limit}) == Format.width + limit);
      CHECK_FALSE(framing::encoded_size({&one, limit + 1}).has_value());
      CHECK_FALSE(framing::encoded_size({&one, no_maximum}).has_value());
    }
  });
}

TEST_SUITE_END();
