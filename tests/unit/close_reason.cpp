// close_reason: a few words for each reason.
#include <naru/session/close_reason.hpp>

#include <doctest/doctest.h>

#include <ostream>  // doctest prints texts with it
#include <set>
#include <string_view>

using naru::close_reason;
using naru::describe;

TEST_SUITE_BEGIN("close_reason");

TEST_CASE("each_reason_has_words_of_its_own") {
  std::set<std::string_view> all{"an unknown reason"};
  for (std::size_t i = 0; i < naru::close_reasons; ++i) {
    const std::string_view words = describe(static_cast<close_reason>(i));
    CAPTURE(words);
    CHECK(all.insert(words).second);
    // They are used in the middle of a line.
    CHECK((words.front() >= 'a' && words.front() <= 'z'));
    CHECK(words.back() != '.');
  }
  CHECK(static_cast<std::size_t>(close_reason::too_many_sessions) + 1 == naru::close_reasons);
  CHECK(describe(close_reason::peer_closed) == "the peer finished sending");
}

TEST_SUITE_END();
