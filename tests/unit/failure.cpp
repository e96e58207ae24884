// The line that describes a failure.
#include <naru/error.hpp>
#include <naru/failure.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace {

naru::failure thrown(const std::string& text) {
  return {.exception = std::make_exception_ptr(std::runtime_error(text)), .where = "a test"};
}

}  // namespace

TEST_CASE("a_failure_says_where_and_what") {
  CHECK(naru::describe(thrown("no such item")) == "a test: no such item");
}

TEST_CASE("a_failure_of_a_session_names_it_and_its_peer") {
  naru::failure failed = thrown("no such item");
  failed.session_id = 7;
  CHECK(naru::describe(failed) == "session 7: a test: no such item");
  failed.peer = naru::endpoint::parse("127.0.0.1:50311");
  CHECK(naru::describe(failed) == "session 7 of 127.0.0.1:50311: a test: no such item");
}

TEST_CASE("a_failure_of_a_connection_without_a_session_names_the_peer") {
  naru::failure failed = thrown("no such item");
  failed.peer = naru::endpoint::parse("127.0.0.1:50311");
  CHECK(naru::describe(failed) == "127.0.0.1:50311: a test: no such item");
}

TEST_CASE("a_failure_without_an_exception_says_the_error_and_its_number") {
  naru::failure failed;
  failed.error = naru::error::end_of_stream;
  failed.where = "accept";
  const std::string text = naru::describe(failed);
  CHECK(text.starts_with("accept: " + failed.error.message() + " (" +
                         failed.error.category().name() + " "));
}

TEST_CASE("an_exception_of_any_type_is_described") {
  naru::failure failed;
  failed.exception = std::make_exception_ptr(42);
  failed.where = "a test";
  CHECK(naru::describe(failed) == "a test: an exception that is no std::exception");
}

TEST_CASE("a_failure_is_one_line_of_500_characters_at_most") {
  CHECK(naru::describe(thrown("two\nlines\r\n\x1b[31m")) == "a test: two?lines???[31m");
  const std::string text = naru::describe(thrown(std::string(10'000, 'x')));
  CHECK(text == "a test: " + std::string(492, 'x'));
}
