// with_timeout: which results are in time, which are not, and that nothing is lost.
#include "coroutines.hpp"

#include <array>
#include <system_error>

using namespace contract;

namespace {

naru::task<> wait_and_throw() {
  if (const std::error_code error = co_await naru::sleep_for(1h)) throw std::system_error(error);
}

naru::task<std::error_code> end_long_after_a_stop() {
  const std::error_code error = co_await naru::sleep_for(1h);
  co_await naru::shielded(naru::sleep_for(20ms));
  co_return error;
}

naru::task<int> finish_late(int number) {
  co_await naru::sleep_for(1h);
  co_return number;
}

}  // namespace

TEST_SUITE_BEGIN("coroutines");

TEST_CASE_FIXTURE(no_frame_is_left, "what_ends_in_time_keeps_its_result") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  std::array<std::byte, 4> storage{};
  const auto limited = [&] {
    return naru::run(*proactor, naru::with_timeout(pair.server.receive(naru::buffer(storage)), 5s));
  };
  CHECK_FALSE(send(*proactor, pair.client, naru::buffer(storage)).error);
  CHECK(limited().value() == 4);
  pair.client.close();
  CHECK(limited().error == naru::error::end_of_stream);
  CHECK(naru::run(*proactor, naru::with_timeout(value_of(3), 5s)).value() == 3);
  CHECK_FALSE(naru::run(*proactor, naru::with_timeout(naru::sleep_for(1ms), 5s)));
  CHECK_FALSE(naru::run(*proactor, naru::with_timeout(naru::yield(), 5s)).error);
  // An awaitable that needs no waiting succeeds, whatever the limit is.
  CHECK(naru::run(*proactor, naru::with_timeout(value_of(3), -1s)).value() == 3);
  const auto endless = naru::proactor::duration::max();
  CHECK(naru::run(*proactor, naru::with_timeout(value_after(4, 1ms), endless)).value() == 4);
}

TEST_CASE_FIXTURE(no_frame_is_left, "what_does_not_end_in_time_has_timed_out") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  std::array<std::byte, 4> storage{};
  CHECK_FALSE(send(*proactor, pair.client, naru::buffer(storage, 2)).error);
  const auto result = naru::run(
      *proactor, naru::with_timeout(pair.server.receive_exactly(naru::buffer(storage)), 20ms));
  CHECK(result.error == std::errc::timed_out);
  CHECK(result.bytes == 2);  // and the bytes are not lost
  CHECK(naru::run(*proactor, naru::with_timeout(naru::sleep_for(1h), 1ms)) == std::errc::timed_out);
  auto number = naru::run(*proactor, naru::with_timeout(finish_late(5), 1ms));
  CHECK(number.error == std::errc::timed_out);
  CHECK(number.content == 5);
  CHECK_THROWS_AS(static_cast<void>(number.value()), std::system_error);
}

TEST_CASE_FIXTURE(no_frame_is_left, "limits_nest_and_the_shorter_one_counts") {
  const auto proactor = test_proactor();
  CHECK(naru::run(*proactor, naru::with_timeout(naru::with_timeout(naru::sleep_for(1h), 1h),
                                                1ms)) == std::errc::timed_out);
  CHECK(naru::run(*proactor, naru::with_timeout(naru::with_timeout(naru::sleep_for(1h), 1ms),
                                                1h)) == std::errc::timed_out);
}

TEST_CASE_FIXTURE(no_frame_is_left, "an_exception_passes_a_limit") {
  const auto proactor = test_proactor();
  CHECK_THROWS_AS(
      static_cast<void>(naru::run(*proactor, naru::with_timeout(failing_after(1, 1ms), 5s))),
      failure);
  try {
    static_cast<void>(naru::run(*proactor, naru::with_timeout(wait_and_throw(), 1ms)));
    FAIL_CHECK("nothing was thrown");
  } catch (const std::system_error& thrown) {
    CHECK(thrown.code() == std::errc::timed_out);
  }
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_is_no_timeout") {
  const auto proactor = test_proactor();
  std::error_code error;
  const auto wait = [](std::error_code& result) -> naru::task<> {
    result = co_await naru::with_timeout(naru::sleep_for(1h), 1h);
  };
  naru::run(*proactor, stopped(*proactor, wait(error)));
  CHECK(error == std::errc::operation_canceled);
  error.clear();
  naru::run(*proactor, stopped_before(*proactor, wait(error)));
  CHECK(error == std::errc::operation_canceled);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_limit_that_passes_after_a_stop_is_no_timeout") {
  const auto proactor = test_proactor();
  std::error_code error;
  const auto wait = [](std::error_code& result) -> naru::task<> {
    result = co_await naru::with_timeout(end_long_after_a_stop(), 1ms);
  };
  naru::run(*proactor, stopped_before(*proactor, wait(error)));
  CHECK(error == std::errc::operation_canceled);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_limit_and_its_operation_may_end_at_the_same_moment") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 3);
  const auto race = [](std::size_t rounds, int& ended) -> naru::task<> {
    for (std::size_t i = 0; i < rounds; ++i) {
      const std::chrono::microseconds time(i % 50);
      const std::error_code error =
          co_await naru::with_timeout(naru::sleep_for(time), std::chrono::microseconds(25));
      ended += !error || error == std::errc::timed_out ? 1 : 0;
    }
  };
  std::array<int, 4> ended{};
  const std::size_t rounds = scaled(1'000);
  naru::sync_wait(*proactor, naru::when_all(race(rounds, ended[0]), race(rounds, ended[1]),
                                            race(rounds, ended[2]), race(rounds, ended[3])));
  for (const int each : ended) CHECK(each == static_cast<int>(rounds));
}

TEST_SUITE_END();
