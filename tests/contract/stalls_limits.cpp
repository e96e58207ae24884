// Limits that pass while every thread is held up: what had come by then is not reported as late
// (rules 6 and 14).
#include "held_threads.hpp"

#include <array>
#include <optional>

using namespace contract;

namespace {

constexpr std::chrono::milliseconds receive_limit = 50ms;

/// Sleeps until every limit that was set before has passed.
void let_the_limits_pass() { hold_up(2 * receive_limit); }

/// The state of one limited operation; made before the proactor.
struct limited_receive {
  std::array<std::byte, 2> storage{};
  std::array<naru::mutable_buffer, 2> halves{naru::buffer(storage, 1),
                                             naru::buffer(storage).subspan(1)};
  recorder received;
  recorder sent;
  std::optional<naru::deadline> limited;

  [[nodiscard]] naru::operation& arm(naru::proactor& proactor, auto& target) {
    limited.emplace(proactor);
    return limited->arm(target, receive_limit, received);
  }
};

constexpr std::size_t kinds_of_receives = 4;

/// The next receive, in one of its kinds.
void receive_as(std::size_t kind, limited_receive& into, naru::proactor& proactor,
                naru::tcp_stream& stream) {
  naru::operation& op = into.arm(proactor, stream);
  switch (kind % kinds_of_receives) {
    case 0:
      stream.receive(naru::buffer(into.storage), op);
      break;
    case 1:
      stream.receive(into.halves, op);
      break;
    case 2:
      stream.receive_exactly(naru::buffer(into.storage), op);
      break;
    default:
      stream.receive(naru::mutable_buffer(), op);
  }
}

/// The number of operations that have what they waited for.
std::size_t good(const std::deque<limited_receive>& all) {
  return static_cast<std::size_t>(std::ranges::count_if(all, [](const limited_receive& each) {
    return each.received.completed() && !each.received.error();
  }));
}

bool all_have_ended(const std::deque<limited_receive>& all) {
  return std::ranges::all_of(all,
                             [](const limited_receive& each) { return each.received.completed(); });
}

/// Receives of all kinds whose peers answer while `threads` threads are held.
void check_streams(unsigned threads) {
  constexpr std::array<std::byte, 2> answer{std::byte{1}, std::byte{2}};
  std::deque<limited_receive> all(scaled(100));
  const auto proactor = test_proactor();
  std::deque<connected_pair> pairs;
  for (std::size_t i = 0; i < all.size(); ++i) pairs.emplace_back(*proactor);
  const naru::work_guard working(*proactor);
  naru::worker_pool workers(*proactor, threads);
  held_threads held(*proactor, threads);
  REQUIRE(held.complete());
  for (std::size_t i = 0; i < all.size(); ++i) {
    receive_as(i, all[i], *proactor, pairs[i].client);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    pairs[i].server.send(naru::buffer(answer), all[i].sent);
  }
  let_the_limits_pass();
  held.release();
  CHECK(wait_until([&] { return all_have_ended(all); }));
  CHECK(wait_until(
      [&] { return std::ranges::all_of(all, [](auto& each) { return each.sent.completed(); }); }));
  CHECK(good(all) == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool takes_bytes = i % kinds_of_receives != 3;
    CHECK(all[i].received.bytes() == (takes_bytes ? 2 : 0));
  }
  proactor->stop();
}

naru::task<> receive_one(naru::tcp_stream& stream, std::atomic<std::size_t>& received) {
  std::array<std::byte, 1> storage{};
  const auto result =
      co_await naru::with_timeout(stream.receive(naru::buffer(storage)), receive_limit);
  if (!result.error) received += result.bytes;
}

naru::task<> join(naru::task_scope& scope) { co_await scope.join(); }

}  // namespace

TEST_SUITE_BEGIN("stalls");

TEST_CASE("what_came_before_a_stall_is_not_timed_out") {
  if (!runs_on_threads()) return;
  check_streams(1);
}

TEST_CASE("a_stall_with_several_threads") {
  if (!runs_on_threads()) return;
  check_streams(4);
}

TEST_CASE("with_timeout_after_a_stall_with_several_threads") {
  if (!runs_on_threads()) return;
  constexpr unsigned threads = 4;
  constexpr std::array<std::byte, 1> answer{};
  std::atomic<std::size_t> received = 0;
  std::deque<recorder> sent(scaled(100));
  const auto proactor = test_proactor();
  std::deque<connected_pair> pairs;
  for (std::size_t i = 0; i < sent.size(); ++i) pairs.emplace_back(*proactor);
  naru::task_scope scope(*proactor);
  {
    const naru::work_guard working(*proactor);
    naru::worker_pool workers(*proactor, threads);
    held_threads held(*proactor, threads);
    CHECK(held.complete());
    for (connected_pair& each : pairs) scope.spawn(receive_one(each.client, received));
    for (std::size_t i = 0; i < sent.size(); ++i) {
      pairs[i].server.send(naru::buffer(answer), sent[i]);
    }
    let_the_limits_pass();
    held.release();
    CHECK(wait_until([&] { return all_completed(sent); }));
    proactor->stop();
  }
  proactor->restart();
  naru::run(*proactor, join(scope));
  CHECK(received == sent.size());
}

// A send that has to wait would hold up the sends behind it for the whole stall. So the sender has
// a proactor of its own.
TEST_CASE("datagrams_that_came_before_a_stall_are_not_timed_out") {
  if (!runs_on_threads()) return;
  constexpr unsigned threads = 4;
  constexpr std::array<std::byte, 2> message{};
  std::deque<limited_receive> all(8);
  const auto proactor = test_proactor();
  naru::udp_socket receiver(*proactor, loopback());
  const auto other = test_proactor();
  naru::udp_socket sender(*other, loopback());
  const naru::work_guard working(*proactor);
  naru::worker_pool workers(*proactor, threads);
  held_threads held(*proactor, threads);
  REQUIRE(held.complete());
  for (limited_receive& each : all) {
    receiver.receive(naru::buffer(each.storage), each.arm(*proactor, receiver));
  }
  for (limited_receive& each : all) {
    sender.send_to(naru::buffer(message), receiver.local_endpoint(), each.sent);
    CHECK(run_until_completed(*other, {&each.sent}));
  }
  let_the_limits_pass();
  held.release();
  CHECK(wait_until([&] { return all_have_ended(all); }));
  CHECK(good(all) == all.size());
  proactor->stop();
}

TEST_CASE("a_connect_that_stood_before_its_limit_is_not_timed_out") {
  if (!runs_on_threads()) return;
  constexpr unsigned threads = 4;
  std::deque<limited_receive> all(20);
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  std::deque<naru::tcp_stream> streams;
  for (std::size_t i = 0; i < all.size(); ++i) streams.emplace_back(*proactor);
  const naru::work_guard working(*proactor);
  naru::worker_pool workers(*proactor, threads);
  held_threads held(*proactor, threads);
  REQUIRE(held.complete());
  for (std::size_t i = 0; i < all.size(); ++i) {
    streams[i].connect(listener.local_endpoint(), all[i].arm(*proactor, streams[i]));
  }
  let_the_limits_pass();
  held.release();
  CHECK(wait_until([&] { return all_have_ended(all); }));
  CHECK(good(all) == all.size());
  for (const naru::tcp_stream& each : streams)
    CHECK(each.remote_endpoint() == listener.local_endpoint());
  proactor->stop();
}

TEST_CASE("a_refusal_that_came_before_the_limit_is_not_timed_out") {
  if (!runs_on_threads()) return;
  std::deque<limited_receive> all(1);
  const auto proactor = test_proactor();
  const naru::endpoint nobody = unused_endpoint();
  naru::tcp_stream stream(*proactor);
  const naru::work_guard working(*proactor);
  naru::worker_pool workers(*proactor, 1);
  held_threads held(*proactor, 1);
  REQUIRE(held.complete());
  stream.connect(nobody, all[0].arm(*proactor, stream));
  let_the_limits_pass();
  held.release();
  CHECK(wait_until([&] { return all_have_ended(all); }));
  CHECK(all[0].received.error() == std::errc::connection_refused);
  proactor->stop();
}

TEST_CASE("an_end_that_came_before_the_limit_is_not_timed_out") {
  if (!runs_on_threads()) return;
  std::deque<limited_receive> all(2);
  std::array<recorder, 2> again;
  const auto proactor = test_proactor();
  connected_pair plain(*proactor);
  connected_pair exact(*proactor);
  const naru::work_guard working(*proactor);
  naru::worker_pool workers(*proactor, 2);
  held_threads held(*proactor, 2);
  REQUIRE(held.complete());
  receive_as(0, all[0], *proactor, plain.client);
  receive_as(2, all[1], *proactor, exact.client);
  CHECK_FALSE(plain.server.shutdown_send());
  CHECK_FALSE(exact.server.shutdown_send());
  let_the_limits_pass();
  held.release();
  CHECK(wait_until([&] { return all_have_ended(all); }));
  for (const limited_receive& each : all)
    CHECK(each.received.error() == naru::error::end_of_stream);
  // Once more: no more bytes will come.
  plain.client.receive(naru::buffer(all[0].storage), again[0]);
  exact.client.receive(naru::buffer(all[1].storage), again[1]);
  CHECK(wait_until([&] { return all_completed(again); }));
  for (const recorder& each : again) CHECK(each.error() == naru::error::end_of_stream);
  proactor->stop();
}

TEST_SUITE_END();
