// A layer on a layer: a handshake has succeeded once it has in every layer, and before that no
// plain byte moves in either direction.
#include "test_layer.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <utility>

using namespace contract;
using namespace layers;

TEST_SUITE_BEGIN("layered_stacks");

TEST_CASE("a_handshake_waits_for_the_layers_below") {
  recorder ready;
  half_layered ends(identity_over_xor);
  naru::detail::handshake(ends.server, ready);
  run_a_while(*ends.proactor);
  CHECK(!ready.completed());
  naru::tcp_stream client = ends.layered_client();
  CHECK(!handshake(*ends.proactor, client).error);
  REQUIRE(run_until_completed(*ends.proactor, {&ready}));
  CHECK(!ready.error());
  check_traffic(*ends.proactor, client, ends.server);
  CHECK(ends.server_plan.breaches + ends.client_plan.breaches == 0);
}

TEST_CASE("a_layer_starts_once_the_layer_below_it_has_shaken_hands") {
  const auto proactor = test_proactor();
  connected_pair plain(*proactor);
  std::array<plan, 4> plans;
  const auto stack = [&](naru::tcp_stream&& on, std::size_t first, side which) {
    return over_xor(over_xor(std::move(on), plans[first], which), plans[first + 1], which);
  };
  naru::tcp_stream client = stack(std::move(plain.client), 0, side::client);
  run_a_while(*proactor);
  CHECK(plans[0].starts == 1);
  CHECK(plans[1].starts == 0);
  naru::tcp_stream server = stack(std::move(plain.server), 2, side::server);
  CHECK(!handshake(*proactor, client).error);
  CHECK(!handshake(*proactor, server).error);
  CHECK(plans[1].starts == 1);
  CHECK(plans[3].starts == 1);
  check_traffic(*proactor, client, server);
  for (const plan& each : plans) CHECK(each.breaches == 0);
}

// What has come counts before what has run out, whichever layer it came for.
TEST_CASE("a_cancelled_handshake_takes_what_has_come_for_the_layers_below") {
  if (!has_memory_of_the_system()) return;  // the bytes have to come while nobody runs
  const bytes hello{std::byte{1}, std::byte{0}, std::byte{0}};
  const bytes thanks{std::byte{3}, std::byte{0}, std::byte{0}};
  std::array<std::byte, 3> answer{};
  recorder ready;
  recorder sending;
  half_layered ends(identity_over_xor);
  CHECK(naru::detail::handshake(ends.server, ready) == naru::submission::pending);
  REQUIRE(!send(*ends.proactor, ends.plain.client, hello).error);
  REQUIRE(!receive_exactly(*ends.proactor, ends.plain.client, answer).error);
  run_a_while(*ends.proactor);
  ends.plain.client.send(naru::buffer(thanks), sending);
  hold_up(20ms);
  ends.server.cancel(ready);
  REQUIRE(run_until_completed(*ends.proactor, {&ready, &sending}));
  CHECK(!ready.error());
}

TEST_CASE("a_cancelled_handshake_of_the_layers_below_goes_on_later") {
  recorder first;
  recorder second;
  half_layered ends(identity_over_xor);
  for (int i = 0; i < 3; ++i) {
    CAPTURE(i);
    naru::detail::handshake(ends.server, first);
    run_a_while(*ends.proactor);
    CHECK(first.completions() == i);
    ends.server.cancel(first);
    REQUIRE(run_until(*ends.proactor, [&] { return first.completions() == i + 1; }));
    CHECK(first.error() == std::errc::operation_canceled);
  }
  naru::detail::handshake(ends.server, second);
  naru::tcp_stream client = ends.layered_client();
  CHECK(!handshake(*ends.proactor, client).error);
  REQUIRE(run_until_completed(*ends.proactor, {&second}));
  CHECK(!second.error());
  check_traffic(*ends.proactor, client, ends.server);
  CHECK(ends.server_plan.breaches + ends.client_plan.breaches == 0);
}

TEST_CASE("a_failure_below_fails_the_layers_above_and_no_plain_byte_is_sent") {
  std::array<std::byte, 16> storage{};
  recorder ready;
  recorder sending;
  recorder receiving;
  half_layered ends(identity_over_xor);
  naru::detail::handshake(ends.server, ready);
  ends.server.send(naru::buffer(std::string_view("secret")), sending);
  ends.server.receive(naru::buffer(storage), receiving);
  const bytes broken = broken_record();
  CHECK(!send(*ends.proactor, ends.plain.client, naru::buffer(broken)).error);
  REQUIRE(run_until_completed(*ends.proactor, {&ready, &sending, &receiving}));
  CHECK(ready.error() == std::errc::bad_message);
  CHECK(sending.error() == std::errc::bad_message);
  CHECK(sending.bytes() == 0);
  CHECK(receiving.error() == std::errc::bad_message);
  CHECK(handshake(*ends.proactor, ends.server).error == std::errc::bad_message);
  ends.server.close();
  // The alert has come, and nothing else.
  const auto got = receive_exactly(*ends.proactor, ends.plain.client, naru::buffer(storage));
  CHECK(got.bytes == 3);
  CHECK(storage[0] == std::byte{8});
  CHECK(ends.server_plan.breaches == 0);
}

TEST_CASE("what_waits_for_a_handshake_below_is_cancelled_without_harm") {
  std::array<std::byte, 16> storage{};
  recorder ready;
  recorder sending;
  recorder receiving;
  half_layered ends(identity_over_xor);
  naru::detail::handshake(ends.server, ready);
  ends.server.send(naru::buffer(std::string_view("no")), sending);
  ends.server.receive(naru::buffer(storage), receiving);
  ends.proactor->poll();
  ends.server.cancel();
  REQUIRE(run_until_completed(*ends.proactor, {&ready, &sending, &receiving}));
  CHECK(ready.error() == std::errc::operation_canceled);
  CHECK(sending.error() == std::errc::operation_canceled);
  CHECK(receiving.error() == std::errc::operation_canceled);
  naru::tcp_stream client = ends.layered_client();
  CHECK(!handshake(*ends.proactor, ends.server).error);
  check_traffic(*ends.proactor, client, ends.server);
}

TEST_CASE("a_close_ends_a_handshake_below") {
  for (const auto mode : {naru::close_mode::graceful, naru::close_mode::reset}) {
    std::array<std::byte, 16> storage{};
    recorder ready;
    recorder receiving;
    recorder closed;
    half_layered ends(identity_over_xor);
    naru::detail::handshake(ends.server, ready);
    ends.server.receive(naru::buffer(storage), receiving);
    ends.proactor->poll();
    ends.server.close(mode, closed);
    REQUIRE(run_until_completed(*ends.proactor, {&ready, &receiving, &closed}));
    CHECK(ready.error() == std::errc::operation_canceled);
    CHECK(receiving.error() == std::errc::operation_canceled);
    CHECK(receive(*ends.proactor, ends.plain.client, naru::buffer(storage))
              .error);  // and nothing was sent
    CHECK(ends.server_plan.breaches == 0);
  }
}

TEST_CASE("a_proactor_that_goes_ends_a_handshake_below") {
  recorder ready;
  plan with;
  std::optional<naru::tcp_stream> server;
  {
    const auto proactor = test_proactor();
    connected_pair plain(*proactor);
    server.emplace(identity_over_xor(std::move(plain.server), with, side::server));
    naru::detail::handshake(*server, ready);
    proactor->poll();
  }
  CHECK(ready.error() == std::errc::operation_canceled);
}

TEST_CASE("a_close_meets_handshakes_of_stacks_on_other_threads") {
  if (!runs_on_threads()) return;
  for (std::size_t round = 0; round < scaled(50); ++round) {
    std::array<recorder, 2> ready;
    recorder closed;
    plan with;
    plan other;
    const auto proactor = test_proactor();
    connected_pair plain(*proactor);
    naru::tcp_stream client = identity_over_xor(std::move(plain.client), with, side::client);
    naru::tcp_stream server = identity_over_xor(std::move(plain.server), other, side::server);
    {
      std::optional<naru::work_guard> busy(*proactor);
      naru::worker_pool workers(*proactor, 2);
      naru::detail::handshake(client, ready[0]);
      naru::detail::handshake(server, ready[1]);
      for (std::size_t spins = round * 97 % 3'000; spins != 0; --spins)
        std::atomic_signal_fence(std::memory_order_seq_cst);
      server.close(round % 2 == 0 ? naru::close_mode::graceful : naru::close_mode::reset, closed);
      CHECK(wait_until(
          [&] { return ready[0].completed() && ready[1].completed() && closed.completed(); }));
      busy.reset();
    }
    CHECK(ready[0].completions() == 1);
    CHECK(ready[1].completions() == 1);
    CHECK(with.breaches + other.breaches == 0);
  }
}

TEST_SUITE_END();
