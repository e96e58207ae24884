// The order in which a host's addresses are tried.
#include "names/interleave.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

namespace {

using naru::family_order;

// Each letter is an address: capitals are IPv6, the others IPv4.
std::vector<naru::endpoint> addresses(std::string_view letters) {
  std::vector<naru::endpoint> row;
  for (const char letter : letters) {
    const bool v6 = letter >= 'A' && letter <= 'Z';
    const naru::address host = v6 ? naru::address::loopback_v6() : naru::address::loopback_v4();
    row.emplace_back(host, static_cast<std::uint16_t>(letter));
  }
  return row;
}

bool becomes(std::string_view given, family_order order, std::string_view expected) {
  std::vector<naru::endpoint> row = addresses(given);
  naru::detail::interleave(row, order);
  return row == addresses(expected);
}

}  // namespace

TEST_SUITE_BEGIN("interleave");

TEST_CASE("families_alternate_from_the_first_address") {
  CHECK(becomes("ABCabc", family_order::as_resolved, "AaBbCc"));
  CHECK(becomes("abcABC", family_order::as_resolved, "aAbBcC"));
  CHECK(becomes("AaBbCc", family_order::as_resolved, "AaBbCc"));
  CHECK(becomes("aABb", family_order::as_resolved, "aAbB"));
}

TEST_CASE("what_is_left_of_one_family_keeps_its_order") {
  CHECK(becomes("ABCDa", family_order::as_resolved, "AaBCD"));
  CHECK(becomes("aABCD", family_order::as_resolved, "aABCD"));
  CHECK(becomes("abcdA", family_order::as_resolved, "aAbcd"));
  CHECK(becomes("abc", family_order::as_resolved, "abc"));
  CHECK(becomes("", family_order::as_resolved, ""));
  CHECK(becomes("A", family_order::as_resolved, "A"));
}

TEST_CASE("a_family_may_come_first") {
  CHECK(becomes("abAB", family_order::v6_first, "AaBb"));
  CHECK(becomes("ABab", family_order::v6_first, "AaBb"));
  CHECK(becomes("ABab", family_order::v4_first, "aAbB"));
  CHECK(becomes("AB", family_order::v4_first, "AB"));
  CHECK(becomes("", family_order::v6_first, ""));
}

TEST_CASE("a_family_may_be_the_only_one") {
  CHECK(becomes("aAbB", family_order::v6_only, "AB"));
  CHECK(becomes("aAbB", family_order::v4_only, "ab"));
  CHECK(becomes("ab", family_order::v6_only, ""));
}

TEST_SUITE_END();
