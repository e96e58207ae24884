// Cancelling is a request, and nothing is lost by it (rules 1, 4 and 6). Closing is in close.cpp.
#include "support.hpp"

#include <array>

using namespace contract;

namespace {

constexpr std::size_t more_than_the_system_buffers = 32 * 1024 * 1024;

/// One round: a receive, the byte that it waits for, and a cancel, in changing order. The
/// completions run on other threads.
class cancel_race {
 public:
  cancel_race() {
    sent.then([this](naru::io_result) { both_.arrive(); });
    received.then([this](naru::io_result) { both_.arrive(); });
  }

  [[nodiscard]] bool play(connected_pair& pair, std::size_t round) {
    both_.restart(2);
    pair.server.receive(naru::buffer(in_), received);
    if (round % 3 == 0) pair.server.cancel(naru::direction::receive);
    pair.client.send(naru::buffer(out_), sent);
    if (round % 3 == 1) pair.server.cancel(naru::direction::receive);
    if (round % 3 == 2) pair.server.cancel();
    if (!both_.wait()) return false;
    count(received.result());
    return true;
  }

  std::size_t received_rounds = 0;
  std::size_t canceled_rounds = 0;
  std::size_t wrong_rounds = 0;
  recorder sent;
  recorder received;

 private:
  void count(const naru::io_result& result) {
    if (!result.error && result.bytes == 1) {
      ++received_rounds;
    } else if (result.error == std::errc::operation_canceled && result.bytes == 0) {
      ++canceled_rounds;
    } else {
      ++wrong_rounds;
    }
  }

  countdown both_{0};
  std::array<std::byte, 1> out_{std::byte{1}};
  std::array<std::byte, 1> in_{};
};

}  // namespace

TEST_SUITE_BEGIN("cancel");

TEST_CASE("cancel_pending_read") {
  std::array<std::byte, 8> storage{};
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage), received);
  pair.server.cancel(naru::direction::receive);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.completions() == 1);
  CHECK(received.error() == std::errc::operation_canceled);
  CHECK(received.error() != std::errc::timed_out);
  CHECK(received.bytes() == 0);
  CHECK(pair.server.is_open());

  // The stream works as before.
  REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer(storage)).error);
  CHECK_FALSE(receive_exactly(*proactor, pair.server, naru::buffer(storage)).error);
}

TEST_CASE("cancel_a_zero_length_receive") {
  recorder readable;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive(naru::mutable_buffer(), readable);
  proactor->run_for(5ms);
  pair.server.cancel();
  REQUIRE(run_until_completed(*proactor, {&readable}));
  CHECK(readable.error() == std::errc::operation_canceled);
}

TEST_CASE("cancel_one_leaves_the_other") {
  const bytes out = pattern(more_than_the_system_buffers);
  bytes in(out.size());
  std::array<std::byte, 8> storage{};
  recorder sent;
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.receive(naru::buffer(storage), received);
  pair.client.send(out, sent);
  proactor->run_for(5ms);
  pair.client.cancel(naru::direction::receive);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == std::errc::operation_canceled);
  CHECK(sent.completions() == 0);
  REQUIRE_FALSE(receive_exactly(*proactor, pair.server, in).error);
  REQUIRE(run_until_completed(*proactor, {&sent}));
  CHECK_FALSE(sent.error());
  CHECK(in == out);
}

TEST_CASE("cancel_a_blocked_send_leaves_the_receive") {
  const bytes out = pattern(more_than_the_system_buffers);
  std::array<std::byte, 8> storage{};
  recorder sent;
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.receive(naru::buffer(storage), received);
  pair.client.send(out, sent);
  proactor->run_for(5ms);
  pair.client.cancel(naru::direction::send);
  REQUIRE(run_until_completed(*proactor, {&sent}));
  CHECK(sent.error() == std::errc::operation_canceled);
  CHECK(sent.bytes() < out.size());
  CHECK(received.completions() == 0);
  REQUIRE_FALSE(send(*proactor, pair.server, naru::buffer(storage)).error);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK_FALSE(received.error());
}

TEST_CASE("cancelled_receives_leave_a_send_that_moves_whole") {
  const std::size_t cancels = scaled(200);
  const bytes out = pattern(16 * 1024 * 1024);
  bytes in(out.size());
  std::array<std::byte, 8> storage{};
  recorder sent;
  recorder received;
  recorder canceled;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.send(out, sent);
  pair.server.receive_exactly(in, received);
  for (std::size_t i = 0; i < cancels && !sent.completed(); ++i) {
    pair.client.receive(naru::buffer(storage), canceled);
    proactor->poll();
    pair.client.cancel(naru::direction::receive);
    REQUIRE(run_until(*proactor, [&] { return !canceled.pending(); }));
    CHECK(canceled.error() == std::errc::operation_canceled);
  }
  REQUIRE(run_until_completed(*proactor, {&sent, &received}));
  CHECK_FALSE(sent.error());
  CHECK(sent.bytes() == out.size());
  CHECK_FALSE(received.error());
  CHECK((in == out));
}

TEST_CASE("cancel_with_nothing_pending") {
  std::array<std::byte, 8> storage{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.cancel();
  pair.server.cancel(naru::direction::send);
  // Later transfers are not affected.
  REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer(storage)).error);
  CHECK_FALSE(receive_exactly(*proactor, pair.server, naru::buffer(storage)).error);
  CHECK_FALSE(send(*proactor, pair.server, naru::buffer(storage)).error);
}

TEST_CASE("what_was_received_is_not_lost_to_a_cancel") {
  // The bytes are there, the receive has been started, the loop has not run yet.
  std::array<std::byte, 8> storage{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  for (std::size_t round = 0; round < 50; ++round) {
    const bytes out = pattern(8, round);
    REQUIRE_FALSE(send(*proactor, pair.client, out).error);
    const auto first = finish(*proactor, [&](auto& op) {
      const auto submission = pair.server.receive(naru::buffer(storage), op);
      pair.server.cancel();
      return submission;
    });
    CHECK(one_of(first.error, {std::error_condition(), std::errc::operation_canceled}));
    const auto rest = std::span(storage).subspan(first.bytes);
    REQUIRE_FALSE(receive_exactly(*proactor, pair.server, rest).error);
    CHECK(is_pattern(storage, round));
  }
}

TEST_CASE("cancel_races_completion_exactly_one_callback") {
  if (!runs_on_threads()) return;
  const std::size_t rounds = promised(10'000);
  cancel_race race;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  {
    const naru::work_guard guard(*proactor);
    naru::worker_pool workers(*proactor, 3);
    for (std::size_t round = 0; round < rounds; ++round) REQUIRE(race.play(pair, round));
  }
  CHECK(race.wrong_rounds == 0);
  CHECK(race.received_rounds + race.canceled_rounds == rounds);
  CHECK(static_cast<std::size_t>(race.sent.completions()) == rounds);
  CHECK(static_cast<std::size_t>(race.received.completions()) == rounds);
  CHECK_FALSE(race.sent.error());

  // Every byte that no receive took is still there, and not one more.
  proactor->restart();
  bytes rest(race.canceled_rounds);
  CHECK_FALSE(receive_exactly(*proactor, pair.server, rest).error);
  CHECK_FALSE(pair.client.shutdown_send());
  rest.resize(1);
  CHECK(receive(*proactor, pair.server, rest).error == naru::error::end_of_stream);
}

TEST_CASE("buffer_untouched_after_the_callback") {
  std::array<std::byte, 64> storage{};
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  received.then([&](naru::io_result) { storage.fill(std::byte{0x5a}); });
  pair.server.receive(naru::buffer(storage), received);
  proactor->run_for(5ms);
  pair.server.cancel();
  REQUIRE(run_until_completed(*proactor, {&received}));
  REQUIRE(received.error() == std::errc::operation_canceled);
  const bytes late(64, std::byte{0x11});
  REQUIRE_FALSE(send(*proactor, pair.client, late).error);
  proactor->run_for(20ms);
  CHECK(std::ranges::count(storage, std::byte{0x5a}) == 64);

  bytes in(64);
  CHECK_FALSE(receive_exactly(*proactor, pair.server, in).error);
  CHECK(in == late);
}

TEST_CASE("operation_reused_inside_its_callback") {
  // One operation does everything in turn: posted work, a wait, a send, a receive, a close.
  std::array<std::byte, 4> storage{};
  int step = 0;
  recorder op;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  naru::timer timer(*proactor);
  op.then([&](naru::io_result result) {
    CHECK_FALSE(result.error);
    if (result.error) return;
    switch (++step) {
      case 1:
        timer.wait_for(1ms, op);
        break;
      case 2:
        pair.server.send(naru::buffer(storage), op);
        break;
      case 3:
        pair.client.receive(naru::buffer(storage), op);
        break;
      case 4:
        pair.client.close(naru::close_mode::graceful, op);
        break;
      default:
        break;
    }
  });
  proactor->post(op);
  REQUIRE(run_until(*proactor, [&] { return op.completions() == 5; }));
  CHECK(step == 5);
  CHECK_FALSE(op.pending());
}

TEST_SUITE_END();
