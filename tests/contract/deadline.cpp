// Deadlines: a limit on any one operation (rules 1, 5 and 6).
#include "heap_counter.hpp"
#include "support.hpp"

#include <array>
#include <optional>
#include <string_view>

using namespace contract;
using namespace std::string_view_literals;

namespace {

/// A target that can only cancel all of its operations, not one.
class cancels_all {
 public:
  explicit cancels_all(naru::proactor& proactor) : proactor_(proactor) {}

  naru::submission start(naru::operation& op) {
    pending_ = &op;
    proactor_.begin(op);
    return naru::submission::pending;
  }
  void cancel() { finish({std::make_error_code(std::errc::operation_canceled), canceled_bytes}); }
  void finish(const naru::io_result& result) {
    if (naru::operation* const op = pending_.exchange(nullptr)) proactor_.complete(*op, result);
  }

  std::size_t canceled_bytes = 0;

 private:
  naru::proactor& proactor_;
  std::atomic<naru::operation*> pending_ = nullptr;
};

static_assert(naru::cancellable<cancels_all> && !naru::detail::cancels_one_operation<cancels_all>);
static_assert(naru::cancellable<naru::tcp_stream> && naru::cancellable<naru::timer>);
static_assert(!naru::cancellable<naru::proactor>);

/// One round: a limited receive, and a byte that comes at about the time of the limit.
class deadline_race {
 public:
  explicit deadline_race(naru::proactor& proactor) : limit_(proactor) {
    sent.then([this](naru::io_result) { both_.arrive(); });
    received.then([this](naru::io_result) { both_.arrive(); });
  }

  [[nodiscard]] bool play(connected_pair& pair, std::size_t round) {
    const auto time = std::chrono::microseconds(round % 8 * 10);
    both_.restart(2);
    pair.server.receive(naru::buffer(in_), limit_.arm(pair.server, time, received));
    pair.client.send(naru::buffer(out_), sent);
    if (!both_.wait()) return false;
    count(received.result());
    return true;
  }

  std::size_t received_rounds = 0;
  std::size_t late_rounds = 0;
  std::size_t wrong_rounds = 0;
  recorder sent;
  recorder received;

 private:
  void count(const naru::io_result& result) {
    if (!result.error && result.bytes == 1) {
      ++received_rounds;
    } else if (result.error == std::errc::timed_out && result.bytes == 0) {
      ++late_rounds;
    } else {
      ++wrong_rounds;
    }
  }

  countdown both_{0};
  naru::deadline limit_;
  std::array<std::byte, 1> out_{std::byte{1}};
  std::array<std::byte, 1> in_{};
};

}  // namespace

TEST_SUITE_BEGIN("deadline");

TEST_CASE("deadline_on_a_receive") {
  std::array<std::byte, 8> storage{};
  recorder received;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  connected_pair pair(*proactor);
  const auto begin = backend_clock::now();
  CHECK(pair.server.receive(naru::buffer(storage), limit->arm(pair.server, 30ms, received)) ==
        naru::submission::pending);
  CHECK(received.pending());
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(backend_clock::now() - begin >= 30ms);
  CHECK(received.completions() == 1);
  CHECK(received.error() == std::errc::timed_out);
  CHECK(received.bytes() == 0);

  // The stream works as before.
  check_traffic(*proactor, pair.client, pair.server);
}

TEST_CASE("deadline_on_connect") {
  // Over loopback a connect ends at once, with or without success. The test checks that the result
  // is passed on, and that the limit ends with it.
  recorder refused;
  recorder connected;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream stream(*proactor);
  stream.connect(unused_endpoint(), limit->arm(stream, 1h, refused));
  REQUIRE(run_until_completed(*proactor, {&refused}));
  CHECK(refused.error() == std::errc::connection_refused);
  stream.connect(listener.local_endpoint(), limit->arm(stream, 1h, connected));
  REQUIRE(run_until_completed(*proactor, {&connected}));
  CHECK_FALSE(connected.error());
}

TEST_CASE("a_connect_that_nobody_answers_times_out") {
  // TEST-NET-1 is routed nowhere. A network that reports that at once is good enough, too.
  recorder connected;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  naru::tcp_stream stream(*proactor);
  stream.connect(naru::endpoint::parse("192.0.2.1:7"), limit->arm(stream, 30ms, connected));
  REQUIRE(run_until_completed(*proactor, {&connected}));
  CHECK(connected.error() != std::errc::operation_canceled);
  CHECK(one_of(connected.error(), {std::errc::timed_out, std::errc::network_unreachable,
                                   std::errc::host_unreachable, std::errc::connection_refused}));
}

TEST_CASE("deadline_on_accept") {
  recorder accepted;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  naru::tcp_stream stream(*proactor);
  naru::tcp_listener listener(*proactor, loopback());
  listener.accept(stream, limit->arm(listener, 20ms, accepted));
  REQUIRE(run_until_completed(*proactor, {&accepted}));
  CHECK(accepted.error() == std::errc::timed_out);
  CHECK(listener.is_open());

  naru::tcp_stream client(*proactor);
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  CHECK_FALSE(accept(*proactor, listener, stream).error);
}

TEST_CASE("deadline_on_anything_that_cancels") {
  recorder waited;
  recorder finished;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  naru::timer timer(*proactor);
  timer.wait_for(1h, limit->arm(timer, 1ms, waited));
  REQUIRE(run_until_completed(*proactor, {&waited}));
  CHECK(waited.error() == std::errc::timed_out);

  cancels_all target(*proactor);
  target.start(limit->arm(target, 1ms, finished));
  REQUIRE(run_until_completed(*proactor, {&finished}));
  CHECK(finished.error() == std::errc::timed_out);
}

TEST_CASE("completes_in_time_costs_nothing_later") {
  std::array<std::byte, 8> storage{};
  recorder received;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage), limit->arm(pair.server, 1h, received));
  REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer("in time"sv)).error);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK_FALSE(received.error());
  CHECK(received.bytes() == 7);
  proactor->run_for(deadline);  // returns: nothing is outstanding
  CHECK(proactor->poll() == 0);
}

TEST_CASE("bytes_that_came_are_not_lost") {
  recorder partly;
  recorder just_in_time;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  cancels_all target(*proactor);
  target.canceled_bytes = 5;
  target.start(limit->arm(target, 0s, partly));
  REQUIRE(run_until_completed(*proactor, {&partly}));
  CHECK(partly.error() == std::errc::timed_out);
  CHECK(partly.bytes() == 5);

  // The operation ends before the limit has its turn, although the limit has expired already.
  target.start(limit->arm(target, 0s, just_in_time));
  target.finish({{}, 3});
  REQUIRE(run_until_completed(*proactor, {&just_in_time}));
  CHECK_FALSE(just_in_time.error());
  CHECK(just_in_time.bytes() == 3);
}

TEST_CASE("a_limit_of_nothing_runs_out_at_once") {
  std::array<std::byte, 8> storage{};
  recorder received;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  connected_pair pair(*proactor);
  for (const naru::proactor::duration time :
       {naru::proactor::duration(0s), naru::proactor::duration(-5s),
        naru::proactor::duration::min()}) {
    const int before = received.completions();
    pair.server.receive(naru::buffer(storage), limit->arm(pair.server, time, received));
    REQUIRE(run_until(*proactor, [&] { return received.completions() > before; }));
    CHECK(received.error() == std::errc::timed_out);
  }
}

TEST_CASE("a_limit_too_long_to_count_never_runs_out") {
  std::array<std::byte, 8> storage{};
  recorder received;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage),
                      limit->arm(pair.server, naru::proactor::duration::max(), received));
  proactor->run_for(5ms);
  CHECK(received.pending());
  REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer("late"sv)).error);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.bytes() == 4);
}

TEST_CASE("an_operation_that_starts_after_its_limit_still_ends") {
  recorder op;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  cancels_all target(*proactor);
  naru::operation& limited = limit->arm(target, 0s, op);
  proactor->run_for(5ms);
  CHECK(op.pending());
  target.start(limited);
  REQUIRE(run_until_completed(*proactor, {&op}));
  CHECK(op.error() == std::errc::timed_out);
}

TEST_CASE("deadline_races_completion_exactly_one_callback") {
  if (!runs_on_threads()) return;
  const std::size_t rounds = promised(10'000);
  std::optional<deadline_race> race;
  const auto proactor = test_proactor();
  race.emplace(*proactor);
  connected_pair pair(*proactor);
  {
    const naru::work_guard guard(*proactor);
    naru::worker_pool workers(*proactor, 3);
    for (std::size_t round = 0; round < rounds; ++round) REQUIRE(race->play(pair, round));
  }
  CHECK(race->wrong_rounds == 0);
  CHECK(race->received_rounds + race->late_rounds == rounds);
  CHECK(static_cast<std::size_t>(race->received.completions()) == rounds);

  // Every byte that no receive took is still there, and not one more.
  proactor->restart();
  bytes rest(race->late_rounds);
  CHECK_FALSE(receive_exactly(*proactor, pair.server, rest).error);
  CHECK_FALSE(pair.client.shutdown_send());
  rest.resize(1);
  CHECK(receive(*proactor, pair.server, rest).error == naru::error::end_of_stream);
}

TEST_CASE("timed_out_is_not_canceled") {
  std::array<std::byte, 8> storage{};
  recorder received;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage), limit->arm(pair.server, 1ms, received));
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == std::errc::timed_out);
  CHECK(received.error() != std::errc::operation_canceled);

  recorder canceled;
  pair.server.receive(naru::buffer(storage), limit->arm(pair.server, 1h, canceled));
  pair.server.cancel(naru::direction::receive);
  REQUIRE(run_until_completed(*proactor, {&canceled}));
  CHECK(canceled.error() == std::errc::operation_canceled);
  CHECK(canceled.error() != std::errc::timed_out);

  recorder closed;
  pair.server.receive(naru::buffer(storage), limit->arm(pair.server, 1h, closed));
  pair.server.close();
  REQUIRE(run_until_completed(*proactor, {&closed}));
  CHECK(closed.error() == std::errc::operation_canceled);
}

TEST_CASE("a_second_limit_is_refused") {
  std::array<std::byte, 8> storage{};
  recorder first;
  recorder second;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage), limit->arm(pair.server, 10ms, first));
  std::error_code refused;
  try {
    pair.server.send(naru::buffer(storage), limit->arm(pair.server, 10ms, second));
  } catch (const std::system_error& thrown) {
    refused = thrown.code();
  }
  CHECK(refused == naru::error::operation_already_pending);
  CHECK_FALSE(second.pending());
  REQUIRE(run_until_completed(*proactor, {&first}));
  CHECK(first.error() == std::errc::timed_out);
  CHECK(second.completions() == 0);
}

TEST_CASE("arm_again_in_callback") {
  constexpr int rounds = 5;
  std::array<std::byte, 8> storage{};
  recorder received;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  connected_pair pair(*proactor);
  received.then([&](naru::io_result result) {
    CHECK(result.error == std::errc::timed_out);
    if (result.error != std::errc::timed_out || received.completions() + 1 == rounds) return;
    pair.server.receive(naru::buffer(storage), limit->arm(pair.server, 1ms, received));
  });
  pair.server.receive(naru::buffer(storage), limit->arm(pair.server, 1ms, received));
  REQUIRE(run_until(*proactor, [&] { return received.completions() == rounds; }));
}

TEST_CASE("destroy_with_a_limit_pending") {
  std::array<std::byte, 8> storage{};
  recorder received;
  recorder expired;
  std::optional<naru::deadline> limit;
  std::optional<naru::deadline> run_out;
  {
    const auto proactor = test_proactor();
    limit.emplace(*proactor);
    run_out.emplace(*proactor);
    connected_pair pair(*proactor);
    pair.server.receive(naru::buffer(storage), limit->arm(pair.server, 1h, received));
    pair.client.receive(naru::buffer(storage), run_out->arm(pair.client, 0s, expired));
  }
  for (const recorder* op : {&received, &expired}) {
    CHECK(op->completions() == 1);
    CHECK(op->error() == std::errc::operation_canceled);
  }
}

TEST_CASE("deadlines_allocate_nothing") {
  std::array<std::byte, 8> storage{};
  recorder received;
  std::optional<naru::deadline> limit;
  const auto proactor = test_proactor();
  limit.emplace(*proactor);
  connected_pair pair(*proactor);
  const auto one_round = [&] {
    const int before = received.completions();
    pair.server.receive(naru::buffer(storage), limit->arm(pair.server, 1us, received));
    return run_until(*proactor, [&] { return received.completions() > before; });
  };
  REQUIRE(one_round());
  const std::size_t before = heap_calls();
  bool good = true;
  for (int i = 0; i < 100; ++i) good = one_round() && good;
  const std::size_t calls = heap_calls() - before;
  CHECK(good);
  CHECK(calls == 0);
}

TEST_SUITE_END();
