// Bursts of datagrams, with udp_options::receive_coalesced and without. A system that hands over
// several datagrams in one piece must show the same as one that does not.
#include "datagram_support.hpp"
#include "rounds.hpp"

#include <algorithm>
#include <array>

using namespace contract;

namespace {

/// The sizes in the order in which they are sent. Rows of one size, some with a shorter last one,
/// leave in one piece on some systems. One of them is the last, so that a part of it is all that
/// is left.
constexpr std::array<std::size_t, 30> sizes{
    64,    64,    64,    64, 64, 64, 64, 64, 30,    200, 200, 200, 1,  0,  1'000,
    1'000, 1'000, 1'000, 64, 64, 0,  0,  64, 9'000, 20,  64,  64,  64, 64, 10};

/// Bursts from two senders, and a check of each datagram that comes.
class burst {
 public:
  burst(naru::proactor& proactor, bool coalesced)
      : receiver(proactor, loopback(), {.receive_coalesced = coalesced}),
        proactor_(proactor),
        senders_{naru::udp_socket(proactor, loopback()), naru::udp_socket(proactor, loopback())} {
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      payloads_[i].assign(sizes[i], static_cast<std::byte>(i));
      outgoing_[i] = {naru::buffer(payloads_[i]), receiver.local_endpoint()};
    }
  }

  void send(std::size_t count = sizes.size()) {
    for (naru::udp_socket& sender : senders_) {
      const auto some = std::span<const naru::outgoing_datagram>(outgoing_).first(count);
      const auto sent =
          finish(proactor_, [&](naru::operation& op) { return sender.send_batch(some, op); });
      REQUIRE_FALSE(sent.error);
      REQUIRE(sent.bytes == count);
    }
  }

  /// Datagrams of one sender come in order.
  void check(const naru::datagram& came) {
    const std::size_t who = came.source == senders_[0].local_endpoint() ? 0 : 1;
    CAPTURE(who);
    REQUIRE(came.source == senders_[who].local_endpoint());
    const std::size_t number = next_[who]++;
    CAPTURE(number);
    REQUIRE(number < sizes.size());
    const std::size_t room = came.buffer.size();
    CHECK(came.size == std::min(sizes[number], room));
    CHECK(came.truncated == (sizes[number] > room));
    const auto is_its = [&](std::byte each) { return each == static_cast<std::byte>(number); };
    CHECK(std::ranges::all_of(came.payload(), is_its));
  }
  [[nodiscard]] std::size_t came() const { return next_[0] + next_[1]; }
  [[nodiscard]] bool all_came() const { return came() == 2 * sizes.size(); }

  /// Receives the next datagram into `room` bytes, and checks it.
  void receive_one(std::size_t room) {
    naru::datagram one;
    one.buffer = {storage_.data(), room};
    const auto result = receive_from(proactor_, receiver, one.buffer, one.source);
    one.truncated = result.error == std::errc::message_size;
    if (!one.truncated) REQUIRE_FALSE(result.error);
    one.size = result.bytes;
    check(one);
  }

  naru::udp_socket receiver;

 private:
  naru::proactor& proactor_;
  std::array<naru::udp_socket, 2> senders_;
  std::array<bytes, sizes.size()> payloads_;
  std::array<naru::outgoing_datagram, sizes.size()> outgoing_;
  std::array<std::size_t, 2> next_{};
  std::array<std::byte, 10'000> storage_{};
};

/// A receive with room of its own.
struct pending_receive {
  void start(naru::udp_socket& socket, std::size_t room) {
    into.buffer = {storage.data(), room};
    socket.receive_from(into.buffer, into.source, op);
  }
  [[nodiscard]] const naru::datagram& result() {
    into.size = op.bytes();
    into.truncated = op.error() == std::errc::message_size;
    if (!into.truncated) CHECK_FALSE(op.error());
    return into;
  }

  std::array<std::byte, 10'000> storage{};
  naru::datagram into;
  recorder op;
};

}  // namespace

TEST_SUITE_BEGIN("datagrams");

TEST_CASE("a_burst_is_received_one_by_one") {
  for (const bool coalesced : {false, true}) {
    CAPTURE(coalesced);
    const auto proactor = test_proactor();
    burst traffic(*proactor, coalesced);
    traffic.send();
    while (!traffic.all_came()) traffic.receive_one(traffic.came() % 3 == 2 ? 50 : 10'000);
  }
}

TEST_CASE("a_burst_is_received_by_several_receives") {
  constexpr std::size_t row = 10;
  static_assert(2 * sizes.size() % row == 0);
  for (const bool coalesced : {false, true}) {
    CAPTURE(coalesced);
    std::vector<pending_receive> receives(row);
    const auto proactor = test_proactor();
    burst traffic(*proactor, coalesced);
    while (!traffic.all_came()) {
      const bool first = traffic.came() == 0;
      for (std::size_t i = 0; i < row; ++i) {
        receives[i].start(traffic.receiver, i % 3 == 2 ? 50 : 10'000);
      }
      if (first) traffic.send();
      const auto done = [](const pending_receive& each) { return !each.op.pending(); };
      REQUIRE(run_until(*proactor, [&] { return std::ranges::all_of(receives, done); }));
      for (pending_receive& each : receives) traffic.check(each.result());
    }
  }
}

TEST_CASE("a_burst_is_received_in_batches") {
  constexpr std::size_t most = 7;
  for (const bool coalesced : {false, true}) {
    CAPTURE(coalesced);
    std::vector<std::array<std::byte, 900>> in(most);
    std::vector<naru::datagram> batch(most);
    for (std::size_t i = 0; i < most; ++i) batch[i].buffer = naru::buffer(in[i]);
    batch[3].buffer = {};  // the datagrams that come here are truncated, unless they are empty
    const auto proactor = test_proactor();
    burst traffic(*proactor, coalesced);
    traffic.send();
    while (!traffic.all_came()) {
      const auto result = finish(*proactor, [&](naru::operation& op) {
        return traffic.receiver.receive_batch(batch, op);
      });
      REQUIRE_FALSE(result.error);
      for (const naru::datagram& each : std::span(batch).first(result.bytes)) traffic.check(each);
    }
  }
}

TEST_CASE("a_receive_without_room_sees_the_rest_of_a_burst") {
  for (const bool coalesced : {false, true}) {
    CAPTURE(coalesced);
    recorder waits;
    const auto proactor = test_proactor();
    burst traffic(*proactor, coalesced);
    traffic.send();
    while (!traffic.all_came()) {
      const auto there = receive(*proactor, traffic.receiver, naru::mutable_buffer());
      REQUIRE_FALSE(there.error);
      CHECK(there.bytes == 0);
      traffic.receive_one(10'000);
    }
    traffic.receiver.receive(naru::mutable_buffer(), waits);
    run_for_a_while(*proactor);
    CHECK_FALSE(waits.completed());
    traffic.receiver.cancel();
    REQUIRE(run_until_completed(*proactor, {&waits}));
    CHECK(waits.error() == std::errc::operation_canceled);
  }
}

TEST_CASE("receives_that_are_cancelled_lose_nothing_of_a_burst") {
  constexpr std::size_t count = 5;
  for (const bool coalesced : {false, true}) {
    CAPTURE(coalesced);
    CHECK(one_round_succeeds([&](std::chrono::milliseconds time) {
      std::vector<pending_receive> receives(3);
      recorder sent;
      std::array<naru::outgoing_datagram, count> outgoing;
      const bytes out = pattern(32);
      const auto proactor = test_proactor();
      naru::udp_socket receiver(*proactor, loopback(), {.receive_coalesced = coalesced});
      naru::udp_socket sender(*proactor, loopback());
      for (pending_receive& each : receives) each.start(receiver, 100);
      for (std::size_t i = 0; i < count; ++i) {
        outgoing[i] = {naru::buffer(out, 30 - (i == 4 ? 10 : 0)), receiver.local_endpoint()};
      }
      sender.send_batch(outgoing, sent);
      hold_up(time);
      receiver.cancel(receives[1].op);
      receiver.cancel();
      REQUIRE(run_until_completed(*proactor, {&sent}));
      std::size_t have = 0;
      for (pending_receive& each : receives) {
        REQUIRE(run_until_completed(*proactor, {&each.op}));
        if (!each.op.error()) ++have;
      }
      const bool all_in_time = have == receives.size();
      for (; have < count; ++have) {
        std::array<std::byte, 100> in{};
        const auto result = receive(*proactor, receiver, naru::buffer(in));
        REQUIRE_FALSE(result.error);
        CHECK(result.bytes == (have == 4 ? 20 : 30));
      }
      return all_in_time;
    }));
  }
}

TEST_CASE("a_socket_with_the_rest_of_a_burst_is_closed") {
  for (const bool coalesced : {false, true}) {
    CAPTURE(coalesced);
    const std::array<std::byte, 3> out{};
    std::array<std::byte, 100> in{};
    recorder waits;
    recorder closed;
    const auto proactor = test_proactor();
    burst traffic(*proactor, coalesced);
    naru::udp_socket client(*proactor, loopback());
    traffic.send();
    traffic.receive_one(10'000);
    traffic.receiver.close(closed);
    REQUIRE(run_until_completed(*proactor, {&closed}));
    CHECK(receive(*proactor, traffic.receiver, naru::buffer(in)).error ==
          std::errc::bad_file_descriptor);
    // A socket that is bound again has nothing of the old burst.
    REQUIRE_FALSE(traffic.receiver.bind(loopback(), {.receive_coalesced = coalesced}));
    traffic.receiver.receive(naru::buffer(in), waits);
    run_for_a_while(*proactor);
    CHECK_FALSE(waits.completed());
    const naru::endpoint to = traffic.receiver.local_endpoint();
    REQUIRE_FALSE(send_to(*proactor, client, naru::buffer(out), to).error);
    REQUIRE(run_until_completed(*proactor, {&waits}));
    CHECK(waits.bytes() == out.size());
  }
}

TEST_SUITE_END();
