// The version of the headers is that of the library.
#include <naru/version.hpp>

#include <doctest/doctest.h>

#include <ostream>  // doctest prints texts with it
#include <string>

TEST_SUITE_BEGIN("version");

TEST_CASE("the library names the version of its headers") {
  const std::string in_headers = std::to_string(NARU_VERSION_MAJOR) + "." +
                                 std::to_string(NARU_VERSION_MINOR) + "." +
                                 std::to_string(NARU_VERSION_PATCH);
  CHECK(naru::linked_version() == in_headers);
}

TEST_CASE("versions are compared as one number") {
  CHECK(NARU_VERSION ==
        NARU_VERSION_MAJOR * 10'000 + NARU_VERSION_MINOR * 100 + NARU_VERSION_PATCH);
  CHECK(NARU_VERSION >= 200);
}

TEST_SUITE_END();
