// endpoint: an address and a port.
#include <naru/endpoint.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>

using naru::address;
using naru::endpoint;

namespace {

std::string endpoint_complaint(std::string_view text) {
  try {
    static_cast<void>(endpoint::parse(text));
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "no complaint";
}

}  // namespace

TEST_SUITE_BEGIN("endpoint");

TEST_CASE("an_endpoint_is_parsed_and_printed") {
  for (const char* text :
       {"0.0.0.0:0", "127.0.0.1:7777", "255.255.255.255:65535", "[::]:0", "[::1]:80",
        "[2001:db8::1]:443", "[::ffff:1.2.3.4]:5", "[fe80::1%3]:22"}) {
    CAPTURE(text);
    CHECK(endpoint::parse(text).to_string() == text);
    CHECK(endpoint::try_parse(text) == endpoint::parse(text));
  }
  const endpoint parsed = endpoint::parse("[::1]:7777");
  CHECK(parsed.address() == address::loopback_v6());
  CHECK(parsed.port() == 7777);
}

TEST_CASE("an_error_says_what_is_wrong") {
  struct wrong {
    std::string_view text;
    std::string_view expected;
  };
  const wrong cases[] = {
      {"", "ADDRESS:PORT"},
      {"127.0.0.1", "ADDRESS:PORT"},
      {"::1", "brackets"},
      {"::1:80", "brackets"},
      {"[127.0.0.1]:80", "brackets"},
      {"[::1]", "a port is missing"},
      {"[::1:80", "brackets"},
      {"127.0.0.1:", "a port from 0 to 65535 at position 11"},
      {"127.0.0.1:65536", "a port from 0 to 65535 at position 11"},
      {"127.0.0.1:-1", "a port from 0 to 65535 at position 11"},
      {"127.0.0.1: 80", "a port from 0 to 65535 at position 11"},
      {"127.0.0.1:80x", "the end at position 13"},
      {"[::1]:http", "a port from 0 to 65535 at position 7"},
      {":80", "an address is missing"},
      {"localhost:80", "\"localhost\" is a name: naru::resolver looks it up"},
      {"http://127.0.0.1:80", "a URL is not an endpoint"},
      {"1.2.3:80", "position 6"},
      {"[:::]:80", "position"},
  };
  for (const wrong& each : cases) {
    const std::string complaint = endpoint_complaint(each.text);
    CAPTURE(complaint);
    CHECK(complaint.find(each.expected) != std::string::npos);
    CHECK_FALSE(endpoint::try_parse(each.text).has_value());
  }
}

TEST_CASE("endpoints_compare_by_address_and_port") {
  CHECK(endpoint() == endpoint::parse("0.0.0.0:0"));
  CHECK(endpoint::parse("1.2.3.4:5") != endpoint::parse("1.2.3.4:6"));
  CHECK(endpoint::parse("1.2.3.4:5") != endpoint::parse("[::ffff:1.2.3.4]:5"));
  CHECK(endpoint::parse("1.2.3.4:5") < endpoint::parse("1.2.3.4:6"));
  constexpr endpoint constant(address::loopback_v4(), 80);
  static_assert(constant.port() == 80);
}

TEST_SUITE_END();
