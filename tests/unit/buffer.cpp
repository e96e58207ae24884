// buffer: any contiguous memory of trivial elements, as bytes.
#include <naru/buffer.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <ostream>  // doctest prints texts with it
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace {

template <class Range>
using buffer_of = decltype(naru::buffer(std::declval<Range>()));

template <class Range>
concept makes_a_buffer = requires(Range&& range) { naru::buffer(std::forward<Range>(range)); };

static_assert(std::is_same_v<buffer_of<std::array<char, 4>&>, naru::mutable_buffer>);
static_assert(std::is_same_v<buffer_of<const std::array<char, 4>&>, naru::const_buffer>);
static_assert(std::is_same_v<buffer_of<std::string&>, naru::mutable_buffer>);
static_assert(std::is_same_v<buffer_of<std::string_view>, naru::const_buffer>);
static_assert(std::is_same_v<buffer_of<std::span<std::byte>>, naru::mutable_buffer>);
static_assert(std::is_same_v<buffer_of<char (&)[8]>, naru::mutable_buffer>);
static_assert(std::is_convertible_v<naru::mutable_buffer, naru::const_buffer>);
static_assert(!std::is_convertible_v<naru::const_buffer, naru::mutable_buffer>);
static_assert(std::is_same_v<buffer_of<const char (&)[8]>, naru::const_buffer>);
static_assert(std::is_same_v<buffer_of<naru::const_buffer>, naru::const_buffer>);
static_assert(std::is_trivially_copyable_v<naru::const_buffer>, "passed in registers");
static_assert(sizeof(naru::const_buffer) == sizeof(std::span<const std::byte>));
static_assert(std::is_convertible_v<std::span<const std::byte>, naru::const_buffer>);
static_assert(std::is_convertible_v<std::vector<std::byte>&, naru::const_buffer>);
static_assert(std::is_convertible_v<naru::const_buffer, std::string_view>);
static_assert(std::is_constructible_v<std::string, naru::const_buffer>);
static_assert(!std::is_convertible_v<std::string, naru::const_buffer>,
              "the text of a temporary would be gone");
static_assert(makes_a_buffer<std::span<char>>, "a span owns nothing");
static_assert(makes_a_buffer<const std::span<const char>>);
static_assert(makes_a_buffer<std::string_view>);
static_assert(makes_a_buffer<const std::vector<char>&>);
static_assert(!makes_a_buffer<std::string>, "the bytes of a temporary would be gone");
static_assert(!makes_a_buffer<const std::string>);
static_assert(!makes_a_buffer<std::vector<char>>);
static_assert(!makes_a_buffer<std::array<char, 4>>);
static_assert(!makes_a_buffer<std::vector<std::string>&>, "strings are not bytes");
static_assert(!makes_a_buffer<std::vector<bool>&>, "bits are not bytes");

}  // namespace

TEST_SUITE_BEGIN("buffer");

TEST_CASE("a_buffer_is_the_bytes_of_a_range") {
  std::vector<std::uint32_t> numbers{1, 2, 3};
  const naru::mutable_buffer whole = naru::buffer(numbers);
  CHECK(whole.size() == 12);
  CHECK(static_cast<void*>(whole.data()) == static_cast<void*>(numbers.data()));
  whole[0] = std::byte{0xff};
  CHECK(numbers[0] != 1);

  const std::string_view text = "hello";
  CHECK(naru::buffer(text).size() == 5);
  CHECK(naru::buffer(text)[1] == std::byte{'e'});
  CHECK(naru::buffer(std::string_view()).empty());
}

TEST_CASE("a_shorter_buffer_is_the_beginning") {
  std::array<char, 10> storage{};
  CHECK(naru::buffer(storage, 4).size() == 4);
  CHECK(naru::buffer(storage, 0).empty());
  CHECK(naru::buffer(storage, 11).size() == 10);
  CHECK(static_cast<void*>(naru::buffer(storage, 4).data()) == storage.data());
}

TEST_CASE("the_zero_at_the_end_of_a_literal_is_no_text") {
  CHECK(std::string_view(naru::buffer("hello")) == "hello");
  CHECK(naru::buffer("").empty());
  CHECK(naru::buffer("a\0b").size() == 3);
  CHECK(naru::buffer("hello", 4).size() == 4);
  CHECK(naru::buffer("hello", 6).size() == 5);
  CHECK(naru::buffer(u8"\u00e9").size() == 2);
  CHECK(naru::buffer(u"ab").size() == 4);
  const char no_zero[] = {'h', 'i'};
  CHECK(naru::buffer(no_zero).size() == 2);
}

TEST_CASE("bytes_of_zero_count_where_they_are_no_literal") {
  const std::array<char, 2> zeros{};
  const unsigned char binary[] = {1, 0};
  char storage[4]{};
  CHECK(naru::buffer(zeros).size() == 2);
  CHECK(naru::buffer(binary).size() == 2);
  CHECK(naru::buffer(storage).size() == 4);
}

TEST_CASE("what_was_received_reads_as_text") {
  const std::array<std::byte, 5> received{std::byte{'h'}, std::byte{'e'}, std::byte{'l'},
                                          std::byte{'l'}, std::byte{'o'}};
  const naru::const_buffer message = naru::buffer(received);
  const std::string_view text = message;
  CHECK(text == "hello");
  CHECK(std::string(message.first(4)) == "hell");
  CHECK(std::string_view(message.last(2)) == "lo");
  CHECK(std::string_view(message.subspan(1, 3)) == "ell");
  CHECK(std::string_view(naru::const_buffer()).empty());
}

TEST_SUITE_END();
