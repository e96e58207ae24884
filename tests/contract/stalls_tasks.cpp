// Tasks with a limit that have ended before the limit has its turn, after a stall (rule 14).
#include "coroutines.hpp"

#include <array>
#include <system_error>
#include <thread>
#include <vector>

using namespace contract;

namespace {

constexpr std::chrono::milliseconds task_limit = 50ms;

/// Holds the thread up until every limit has passed, as a pause of the machine does.
void hold_up() { contract::hold_up(2 * task_limit); }

naru::task<std::size_t> count_received(naru::tcp_stream& stream) {
  std::array<std::byte, 4> storage{};
  const auto result = co_await stream.receive(naru::buffer(storage));
  co_return result.bytes;
}

naru::task<> receive_and_throw(naru::tcp_stream& stream) {
  static_cast<void>(co_await count_received(stream));
  throw std::system_error(std::make_error_code(std::errc::operation_canceled));
}

naru::task<std::error_code> receive_and_say_canceled(naru::tcp_stream& stream) {
  static_cast<void>(co_await count_received(stream));
  co_return std::make_error_code(std::errc::operation_canceled);
}

/// Awaits what `make` makes of the stream, with a limit that passes while the thread is held up
/// and the answer comes.
template <class Make>
auto limited(naru::proactor& proactor, connected_pair& pair, Make make) {
  constexpr std::array<std::byte, 1> answer{};
  recorder sent;
  recorder held_up([&](naru::io_result) {
    pair.server.send(naru::buffer(answer), sent);
    hold_up();
  });
  // Posted by the task, so that the limit is running when the thread is held up.
  auto result = naru::run(proactor,
                          [](auto& on, auto& post, auto task) -> decltype(naru::with_timeout(
                                                                  std::move(task), task_limit)) {
                            on.post(post);
                            co_return co_await naru::with_timeout(std::move(task), task_limit);
                          }(proactor, held_up, make(pair.client)));
  CHECK(run_until_completed(proactor, {&sent, &held_up}));
  return result;
}

/// Receives the parts of a message one after the other. Its result has no error code.
naru::task<std::size_t> receive_parts(naru::tcp_stream& stream, std::size_t parts) {
  std::array<std::byte, 4> part{};
  std::size_t received = 0;
  for (std::size_t i = 0; i < parts; ++i) {
    const naru::io_result result = co_await stream.receive_exactly(naru::buffer(part));
    if (result.error) break;
    received += result.bytes;
  }
  co_return received;
}

/// All parts come at once, and the thread is held up for twice the limit.
naru::task<naru::result<std::size_t>> receive_parts_after_a_stall(naru::proactor& proactor,
                                                                  connected_pair& pair,
                                                                  std::size_t parts) {
  constexpr std::chrono::milliseconds limit = 400ms;
  const std::vector<std::byte> message(4 * parts);
  recorder sent;
  recorder held_up([&](naru::io_result) {
    pair.server.send(naru::buffer(message), sent);
    contract::hold_up(2 * limit);
  });
  proactor.post(held_up);
  auto result = co_await naru::with_timeout(receive_parts(pair.client, parts), limit);
  while (sent.pending() || held_up.pending()) co_await naru::yield();
  co_return result;
}

}  // namespace

TEST_SUITE_BEGIN("stalls");

TEST_CASE_FIXTURE(no_frame_is_left,
                  "a_task_that_ended_before_its_limit_had_its_turn_has_no_error") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto result = limited(*proactor, pair, [](auto& stream) { return count_received(stream); });
  CHECK_FALSE(result.error);
  CHECK(result.content == 1);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_cancel_that_came_before_the_limit_stays_what_it_is") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  CHECK(limited(*proactor, pair, [](auto& stream) { return receive_and_say_canceled(stream); }) ==
        std::errc::operation_canceled);
  std::error_code thrown;
  try {
    limited(*proactor, pair, [](auto& stream) { return receive_and_throw(stream); });
  } catch (const std::system_error& error) {
    thrown = error.code();
  }
  CHECK(thrown == std::errc::operation_canceled);
}

// The limit ends the wait for a peer, not the work on what has come.
TEST_CASE_FIXTURE(no_frame_is_left, "a_stall_takes_no_time_from_a_task_of_several_parts") {
  for (const std::size_t parts : {1U, 2U, 6U}) {
    CAPTURE(parts);
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    const auto result = naru::run(*proactor, receive_parts_after_a_stall(*proactor, pair, parts));
    CHECK_FALSE(result.error);
    CHECK(result.content == 4 * parts);
  }
}

TEST_SUITE_END();
