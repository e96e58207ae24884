// Helpers of the suite coroutines: a fixture that counts frames, and ways to stop a task.
//
// GCC before 12.3 does not run a coroutine that has no variable at its outermost level and a
// co_await in a condition (GCC bug 106188): hence the variables for conditions.
#pragma once

#include "support.hpp"

#include <naru/detail/frame_memory.hpp>

#include <concepts>
#include <cstddef>
#include <system_error>
#include <utility>

namespace contract {

/// A fixture that checks that every task of a case has been freed at its end.
class no_frame_is_left {
 public:
  no_frame_is_left() = default;
  no_frame_is_left(const no_frame_is_left&) = delete;
  no_frame_is_left& operator=(const no_frame_is_left&) = delete;
  ~no_frame_is_left() { CHECK(naru::detail::live_frames() == before_); }

 private:
  std::ptrdiff_t before_ = naru::detail::live_frames();
};

/// Runs `child` and asks it to stop once it waits.
inline naru::task<> stopped(naru::proactor& proactor, naru::task<> child) {
  naru::task_scope scope(proactor);
  scope.spawn(std::move(child));
  co_await naru::yield();
  scope.request_stop();
  co_await scope.join();
}

/// Runs `child`, which has been asked to stop before.
inline naru::task<> stopped_before(naru::proactor& proactor, naru::task<> child) {
  naru::task_scope scope(proactor);
  scope.request_stop();
  scope.spawn(std::move(child));
  co_await scope.join();
}

struct failure {
  int number = 0;
};

inline naru::task<int> value_of(int number) { co_return number; }
inline naru::task<int> value_after(int number, naru::proactor::duration time) {
  co_await naru::sleep_for(time);
  co_return number;
}
inline naru::task<int> failing(int number) {
  throw failure{number};
  co_return 0;
}
inline naru::task<int> failing_after(int number, naru::proactor::duration time) {
  co_await naru::sleep_for(time);
  throw failure{number};
}

inline bool is_canceled(const std::error_code& error) {
  return error == std::errc::operation_canceled;
}

/// Awaits the result of `make`, and keeps how it ended.
template <class Make>
naru::task<> keep_error(Make make, std::error_code& error) {
  auto result = co_await make();
  if constexpr (std::same_as<decltype(result), std::error_code>) {
    error = result;
  } else {
    error = result.error;
  }
}

/// Checks that both stops end it with operation_canceled.
template <class Make>
void check_stops(naru::proactor& proactor, Make make) {
  std::error_code error;
  naru::run(proactor, stopped(proactor, keep_error(make, error)));
  CHECK(error == std::errc::operation_canceled);
  error.clear();
  naru::run(proactor, stopped_before(proactor, keep_error(make, error)));
  CHECK(error == std::errc::operation_canceled);
}

}  // namespace contract
