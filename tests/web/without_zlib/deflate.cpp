// A naru without zlib says so when compression is asked for.
#include <doctest/doctest.h>

#include <stdexcept>

#include "../support.hpp"

using namespace web_tests;

TEST_CASE("without zlib a transport with compression cannot be made") {
  const naru::web_socket_deflate deflate;
  CHECK_THROWS_WITH_AS(static_cast<void>(make_server({.deflate = deflate})),
                       "deflate is set; it needs a naru that was built with zlib",
                       std::invalid_argument);
  CHECK_THROWS_AS(static_cast<void>(make_client({.deflate = deflate})), std::invalid_argument);
}
