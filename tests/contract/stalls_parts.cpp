// An operation of several parts that a cancel meets between two of them: a part has come, nobody
// has seen it yet, and the rest lies with the system (rules 6 and 14).
#include "rounds.hpp"
#include "support.hpp"

using namespace contract;

namespace {

/// Each byte a buffer of its own, so that no system takes all of them at a time.
std::vector<naru::mutable_buffer> single_bytes(bytes& of) {
  std::vector<naru::mutable_buffer> row;
  for (std::byte& each : of) row.emplace_back(&each, 1);
  return row;
}
std::vector<naru::const_buffer> single_bytes(const bytes& of) {
  std::vector<naru::const_buffer> row;
  for (const std::byte& each : of) row.emplace_back(&each, 1);
  return row;
}

// More than a backend hands to the system in a row, and less than it looks for after a cancel. Both
// are counted in calls of 64 buffers: four and eight.
constexpr std::size_t few_parts = 400;
constexpr std::size_t many_parts = 5'000;

/// A receive of so many parts, of which all have come, and that is cancelled then.
struct cancelled_receive {
  enum class begins { before_they_come, after_they_came };

  recorder received;
  recorder sent;
  bytes storage;

  cancelled_receive(std::size_t parts, begins when, std::chrono::milliseconds time)
      : storage(parts) {
    const bytes message = pattern(parts);
    const auto row = single_bytes(storage);
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    const auto start = [&] { pair.client.receive_exactly(row, received); };
    if (when == begins::before_they_come) start();
    pair.server.send(naru::buffer(message), sent);
    std::this_thread::sleep_for(time);
    if (when == begins::after_they_came) start();
    pair.client.cancel(received);
    CHECK(run_until_completed(*proactor, {&received, &sent}));
  }
};

}  // namespace

TEST_SUITE_BEGIN("stalls");

TEST_CASE("a_cancelled_exact_receive_whose_parts_came_says_so") {
  for (const auto when :
       {cancelled_receive::begins::before_they_come, cancelled_receive::begins::after_they_came}) {
    CAPTURE(static_cast<int>(when));
    CHECK(one_round_succeeds([&](std::chrono::milliseconds time) {
      const cancelled_receive one(few_parts, when, time);
      return !one.received.error() && one.received.bytes() == few_parts && is_pattern(one.storage);
    }));
  }
}

TEST_CASE("a_cancelled_exact_receive_takes_a_few_parts_only") {
  const cancelled_receive one(many_parts, cancelled_receive::begins::after_they_came, 20ms);
  CHECK(one.received.error() == std::errc::operation_canceled);
  CHECK(one.received.bytes() < many_parts);
  CHECK(is_pattern(std::span(one.storage).first(one.received.bytes())));
}

TEST_CASE("a_cancelled_send_whose_parts_find_room_says_so") {
  const bytes message = pattern(few_parts);
  const auto row = single_bytes(message);
  recorder sent;
  bytes found(message.size());
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.send(row, sent);
  pair.client.cancel(sent);
  CHECK(run_until_completed(*proactor, {&sent}));
  CHECK_FALSE(sent.error());
  CHECK(sent.bytes() == message.size());
  CHECK_FALSE(receive_exactly(*proactor, pair.server, naru::buffer(found)).error);
  CHECK(is_pattern(found));
}

TEST_SUITE_END();
