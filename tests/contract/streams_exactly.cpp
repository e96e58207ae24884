// Receives that fill their buffers: they end with the last byte of room, or report the bytes that
// came before they failed (rules 1, 3, 6 and 8).
#include "support.hpp"

#include <array>

using namespace contract;

namespace {

/// Pieces of changing sizes over one piece of memory, an empty one before each.
std::vector<naru::mutable_buffer> pieces_of(bytes& memory, std::size_t largest) {
  std::vector<naru::mutable_buffer> pieces;
  std::size_t begin = 0;
  for (std::size_t size = 1; begin < memory.size(); size = size % largest + 1) {
    const std::size_t here = std::min(size, memory.size() - begin);
    pieces.push_back({});
    pieces.push_back(std::span(memory).subspan(begin, here));
    begin += here;
  }
  return pieces;
}

}  // namespace

TEST_SUITE_BEGIN("streams");

TEST_CASE("read_exactly_across_many_segments") {
  const bytes out = pattern(1'000);
  bytes in(out.size());
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive_exactly(in, received);
  for (std::size_t begin = 0; begin < out.size(); begin += 50) {
    CHECK(received.completions() == 0);
    REQUIRE_FALSE(send(*proactor, pair.client, std::span(out).subspan(begin, 50)).error);
    proactor->run_for(1ms);
  }
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK_FALSE(received.error());
  CHECK(received.bytes() == out.size());
  CHECK(received.completions() == 1);
  CHECK(in == out);
}

TEST_CASE("read_exactly_takes_no_byte_more") {
  const bytes out = pattern(100);
  std::array<std::byte, 60> first{};
  std::array<std::byte, 40> second{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  REQUIRE_FALSE(send(*proactor, pair.client, out).error);
  const auto start = finish(
      *proactor, [&](auto& op) { return pair.server.receive_exactly(naru::buffer(first), op); });
  CHECK_FALSE(start.error);
  CHECK(start.bytes == first.size());
  const auto rest = finish(
      *proactor, [&](auto& op) { return pair.server.receive_exactly(naru::buffer(second), op); });
  CHECK_FALSE(rest.error);
  CHECK(is_pattern(first));
  CHECK(is_pattern(second, first.size()));
}

TEST_CASE("read_exactly_into_no_room_completes") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto nothing = finish(
      *proactor, [&](auto& op) { return pair.server.receive_exactly(naru::mutable_buffer(), op); });
  CHECK_FALSE(nothing.error);
  CHECK(nothing.bytes == 0);
}

TEST_CASE("read_exactly_into_more_than_64_buffers") {
  const bytes out = pattern(20'000);
  bytes in(out.size());
  const auto pieces = pieces_of(in, 97);
  REQUIRE(pieces.size() > 4 * 64);
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive_exactly(pieces, received);
  for (std::size_t begin = 0; begin < out.size(); begin += 5'000) {
    REQUIRE_FALSE(send(*proactor, pair.client, std::span(out).subspan(begin, 5'000)).error);
  }
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK_FALSE(received.error());
  CHECK(received.bytes() == out.size());
  CHECK(in == out);
}

TEST_CASE("read_exactly_64_MiB") {
  const bytes out = pattern(64 * mebibyte);
  bytes in(out.size());
  recorder sent;
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive_exactly(in, received);
  pair.client.send(out, sent);
  REQUIRE(run_until(*proactor, [&] { return received.completed() && sent.completed(); }, 40s));
  CHECK_FALSE(received.error());
  CHECK(received.bytes() == out.size());
  CHECK(in == out);
}

TEST_CASE("read_exactly_reports_what_came_before_the_end") {
  const bytes out = pattern(10);
  std::array<std::byte, 16> storage{};
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive_exactly(naru::buffer(storage), received);
  REQUIRE_FALSE(send(*proactor, pair.client, out).error);
  proactor->run_for(5ms);
  CHECK_FALSE(pair.client.shutdown_send());
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == naru::error::end_of_stream);
  CHECK(received.bytes() == 10);
  CHECK(is_pattern(std::span(storage).first(10)));
  // Once more: no more bytes will come.
  const auto again = finish(
      *proactor, [&](auto& op) { return pair.server.receive_exactly(naru::buffer(storage), op); });
  CHECK(again.error == naru::error::end_of_stream);
  CHECK(again.bytes == 0);
}

TEST_CASE("read_exactly_reports_what_came_before_a_reset") {
  std::array<std::byte, 16> storage{};
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive_exactly(naru::buffer(storage), received);
  REQUIRE_FALSE(send(*proactor, pair.client, pattern(10)).error);
  proactor->run_for(20ms);
  pair.client.close(naru::close_mode::reset);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == std::errc::connection_reset);
  CHECK(received.bytes() == 10);
}

TEST_CASE("read_exactly_canceled_in_the_middle_loses_nothing") {
  const bytes out = pattern(16);
  std::array<std::byte, 16> storage{};
  std::array<recorder, 2> attempts;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  for (recorder& received : attempts) {
    pair.server.receive_exactly(naru::buffer(storage), received);
    REQUIRE_FALSE(send(*proactor, pair.client, std::span(out).first(7)).error);
    proactor->run_for(5ms);
    CHECK(received.completions() == 0);
    if (&received == &attempts.front()) {
      pair.server.cancel(received);
    } else {
      pair.server.cancel(naru::direction::receive);
    }
    REQUIRE(run_until_completed(*proactor, {&received}));
    CHECK(received.error() == std::errc::operation_canceled);
    REQUIRE(received.bytes() <= 7);
    // The rest is still there.
    REQUIRE_FALSE(send(*proactor, pair.client, std::span(out).subspan(7)).error);
    const auto rest = finish(*proactor, [&](auto& op) {
      return pair.server.receive_exactly(std::span(storage).subspan(received.bytes()), op);
    });
    CHECK_FALSE(rest.error);
    CHECK(is_pattern(storage));
  }
}

TEST_CASE("read_exactly_is_canceled_by_close") {
  std::array<std::byte, 16> storage{};
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive_exactly(naru::buffer(storage), received);
  REQUIRE_FALSE(send(*proactor, pair.client, pattern(5)).error);
  proactor->run_for(5ms);
  pair.server.close();
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == std::errc::operation_canceled);
  CHECK(received.bytes() <= 5);
}

TEST_CASE("read_exactly_beside_a_receive_is_refused") {
  std::array<std::byte, 8> storage{};
  std::array<std::byte, 8> other_storage{};
  recorder first;
  recorder second;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive_exactly(naru::buffer(storage), first);
  pair.server.receive(naru::buffer(other_storage), second);
  REQUIRE(run_until_completed(*proactor, {&second}));
  CHECK(second.error() == naru::error::operation_already_pending);
  REQUIRE_FALSE(send(*proactor, pair.client, pattern(8)).error);
  REQUIRE(run_until_completed(*proactor, {&first}));
  CHECK(first.bytes() == 8);

  naru::tcp_stream unconnected(*proactor);
  const auto refused = finish(
      *proactor, [&](auto& op) { return unconnected.receive_exactly(naru::buffer(storage), op); });
  CHECK(refused.error == std::errc::not_connected);
}

// More than one look at the system may bring: Asio's handlers come in batches of 64, and each may
// bring a mebibyte.
TEST_CASE("a_receive_exactly_does_not_hold_up_a_timer") {
  constexpr std::size_t size = 160 * mebibyte;
  const bytes out(size);
  bytes in(size);
  recorder sent;
  recorder received;
  recorder expired;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  naru::timer timer(*proactor);
  int before_the_end = 0;
  expired.then([&](naru::io_result result) {
    if (result.error || received.completed()) return;
    ++before_the_end;
    timer.wait_for(1ms, expired);
  });
  pair.server.receive_exactly(in, received);
  timer.wait_for(1ms, expired);
  pair.client.send(out, sent);
  REQUIRE(run_until(*proactor, [&] { return received.completed() && sent.completed(); }, 40s));
  CHECK_FALSE(received.error());
  CHECK(received.bytes() == size);
  CHECK(before_the_end > 0);
  CHECK(run_until(*proactor, [&] { return !expired.pending(); }));
}

TEST_SUITE_END();
