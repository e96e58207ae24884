// The bytes of a layered stream, and who waits for what.
#include "test_layer.hpp"

#include <array>
#include <string_view>

using namespace contract;
using namespace layers;

namespace {

/// Moves `size` bytes from one stream to the other while both run.
void check_bulk(naru::proactor& proactor, naru::tcp_stream& from, naru::tcp_stream& to,
                std::size_t size) {
  const bytes sent = pattern(size);
  bytes received(size);
  recorder sending;
  recorder receiving;
  from.send(naru::buffer(sent), sending);
  to.receive_exactly(naru::buffer(received), receiving);
  REQUIRE(run_until_completed(proactor, {&sending, &receiving}));
  CHECK(!sending.error());
  CHECK(sending.bytes() == size);
  CHECK(!receiving.error());
  CHECK(receiving.bytes() == size);
  CHECK(is_pattern(received));
}

}  // namespace

TEST_SUITE_BEGIN("layered");

TEST_CASE("bytes_pass_in_both_directions") {
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  check_traffic(*proactor, pair.client, pair.server);
  check_bulk(*proactor, pair.client, pair.server, scaled(mebibyte));
  check_bulk(*proactor, pair.server, pair.client, scaled(mebibyte));
  CHECK(pair.client_plan.breaches == 0);
  CHECK(pair.server_plan.breaches == 0);
}

TEST_CASE("bytes_pass_a_layer_that_moves_few_at_a_time") {
  const auto proactor = test_proactor();
  layered_pair pair(*proactor, connected_pair(*proactor));
  for (plan* each : {&pair.client_plan, &pair.server_plan}) {
    each->step_max = 300;
    each->record_max = 50;
    each->output_max = 100;
  }
  check_bulk(*proactor, pair.client, pair.server, scaled(200'000));
  check_bulk(*proactor, pair.server, pair.client, scaled(200'000));
  CHECK(pair.client_plan.breaches + pair.server_plan.breaches == 0);
}

TEST_CASE("both_directions_move_at_once") {
  const std::size_t size = scaled(2 * mebibyte);
  const bytes sent = pattern(size);
  bytes at_client(size);
  bytes at_server(size);
  std::array<recorder, 4> ops;
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  // Nobody receives until both sends wait for their peer.
  pair.client.send(naru::buffer(sent), ops[0]);
  pair.server.send(naru::buffer(sent), ops[1]);
  proactor->poll();
  pair.client.receive_exactly(naru::buffer(at_client), ops[2]);
  pair.server.receive_exactly(naru::buffer(at_server), ops[3]);
  REQUIRE(run_until(*proactor, [&] { return all_completed(ops); }));
  for (const recorder& each : ops) CHECK(!each.error());
  CHECK(is_pattern(at_client));
  CHECK(is_pattern(at_server));
}

TEST_CASE("what_is_started_before_the_handshake_waits_for_it") {
  std::array<std::byte, 5> storage{};
  recorder sent;
  recorder received;
  recorder client_ready;
  recorder server_ready;
  const auto proactor = test_proactor();
  layered_pair pair(*proactor, connected_pair(*proactor));
  naru::detail::handshake(pair.client, client_ready);
  naru::detail::handshake(pair.server, server_ready);
  pair.server.send(naru::buffer(std::string_view("hello")), sent);
  pair.client.receive_exactly(naru::buffer(storage), received);
  REQUIRE(run_until_completed(*proactor, {&sent, &received, &client_ready, &server_ready}));
  CHECK(!sent.error());
  CHECK(sent.bytes() == 5);
  CHECK(!received.error());
  CHECK(storage[0] == std::byte{'h'});
  CHECK(!client_ready.error());
}

TEST_CASE("the_handshake_runs_although_nobody_asks") {
  const auto proactor = test_proactor();
  layered_pair pair(*proactor, connected_pair(*proactor));
  proactor->run_for(10s);  // returns when nothing is outstanding
  recorder ready(naru::inline_completion::forbidden);
  naru::detail::handshake(pair.server, ready);
  proactor->poll();
  CHECK(ready.completed());
  CHECK(!ready.error());
}

TEST_CASE("many_buffers_are_sent_and_received_in_their_order") {
  constexpr std::size_t count = 150;
  const bytes sent = pattern(count * 7);
  bytes received(sent.size());
  std::vector<naru::const_buffer> from;
  std::vector<naru::mutable_buffer> to;
  for (std::size_t i = 0; i < count; ++i) {
    from.emplace_back(std::span(sent).subspan(i * 7, 7));
    from.emplace_back(std::span<const std::byte>());
    to.emplace_back(std::span(received).subspan(i * 7, 7));
  }
  recorder sending;
  recorder receiving;
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  pair.client.send(from, sending);
  pair.server.receive_exactly(to, receiving);
  REQUIRE(run_until_completed(*proactor, {&sending, &receiving}));
  CHECK(sending.bytes() == sent.size());
  CHECK(is_pattern(received));
}

TEST_CASE("a_receive_without_room_waits_for_plain_bytes") {
  recorder waiting;
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  pair.server.receive(naru::mutable_buffer(), waiting);
  proactor->poll();
  CHECK(!waiting.completed());
  CHECK(pair.server_plan.releases > 0);  // an idle layer gives memory back
  CHECK(!send(*proactor, pair.client, naru::buffer(std::string_view("abc"))).error);
  REQUIRE(run_until_completed(*proactor, {&waiting}));
  CHECK(!waiting.error());
  CHECK(waiting.bytes() == 0);
  // The bytes are there, and another wait ends at once.
  CHECK(!finish(*proactor, [&](auto& op) {
           return pair.server.receive(naru::mutable_buffer(), op);
         }).error);
  std::array<std::byte, 8> storage{};
  CHECK(receive(*proactor, pair.server, naru::buffer(storage)).bytes == 3);
}

TEST_CASE("transfers_without_bytes_end_at_once") {
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  CHECK(send(*proactor, pair.client, naru::const_buffer()).bytes == 0);
  const auto nothing = finish(
      *proactor, [&](auto& op) { return pair.client.receive_exactly(naru::mutable_buffer(), op); });
  CHECK(!nothing.error);
}

TEST_CASE("a_second_operation_of_a_kind_is_refused") {
  std::array<std::byte, 8> storage{};
  recorder first;
  recorder first_ready;
  const auto proactor = test_proactor();
  layered_pair pair(*proactor, connected_pair(*proactor));
  pair.client.receive(naru::buffer(storage), first);
  naru::detail::handshake(pair.client, first_ready);
  CHECK(receive(*proactor, pair.client, naru::buffer(storage)).error ==
        naru::error::operation_already_pending);
  CHECK(!first.completed());
  pair.client.cancel();
  REQUIRE(run_until_completed(*proactor, {&first, &first_ready}));
}

TEST_CASE("the_layer_answers_although_the_program_sends_nothing") {
  std::array<std::byte, 8> storage{};
  recorder waiting;
  half_layered ends;
  const bytes hello{std::byte{1}, std::byte{0}, std::byte{0}};
  const bytes thanks{std::byte{3}, std::byte{0}, std::byte{0}};
  CHECK(!send(*ends.proactor, ends.plain.client, naru::buffer(hello)).error);
  CHECK(receive_exactly(*ends.proactor, ends.plain.client, std::span(storage).first(3)).bytes == 3);
  CHECK(!send(*ends.proactor, ends.plain.client, naru::buffer(thanks)).error);
  ends.server.receive(naru::buffer(storage), waiting);
  const bytes ping = ping_record();
  CHECK(!send(*ends.proactor, ends.plain.client, naru::buffer(ping)).error);
  std::array<std::byte, 3> pong{};
  CHECK(receive_exactly(*ends.proactor, ends.plain.client, naru::buffer(pong)).bytes == 3);
  CHECK(pong[0] == std::byte{7});
  CHECK(!waiting.completed());
  ends.server.close();
  REQUIRE(run_until_completed(*ends.proactor, {&waiting}));
}

TEST_CASE("a_peer_is_held_up_while_the_program_receives_nothing") {
  const bytes much(32 * mebibyte);
  recorder sending;
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  pair.client.send(naru::buffer(much), sending);
  for (int i = 0; i < 50; ++i) proactor->run_for(2ms);
  CHECK(!sending.completed());
  pair.client.close(naru::close_mode::reset);
  REQUIRE(run_until_completed(*proactor, {&sending}));
  CHECK(sending.error() == std::errc::operation_canceled);
}

TEST_CASE("layers_stand_on_layers") {
  recorder ready;
  const auto proactor = test_proactor();
  plan inner_client;
  plan inner_server;
  plan outer_client;
  plan outer_server;
  outer_client.key = outer_server.key = std::byte{0x33};
  inner_client.record_max = inner_server.record_max = 77;
  connected_pair plain(*proactor);
  naru::tcp_stream client =
      over_xor(identity_over_xor(std::move(plain.client), inner_client, side::client), outer_client,
               side::client);
  naru::tcp_stream server =
      over_xor(identity_over_xor(std::move(plain.server), inner_server, side::server), outer_server,
               side::server);
  naru::detail::handshake(server, ready);
  CHECK(!handshake(*proactor, client).error);
  REQUIRE(run_until_completed(*proactor, {&ready}));
  check_bulk(*proactor, client, server, scaled(300'000));
  check_bulk(*proactor, server, client, scaled(300'000));
  CHECK(outer_client.breaches + inner_client.breaches + outer_server.breaches +
            inner_server.breaches ==
        0);
}

TEST_CASE("the_connection_below_shows_through") {
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  CHECK(pair.client.remote_endpoint() == pair.server.local_endpoint());
  CHECK(pair.client.is_open());
  CHECK(!pair.client.set_no_delay(false));
  recorder connected;
  pair.client.connect(loopback(), connected);
  REQUIRE(run_until_completed(*proactor, {&connected}));
  CHECK(connected.error() == std::errc::already_connected);
  std::error_code error;
  static_cast<void>(pair.client.release(error));
  CHECK(error == std::errc::operation_not_supported);
  pair.client.close();
  CHECK(!pair.client.is_open());
}

TEST_CASE("a_plain_stream_has_no_handshake_to_wait_for") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  CHECK(!handshake(*proactor, pair.client).error);
  naru::tcp_stream none(*proactor);
  CHECK(handshake(*proactor, none).error == std::errc::not_connected);
}

TEST_SUITE_END();
