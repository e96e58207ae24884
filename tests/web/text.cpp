// SHA-1, Base64 and UTF-8.
#include <doctest/doctest.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "web/text/base64.hpp"
#include "web/text/sha1.hpp"
#include "web/text/utf8_checker.hpp"

using namespace naru::detail;

namespace {

std::span<const std::byte> as_bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// Whole, and byte by byte.
bool is_utf8(std::string_view text) {
  utf8_checker whole;
  const bool expected = whole.take(as_bytes_of(text)) && whole.is_whole();
  utf8_checker pieces;
  bool taken = true;
  for (const std::byte& each : as_bytes_of(text)) taken = taken && pieces.take(std::span(&each, 1));
  CHECK((taken && pieces.is_whole()) == expected);
  return expected;
}

}  // namespace

TEST_CASE("SHA-1 gives the digests of FIPS 180-4") {
  CHECK(hexadecimal(sha1("")) == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(hexadecimal(sha1("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(hexadecimal(sha1("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  CHECK(hexadecimal(sha1(std::string(1'000'000, 'a'))) ==
        "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST_CASE("SHA-1 pads texts of every length around a block") {
  // The digest of all the digests, as another implementation gives it.
  std::string all;
  for (std::size_t size = 54; size <= 66; ++size) all += hexadecimal(sha1(std::string(size, 'x')));
  CHECK(hexadecimal(sha1(all)) == "52af9b408634cb3b8603c983e65b6726cd1e881a");
}

TEST_CASE("Base64 gives the texts of RFC 4648") {
  CHECK(to_base64(as_bytes_of("")).empty());
  CHECK(to_base64(as_bytes_of("f")) == "Zg==");
  CHECK(to_base64(as_bytes_of("fo")) == "Zm8=");
  CHECK(to_base64(as_bytes_of("foo")) == "Zm9v");
  CHECK(to_base64(as_bytes_of("foobar")) == "Zm9vYmFy");
  CHECK(to_base64(as_bytes_of("\xfb\xff\xbf")) == "+/+/");
}

TEST_CASE("Base64 is measured only if it is the one text for its bytes") {
  CHECK(base64_size("") == 0U);
  CHECK(base64_size("Zg==") == 1U);
  CHECK(base64_size("Zm8=") == 2U);
  CHECK(base64_size("dGhlIHNhbXBsZSBub25jZQ==") == 16U);
  for (const char* bad :
       {"Zg=", "Zg", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm 9", "Zm-_"}) {
    CHECK_MESSAGE(!base64_size(bad), bad);
  }
}

TEST_CASE("UTF-8 is told from what is none") {
  for (const char* good : {"", "naru", "나루, a ferry", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80",
                           "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80",
                           "\xf4\x8f\xbf\xbf", "twelve ascii \xf0\x9f\x8e\xb2 and more ascii"}) {
    CHECK_MESSAGE(is_utf8(good), good);
  }
  for (const char* bad :
       {"\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xed\xa0\x80",
        "\xed\xbf\xbf", "\xe2\x82", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xff", "\xfe", "long enough ascii before \xe2\x82\x41", "\xf0\x9f\x8e"}) {
    CHECK_MESSAGE(!is_utf8(bad), bad);
  }
}
