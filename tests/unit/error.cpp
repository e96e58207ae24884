// Errors: names, messages and the portable conditions that they compare equal to.
#include <naru/error.hpp>
#include <naru/io_result.hpp>

#include <doctest/doctest.h>

#include <ostream>
#include <set>
#include <string>
#include <system_error>

TEST_SUITE_BEGIN("error");

TEST_CASE("an_error_converts_to_an_error_code") {
  const std::error_code code = naru::error::end_of_stream;
  CHECK(code.category() == naru::error_category());
  CHECK(code == naru::error::end_of_stream);
  CHECK(code != naru::error::connected_to_itself);
  CHECK(static_cast<bool>(code));
  CHECK(std::string(naru::error_category().name()) == "naru");
}

TEST_CASE("errors_compare_equal_to_their_conditions") {
  const std::error_code pending = naru::error::operation_already_pending;
  CHECK(pending == std::errc::operation_in_progress);
  const std::error_code itself = naru::error::connected_to_itself;
  CHECK(itself == std::errc::connection_refused);
  const std::error_code end = naru::error::end_of_stream;
  CHECK(end != std::errc::connection_reset);
  CHECK(end != std::errc::operation_canceled);
  CHECK(end != std::errc::operation_in_progress);
}

TEST_CASE("errors_of_a_lookup_are_told_apart") {
  const std::error_code not_found = naru::error::host_not_found;
  const std::error_code again = naru::error::try_again;
  const std::error_code failed = naru::error::lookup_failed;
  CHECK(not_found != again);
  CHECK(not_found != failed);
  CHECK(again != failed);
  // They also differ from the errors of a failed connection.
  for (const std::error_code& each : {not_found, again, failed}) {
    CHECK(each != std::errc::host_unreachable);
    CHECK(each != std::errc::timed_out);
    CHECK(each != std::errc::operation_canceled);
  }
}

TEST_CASE("every_error_has_a_message_of_its_own") {
  std::set<std::string> texts;
  for (const naru::error value :
       {naru::error::end_of_stream, naru::error::operation_already_pending,
        naru::error::connected_to_itself, naru::error::host_not_found, naru::error::try_again,
        naru::error::lookup_failed}) {
    texts.insert(naru::make_error_code(value).message());
  }
  CHECK(texts.size() == 6);
  CHECK(texts.count("") == 0);
  CHECK_FALSE(naru::error_category().message(4'711).empty());
}

TEST_CASE("the_systems_category_is_its_own") {
  CHECK(naru::system_category() != naru::error_category());
  CHECK_FALSE(std::string(naru::system_category().name()).empty());
  CHECK_FALSE(naru::system_category().message(2).empty());
  CHECK_FALSE(naru::system_category().message(999'999).empty());
  CHECK(std::make_error_code(std::errc::timed_out) != std::errc::operation_canceled);
}

TEST_CASE("a_result_is_taken_apart_or_thrown") {
  const naru::io_result good{{}, 42};
  const auto [error, bytes] = good;
  CHECK_FALSE(error);
  CHECK(bytes == 42);
  CHECK(good.value() == 42);

  const naru::io_result bad{naru::error::end_of_stream, 0};
  try {
    static_cast<void>(bad.value());
    FAIL_CHECK("value() of a failed result returned");
  } catch (const std::system_error& thrown) {
    CHECK(thrown.code() == naru::error::end_of_stream);
  }
}

TEST_SUITE_END();
