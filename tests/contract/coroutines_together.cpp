// when_all and when_any: several things at a time, with and without waiting, errors and stops.
#include "coroutines.hpp"

#include <array>
#include <memory>
#include <variant>

using namespace contract;

namespace {

naru::task<std::unique_ptr<int>> boxed_later(int number) {
  co_await naru::yield();
  co_return std::make_unique<int>(number);
}

naru::task<> set_when_stopped(bool& was_stopped) {
  was_stopped = is_canceled(co_await naru::sleep_for(1h));
}

naru::task<int> throw_when_stopped() {
  const std::error_code error = co_await naru::sleep_for(1h);
  if (error) throw failure{9};
  co_return 0;
}

}  // namespace

TEST_SUITE_BEGIN("coroutines");

TEST_CASE_FIXTURE(no_frame_is_left, "when_all_gives_every_result") {
  const auto proactor = test_proactor();
  auto [one, two, three, none] = naru::run(
      *proactor,
      naru::when_all(value_of(1), value_after(2, 2ms), boxed_later(3), naru::sleep_for(1ms)));
  CHECK(one == 1);
  CHECK(two == 2);
  CHECK(*three == 3);
  CHECK_FALSE(none);
  const std::tuple<> nothing = naru::run(*proactor, naru::when_all());
  static_cast<void>(nothing);
  const std::tuple<std::monostate> yielded = naru::run(*proactor, naru::when_all(naru::yield()));
  static_cast<void>(yielded);
}

TEST_CASE_FIXTURE(no_frame_is_left, "when_all_takes_any_number_of_tasks") {
  const auto proactor = test_proactor();
  std::vector<naru::task<int>> tasks;
  CHECK(naru::run(*proactor, naru::when_all(std::move(tasks))).empty());
  tasks.clear();
  for (int i = 0; i < 1'000; ++i) {
    tasks.push_back(i % 2 == 0 ? value_of(i) : value_after(i, std::chrono::microseconds(i)));
  }
  const std::vector<int> results = naru::run(*proactor, naru::when_all(std::move(tasks)));
  REQUIRE(results.size() == 1'000);
  for (int i = 0; i < 1'000; ++i) CHECK(results[static_cast<std::size_t>(i)] == i);
}

TEST_CASE_FIXTURE(no_frame_is_left, "an_exception_stops_the_rest_of_when_all") {
  const auto proactor = test_proactor();
  bool was_stopped = false;
  CHECK_THROWS_AS(
      static_cast<void>(naru::run(
          *proactor, naru::when_all(set_when_stopped(was_stopped), failing_after(1, 1ms)))),
      failure);
  CHECK(was_stopped);
  CHECK_THROWS_AS(static_cast<void>(naru::run(
                      *proactor, naru::when_all(failing(1), set_when_stopped(was_stopped)))),
                  failure);
  std::vector<naru::task<int>> tasks;
  tasks.push_back(throw_when_stopped());
  tasks.push_back(failing_after(1, 1ms));
  CHECK_THROWS_AS(static_cast<void>(naru::run(*proactor, naru::when_all(std::move(tasks)))),
                  failure);
}

TEST_CASE_FIXTURE(no_frame_is_left, "when_all_throws_the_first_exception") {
  const auto proactor = test_proactor();
  std::vector<naru::task<int>> tasks;
  tasks.push_back(throw_when_stopped());  // this is the second one
  tasks.push_back(failing_after(1, 1ms));
  int thrown = 0;
  try {
    static_cast<void>(naru::run(*proactor, naru::when_all(std::move(tasks))));
  } catch (const failure& first) {
    thrown = first.number;
  }
  CHECK(thrown == 1);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_and_a_limit_reach_all_of_when_all") {
  const auto proactor = test_proactor();
  std::array<std::error_code, 2> errors;
  const auto wait = [](std::array<std::error_code, 2>& results) -> naru::task<> {
    auto [one, other] =
        co_await naru::when_all(naru::sleep_for(1h), naru::with_timeout(naru::sleep_for(1h), 1h));
    results = {one, other};
  };
  naru::run(*proactor, stopped(*proactor, wait(errors)));
  for (const std::error_code& error : errors) CHECK(is_canceled(error));
  errors = {};
  naru::run(*proactor, stopped_before(*proactor, wait(errors)));
  for (const std::error_code& error : errors) CHECK(is_canceled(error));
  auto limited = naru::run(
      *proactor,
      naru::with_timeout(naru::when_all(naru::sleep_for(1h), naru::sleep_for(1ms)), 10ms));
  CHECK(limited.error == std::errc::timed_out);
  CHECK(is_canceled(std::get<0>(limited.content)));
  CHECK_FALSE(std::get<1>(limited.content));
}

TEST_CASE_FIXTURE(no_frame_is_left, "when_any_stops_and_awaits_the_losers") {
  const auto proactor = test_proactor();
  bool was_stopped = false;
  auto [first, number, none] =
      naru::run(*proactor, naru::when_any(value_after(1, 1ms), set_when_stopped(was_stopped)));
  CHECK(first == 0);
  CHECK(number == 1);
  CHECK(none.has_value());
  CHECK(was_stopped);
  // The first ends at once: the second is not even started, but it has a result.
  auto [winner, value, slept] =
      naru::run(*proactor, naru::when_any(value_of(2), naru::sleep_for(1h)));
  CHECK(winner == 0);
  CHECK(value == 2);
  CHECK(is_canceled(slept.value()));
  auto [last, waited, at_once] =
      naru::run(*proactor, naru::when_any(naru::sleep_for(1h), value_of(3)));
  CHECK(last == 1);
  CHECK(is_canceled(waited.value()));
  CHECK(at_once == 3);
}

TEST_CASE_FIXTURE(no_frame_is_left, "when_any_loses_no_byte_that_arrived") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  std::array<std::byte, 4> storage{};
  CHECK_FALSE(send(*proactor, pair.client, naru::buffer(storage, 3)).error);
  auto [first, received, slept] = naru::run(
      *proactor,
      naru::when_any(pair.server.receive_exactly(naru::buffer(storage)), naru::sleep_for(20ms)));
  CHECK(first == 1);
  CHECK(is_canceled(received.value().error));
  CHECK(received.value().bytes == 3);
  CHECK_FALSE(slept.value());
}

TEST_CASE_FIXTURE(no_frame_is_left, "when_any_throws_what_the_first_throws") {
  const auto proactor = test_proactor();
  bool was_stopped = false;
  CHECK_THROWS_AS(
      static_cast<void>(naru::run(
          *proactor, naru::when_any(set_when_stopped(was_stopped), failing_after(1, 1ms)))),
      failure);
  CHECK(was_stopped);
  auto [first, value, thrown] =
      naru::run(*proactor, naru::when_any(value_after(1, 1ms), throw_when_stopped()));
  CHECK(first == 0);
  CHECK(value == 1);
  CHECK_FALSE(thrown.has_value());
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_reaches_all_of_when_any") {
  const auto proactor = test_proactor();
  int canceled = 0;
  const auto wait = [](int& count) -> naru::task<> {
    auto [first, one, other] = co_await naru::when_any(naru::sleep_for(1h), naru::sleep_for(1h));
    count += is_canceled(one.value()) ? 1 : 0;
    count += is_canceled(other.value()) ? 1 : 0;
  };
  naru::run(*proactor, stopped(*proactor, wait(canceled)));
  naru::run(*proactor, stopped_before(*proactor, wait(canceled)));
  CHECK(canceled == 4);
}

TEST_SUITE_END();
