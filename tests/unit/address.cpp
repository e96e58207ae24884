// address: parsing, printing, and the properties of an address.
#include <naru/address.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>

using naru::address;

namespace {

/// The complaint of parse about a text that is no address.
std::string address_complaint(std::string_view text) {
  try {
    static_cast<void>(address::parse(text));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no complaint";
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_SUITE_BEGIN("address");

TEST_CASE("an_ipv4_address_is_parsed_and_printed") {
  for (const char* text : {"0.0.0.0", "127.0.0.1", "192.168.10.200", "255.255.255.255"}) {
    const address parsed = address::parse(text);
    CHECK(parsed.is_v4());
    CHECK_FALSE(parsed.is_v6());
    CHECK(parsed.to_string() == text);
  }
  CHECK(address::parse("1.2.3.4").to_v4_bytes() == address::v4_bytes{1, 2, 3, 4});
}

TEST_CASE("an_ipv6_address_is_printed_in_its_canonical_form") {
  // RFC 5952, section 4: lower case, no leading zeros, the longest run of zeros shortened, the
  // first run if several are equally long, never a single group, IPv4 in dots if it is mapped.
  struct pair {
    const char* text;
    const char* canonical;
  };
  const pair cases[] = {
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"0:0:0:0:0:0:0:0", "::"},
      {"2001:DB8::A", "2001:db8::a"},
      {"2001:0db8:0000:0000:0000:0000:0002:0001", "2001:db8::2:1"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"0:0:1:0:0:0:0:0", "0:0:1::"},
      {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
      {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
      {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
      {"::FFFF:c000:201", "::ffff:192.0.2.1"},
      {"fe80::1%2", "fe80::1%2"},
  };
  for (const pair& each : cases) {
    CAPTURE(each.text);
    const address parsed = address::parse(each.text);
    CHECK(parsed.is_v6());
    CHECK(parsed.to_string() == each.canonical);
    CHECK(address::parse(parsed.to_string()) == parsed);
  }
}

TEST_CASE("an_error_says_what_is_wrong_and_where") {
  struct wrong {
    std::string_view text;
    std::string_view expected;
    std::string_view position;
  };
  const wrong cases[] = {
      {"", "a number from 0 to 255", "position 1"},
      {"1.2.3", "'.'", "position 6"},
      {"1.2.3.256", "a number from 0 to 255", "position 7"},
      {"1.2.3.4.5", "the end", "position 8"},
      {"1.2.03.4", "leading zeros", "position 5"},
      {"1.2.-3.4", "a number from 0 to 255", "position 5"},
      {"1.2.3.4 ", "the end", "position 8"},
      {"1.2.3.4%1", "the end", "position 8"},
      {"1.2.3.4x", "the end", "position 8"},
      {"localhost", "is a name", "naru::resolver"},
      {"game.example", "is a name", "naru::tcp_connector"},
      {":", "'::'", "position 2"},
      {":1", "'::'", "position 2"},
      {":::", "the end", "position 3"},
      {"1:2:3:4:5:6:7", "eight groups", "position 14"},
      {"1:2:3:4:5:6:7:8:9", "the end", "position 17"},
      {"1:2:3:4:5:6:7:", "a group of hexadecimal digits", "position 15"},
      {"1::2::3", "only one '::'", "position 6"},
      {"::12345", "up to four hexadecimal digits", "position 3"},
      {"::g", "the end", "position 3"},
      {"::1.2.3", "'.'", "position 8"},
      {"fe80::1%", "an interface number", "position 9"},
      {"fe80::1%eth0", "an interface number", "position 9"},
      {"[::1]", "expected", "position 1"},
  };
  for (const wrong& each : cases) {
    const std::string complaint = address_complaint(each.text);
    CAPTURE(complaint);
    CHECK(contains(complaint, each.expected));
    CHECK(contains(complaint, each.position));
    CHECK(contains(complaint, '"' + std::string(each.text) + '"'));
    CHECK_FALSE(address::try_parse(each.text).has_value());
  }
  CHECK(address::try_parse("::1") == address::loopback_v6());
}

TEST_CASE("text_with_a_zero_byte_is_no_address") {
  using namespace std::string_view_literals;
  CHECK_FALSE(address::try_parse("127.0.0.1\0"sv).has_value());
  CHECK_FALSE(address::try_parse("\0"sv).has_value());
  CHECK_FALSE(address::try_parse("::1\0:2"sv).has_value());
}

TEST_CASE("an_address_knows_what_it_is") {
  CHECK(address().is_unspecified());
  CHECK(address() == address::any_v4());
  CHECK(address::any_v6().is_unspecified());
  CHECK(address::any_v4() != address::any_v6());
  CHECK_FALSE(address::loopback_v4().is_unspecified());

  CHECK(address::loopback_v4() == address::parse("127.0.0.1"));
  CHECK(address::loopback_v6() == address::parse("::1"));
  CHECK(address::parse("127.255.0.9").is_loopback());
  CHECK(address::loopback_v6().is_loopback());
  CHECK_FALSE(address::parse("128.0.0.1").is_loopback());
  CHECK_FALSE(address::parse("7f00::1").is_loopback());
}

TEST_CASE("a_mapped_address_gives_its_ipv4_address") {
  const address mapped = address::parse("::ffff:10.1.2.3");
  CHECK(mapped.is_v4_mapped());
  CHECK(mapped.unmapped() == address::parse("10.1.2.3"));
  for (const char* text : {"10.1.2.3", "::10.1.2.3", "::fffe:10.1.2.3", "1::ffff:10.1.2.3"}) {
    const address other = address::parse(text);
    CHECK_FALSE(other.is_v4_mapped());
    CHECK(other.unmapped() == other);
  }
}

TEST_CASE("a_scope_is_part_of_the_value") {
  const address one = address::parse("fe80::1%1");
  CHECK(one.scope() == 1);
  CHECK(one != address::parse("fe80::1%2"));
  CHECK(one != address::parse("fe80::1"));
  CHECK(address::parse("fe80::1%0") == address::parse("fe80::1"));
  CHECK(address::parse("fe80::1%4294967295").scope() == 4'294'967'295U);
  CHECK_FALSE(address::try_parse("fe80::1%4294967296").has_value());
}

TEST_CASE("addresses_have_an_order") {
  CHECK(address::parse("1.2.3.4") < address::parse("1.2.3.5"));
  CHECK(address::parse("::1") < address::parse("::2"));
  CHECK(address::parse("9.0.0.0") < address::parse("10.0.0.0"));
}

TEST_CASE("an_address_can_be_a_constant") {
  constexpr address here = address::loopback_v4();
  static_assert(here.is_v4() && here.to_v4_bytes()[0] == 127);
  static_assert(address::loopback_v6().to_v6_bytes()[15] == 1);
}

TEST_SUITE_END();
