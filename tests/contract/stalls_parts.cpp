// A cancel meets an operation of several parts between two of them: a part has come, no thread has
// seen it yet, and the rest is still in the system (rules 6 and 14).
#include "held_look.hpp"
#include "native_socket.hpp"
#include "rounds.hpp"

#include <array>
#include <deque>
#include <optional>
#include <string_view>

using namespace contract;

namespace {

// Long enough for a busy machine to bring the bytes.
constexpr std::chrono::milliseconds read_limit = 500ms;

/// A buffer for each byte, so that no system takes all of them at a time.
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

// More than a backend gives to the system in a row, and less than it looks for after a cancel.
// Both are counted in calls of 64 buffers: four and eight.
constexpr std::size_t few_parts = 400;
constexpr std::size_t many_parts = 5'000;

/// A receive of so many parts. All of them have come, and then it is cancelled.
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
    hold_up(time);
    if (when == begins::after_they_came) start();
    pair.client.cancel(received);
    CHECK(run_until_completed(*proactor, {&received, &sent}));
  }
};

/// A reader at one end of a connection, and a peer that belongs to no proactor.
struct served_reader {
  recorder read;
  std::optional<naru::deadline> limited;
  std::array<std::byte, 8> storage{};
  std::optional<naru::tcp_stream> stream;
  std::optional<native_socket> peer;
  std::optional<naru::buffered_reader> reader;

  void connect(naru::proactor& proactor, naru::tcp_listener& listener) {
    limited.emplace(proactor);
    stream.emplace(proactor);
    peer.emplace(native_socket::kind::stream);
    CHECK(peer->connect(listener.local_endpoint()));
    CHECK_FALSE(accept(proactor, listener, *stream).error);
    reader.emplace(*stream, naru::buffer(storage));
  }
  void write(std::string_view text) const {
    for (const char each : text) CHECK(peer->send(static_cast<std::byte>(each)));
  }
  [[nodiscard]] std::string_view text() const { return reader->data(); }
};

/// A read that is cancelled by a function that runs before the completion of its first part, when
/// `rest` has come.
template <class Start, class Rest>
void cancel_after_a_part(served_reader& one, std::chrono::milliseconds time, Start start,
                         Rest rest) {
  recorder canceling;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  one.connect(*proactor, listener);
  canceling.then([&](naru::io_result) {
    rest();
    hold_up(time);
    one.reader->cancel();
  });
  start();
  one.write("a");
  hold_up(time);
  proactor->post(canceling);
  CHECK(run_until_completed(*proactor, {&one.read, &canceling}));
  one.peer.reset();
}

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

TEST_CASE("a_cancelled_read_whose_rest_came_says_so") {
  if (!has_native_handles()) return;
  CHECK(one_round_succeeds([&](std::chrono::milliseconds time) {
    served_reader one;
    cancel_after_a_part(
        one, time, [&] { one.reader->read_exactly(4, one.read); }, [&] { one.write("bcd"); });
    return !one.read.error() && one.read.bytes() == 4 && one.text() == "abcd";
  }));
  CHECK(one_round_succeeds([&](std::chrono::milliseconds time) {
    served_reader one;
    cancel_after_a_part(
        one, time, [&] { one.reader->read_until("\n", one.read); }, [&] { one.write("b\nc"); });
    return !one.read.error() && one.read.bytes() == 3 && one.text() == "ab\nc";
  }));
}

TEST_CASE("a_cancelled_read_whose_rest_has_not_come_ends") {
  if (!has_native_handles()) return;
  CHECK(one_round_succeeds([&](std::chrono::milliseconds time) {
    served_reader one;
    cancel_after_a_part(
        one, time, [&] { one.reader->read_exactly(4, one.read); }, [&] { one.write("bc"); });
    CHECK(one.read.error() == std::errc::operation_canceled);
    return one.read.bytes() == 3 && one.text() == "abc";
  }));
}

TEST_CASE("a_cancelled_read_whose_end_came_says_so") {
  if (!has_native_handles()) return;
  CHECK(one_round_succeeds([&](std::chrono::milliseconds time) {
    served_reader one;
    cancel_after_a_part(
        one, time, [&] { one.reader->read_exactly(4, one.read); }, [&] { one.peer.reset(); });
    return one.read.error() == naru::error::end_of_stream && one.text() == "a";
  }));
}

TEST_CASE("a_cancelled_read_of_a_closed_stream_is_canceled") {
  if (!has_native_handles()) return;
  served_reader one;
  cancel_after_a_part(
      one, 5ms, [&] { one.reader->read_exactly(2, one.read); },
      [&] {
        one.write("b");
        one.stream->close();
      });
  CHECK(one.read.error() == std::errc::operation_canceled);
}

TEST_CASE("a_read_whose_rest_came_before_its_limit_is_not_timed_out") {
  if (!has_native_handles()) return;
  if (!runs_on_threads()) return;
  std::deque<served_reader> all(10);
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  for (served_reader& each : all) each.connect(*proactor, listener);
  for (served_reader& each : all) {
    each.reader->read_exactly(2, each.limited->arm(*each.reader, read_limit, each.read));
  }
  for (const served_reader& each : all) each.write("a");
  hold_up(read_limit / 2);
  held_look held(*proactor);
  REQUIRE(held.complete());
  for (const served_reader& each : all) each.write("b");
  CHECK(held.pass_limits(read_limit));
  held.release();
  CHECK(wait_until([&] {
    return std::ranges::all_of(all, [](const auto& each) { return each.read.completed(); });
  }));
  for (const served_reader& each : all) {
    CHECK_FALSE(each.read.error());
    CHECK(each.text() == "ab");
  }
}

TEST_SUITE_END();
