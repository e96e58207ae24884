// How the operations and the connection of a layered stream end.
#include "test_layer.hpp"

#include <array>
#include <optional>
#include <string_view>

using namespace contract;
using namespace layers;

TEST_SUITE_BEGIN("layered_ends");

TEST_CASE("the_end_of_the_protocol_is_the_end_of_the_stream") {
  std::array<std::byte, 8> storage{};
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  CHECK(!send(*proactor, pair.client, naru::buffer(std::string_view("last"))).error);
  CHECK(!pair.client.shutdown_send());
  CHECK(receive(*proactor, pair.server, naru::buffer(storage)).bytes == 4);
  CHECK(receive(*proactor, pair.server, naru::buffer(storage)).error == naru::error::end_of_stream);
  CHECK(pair.server_plan.ends == 1);
  // A wait without room ends well, and the other direction goes on.
  CHECK(!finish(*proactor, [&](auto& op) {
           return pair.server.receive(naru::mutable_buffer(), op);
         }).error);
  CHECK(!send(*proactor, pair.server, naru::buffer(std::string_view("back"))).error);
  CHECK(receive(*proactor, pair.client, naru::buffer(storage)).bytes == 4);
  CHECK(send(*proactor, pair.client, naru::buffer(std::string_view("x"))).error ==
        std::errc::broken_pipe);
}

TEST_CASE("the_end_of_the_connection_alone_cuts_the_stream_off") {
  std::array<std::byte, 8> storage{};
  recorder ready;
  recorder sending;
  recorder receiving;
  half_layered ends;
  naru::detail::handshake(ends.server, ready);
  ends.server.send(naru::buffer(std::string_view("never")), sending);
  ends.server.receive(naru::buffer(storage), receiving);
  CHECK(!ends.plain.client.shutdown_send());
  REQUIRE(run_until_completed(*ends.proactor, {&ready, &sending, &receiving}));
  CHECK(ready.error() == std::errc::connection_aborted);
  CHECK(sending.error() == std::errc::connection_aborted);
  CHECK(receiving.error() == std::errc::connection_aborted);
  // The alert was sent before that.
  CHECK(receive_exactly(*ends.proactor, ends.plain.client, std::span(storage).first(3)).bytes == 3);
  CHECK(storage[0] == std::byte{8});
  CHECK(ends.server_plan.breaches == 0);
}

TEST_CASE("an_error_of_the_layer_ends_both_directions_after_its_alert") {
  std::array<std::byte, 8> storage{};
  std::array<std::byte, 8> alert{};
  recorder receiving;
  half_layered ends;
  const bytes broken = broken_record();
  CHECK(!send(*ends.proactor, ends.plain.client, naru::buffer(broken)).error);
  CHECK(handshake(*ends.proactor, ends.server).error == std::errc::bad_message);
  CHECK(receive(*ends.proactor, ends.plain.client, naru::buffer(alert)).bytes == 3);
  CHECK(alert[0] == std::byte{8});
  // Whatever is started later fails at once.
  CHECK(receive(*ends.proactor, ends.server, naru::buffer(storage)).error ==
        std::errc::bad_message);
  CHECK(send(*ends.proactor, ends.server, naru::buffer(storage)).error == std::errc::bad_message);
  CHECK(handshake(*ends.proactor, ends.server).error == std::errc::bad_message);
  CHECK(ends.server_plan.breaches == 0);
}

TEST_CASE("after_a_failure_and_an_end_of_sending_what_comes_is_dropped") {
  std::array<std::byte, 8> storage{};
  recorder receiving;
  half_layered ends;
  bytes sent = broken_record();
  CHECK(!send(*ends.proactor, ends.plain.client, naru::buffer(sent)).error);
  CHECK(handshake(*ends.proactor, ends.server).error == std::errc::bad_message);
  CHECK(!ends.server.shutdown_send());
  CHECK(receive(*ends.proactor, ends.plain.client, naru::buffer(storage)).bytes == 3);
  CHECK(receive(*ends.proactor, ends.plain.client, naru::buffer(storage)).error ==
        naru::error::end_of_stream);
  ends.server.receive(naru::mutable_buffer(), receiving);
  sent.resize(100'000);
  CHECK(!send(*ends.proactor, ends.plain.client, naru::buffer(sent)).error);
  run_a_while(*ends.proactor);
  CHECK(!receiving.completed());
  CHECK(!ends.plain.client.shutdown_send());
  REQUIRE(run_until_completed(*ends.proactor, {&receiving}));
  CHECK(receiving.error() == std::errc::bad_message);
  CHECK(ends.server_plan.breaches == 0);
}

TEST_CASE("a_receive_that_drops_can_be_cancelled") {
  recorder receiving;
  half_layered ends;
  const bytes broken = broken_record();
  CHECK(!send(*ends.proactor, ends.plain.client, naru::buffer(broken)).error);
  CHECK(handshake(*ends.proactor, ends.server).error == std::errc::bad_message);
  CHECK(!ends.server.shutdown_send());
  ends.server.receive(naru::mutable_buffer(), receiving);
  run_a_while(*ends.proactor);
  CHECK(!receiving.completed());
  ends.server.cancel(receiving);
  REQUIRE(run_until_completed(*ends.proactor, {&receiving}));
  CHECK(receiving.error() == std::errc::bad_message);
}

TEST_CASE("bytes_before_a_failure_are_received") {
  half_layered ends;
  const std::byte letter = std::byte{'a'} ^ ends.server_plan.key;
  bytes script{std::byte{1}, std::byte{0}, std::byte{0}, std::byte{3}, std::byte{0},
               std::byte{0}, std::byte{4}, std::byte{1}, std::byte{0}, letter};
  for (const std::byte each : broken_record()) script.push_back(each);
  CHECK(!send(*ends.proactor, ends.plain.client, naru::buffer(script)).error);
  std::array<std::byte, 8> storage{};
  const auto got = receive(*ends.proactor, ends.server, naru::buffer(storage));
  CHECK(!got.error);
  CHECK(got.bytes == 1);
  CHECK(receive(*ends.proactor, ends.server, naru::buffer(storage)).error ==
        std::errc::bad_message);
}

TEST_CASE("a_layer_that_cannot_start_fails_its_stream") {
  const auto proactor = test_proactor();
  connected_pair plain(*proactor);
  plan with;
  with.start_error = std::make_error_code(std::errc::permission_denied);
  naru::tcp_stream server = over_xor(std::move(plain.server), with, side::server);
  CHECK(handshake(*proactor, server).error == std::errc::permission_denied);
}

TEST_CASE("a_peer_that_is_gone_ends_the_handshake") {
  half_layered ends;
  ends.plain.client.close(naru::close_mode::reset);
  CHECK(one_of(handshake(*ends.proactor, ends.server).error,
               {std::errc::connection_reset, std::errc::connection_aborted}));
}

TEST_CASE("a_cancelled_receive_loses_no_byte") {
  std::array<std::byte, 8> storage{};
  recorder waiting;
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage), waiting);
  proactor->poll();
  pair.server.cancel(naru::direction::receive);
  REQUIRE(run_until_completed(*proactor, {&waiting}));
  CHECK(waiting.error() == std::errc::operation_canceled);
  check_traffic(*proactor, pair.client, pair.server);
}

TEST_CASE("a_cancelled_receive_takes_what_has_come") {
  std::array<std::byte, 8> storage{};
  recorder waiting;
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage), waiting);
  proactor->poll();
  // The bytes are in the system's hands, and no thread has looked since.
  recorder sent(naru::inline_completion::allowed);
  if (pair.client.send(naru::buffer(std::string_view("abc")), sent) == naru::submission::pending) {
    hold_up(50ms);
  }
  hold_up(50ms);
  pair.server.cancel(waiting);
  REQUIRE(run_until_completed(*proactor, {&waiting}));
  CHECK(!waiting.error());
  CHECK(waiting.bytes() == 3);
}

TEST_CASE("a_cancelled_exact_receive_tells_what_came") {
  std::array<std::byte, 8> storage{};
  recorder waiting;
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  CHECK(!send(*proactor, pair.client, naru::buffer(std::string_view("abc"))).error);
  pair.server.receive_exactly(naru::buffer(storage), waiting);
  run_a_while(*proactor);
  CHECK(!waiting.completed());
  pair.server.cancel(waiting);
  REQUIRE(run_until_completed(*proactor, {&waiting}));
  CHECK(waiting.error() == std::errc::operation_canceled);
  CHECK(waiting.bytes() == 3);
}

TEST_CASE("a_cancelled_handshake_goes_on_later") {
  recorder first;
  half_layered ends;
  naru::detail::handshake(ends.server, first);
  ends.proactor->poll();
  ends.server.cancel(first);
  REQUIRE(run_until_completed(*ends.proactor, {&first}));
  CHECK(first.error() == std::errc::operation_canceled);
  naru::tcp_stream client = ends.layered_client();
  CHECK(!handshake(*ends.proactor, ends.server).error);
}

TEST_CASE("a_send_that_waits_for_the_handshake_is_cancelled_without_harm") {
  recorder sending;
  half_layered ends;
  ends.server.send(naru::buffer(std::string_view("no")), sending);
  ends.server.cancel(naru::direction::send);
  REQUIRE(run_until_completed(*ends.proactor, {&sending}));
  CHECK(sending.error() == std::errc::operation_canceled);
  CHECK(sending.bytes() == 0);
  naru::tcp_stream client = ends.layered_client();
  CHECK(!handshake(*ends.proactor, ends.server).error);
  check_traffic(*ends.proactor, client, ends.server);
}

TEST_CASE("a_send_that_is_cut_off_leaves_a_stream_that_sends_no_more") {
  const bytes much(32 * mebibyte);
  recorder sending;
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  pair.client.send(naru::buffer(much), sending);
  for (int i = 0; i < 20; ++i) proactor->run_for(2ms);
  REQUIRE(!sending.completed());
  pair.client.cancel(sending);
  REQUIRE(run_until_completed(*proactor, {&sending}));
  CHECK(sending.error() == std::errc::operation_canceled);
  CHECK(sending.bytes() < much.size());
  CHECK(send(*proactor, pair.client, naru::buffer(std::string_view("x"))).error ==
        std::errc::broken_pipe);
}

TEST_CASE("a_close_completes_everything_and_then_tells_its_owner") {
  std::array<std::byte, 8> storage{};
  const bytes much(32 * mebibyte);
  recorder receiving;
  recorder sending;
  recorder closed;
  int ended = 0;
  const auto proactor = test_proactor();
  std::optional<layered_pair> pair;
  pair.emplace(*proactor);
  receiving.then([&](naru::io_result) { ++ended; });
  sending.then([&](naru::io_result) { ++ended; });
  closed.then([&](naru::io_result) { ended += 10; });
  pair->client.receive(naru::buffer(storage), receiving);
  pair->client.send(naru::buffer(much), sending);
  proactor->poll();
  pair->client.close(naru::close_mode::graceful, closed);
  CHECK(!pair->client.is_open());
  REQUIRE(run_until_completed(*proactor, {&receiving, &sending, &closed}));
  CHECK(ended == 12);
  CHECK(receiving.error() == std::errc::operation_canceled);
  CHECK(sending.error() == std::errc::operation_canceled);
  CHECK(!closed.error());
  CHECK(receive(*proactor, pair->client, naru::buffer(storage)).error ==
        std::errc::bad_file_descriptor);
  CHECK(pair->client.shutdown_send() == std::errc::bad_file_descriptor);
}

TEST_CASE("a_graceful_close_says_goodbye_and_a_reset_does_not") {
  for (const bool graceful : {true, false}) {
    CAPTURE(graceful);
    std::array<std::byte, 8> storage{};
    const auto proactor = test_proactor();
    layered_pair pair(*proactor);
    pair.client.close(graceful ? naru::close_mode::graceful : naru::close_mode::reset);
    const auto end = receive(*proactor, pair.server, naru::buffer(storage)).error;
    CHECK((end == naru::error::end_of_stream) == graceful);
    CHECK(pair.server_plan.ends == (graceful ? 1 : 0));
  }
}

TEST_CASE("a_stream_may_go_while_operations_are_pending") {
  std::array<std::byte, 8> storage{};
  recorder receiving;
  recorder ready;
  const auto proactor = test_proactor();
  {
    connected_pair plain(*proactor);
    plan with;
    naru::tcp_stream server = naru::detail::layer_over(std::move(plain.server), make_identity());
    server.receive(naru::buffer(storage), receiving);
    naru::detail::handshake(server, ready);
  }
  REQUIRE(run_until_completed(*proactor, {&receiving, &ready}));
  CHECK(receiving.error() == std::errc::operation_canceled);
}

TEST_CASE("a_proactor_that_goes_ends_everything") {
  std::array<std::byte, 8> storage{};
  const bytes much(32 * mebibyte);
  recorder receiving;
  recorder sending;
  recorder ready;
  plan with;
  std::optional<layered_pair> pair;
  std::optional<naru::tcp_stream> half;
  {
    const auto proactor = test_proactor();
    pair.emplace(*proactor);
    pair->client.receive(naru::buffer(storage), receiving);
    pair->client.send(naru::buffer(much), sending);
    connected_pair plain(*proactor);
    half.emplace(over_xor(std::move(plain.server), with, side::server));
    naru::detail::handshake(*half, ready);
    proactor->poll();
  }
  CHECK(receiving.error() == std::errc::operation_canceled);
  CHECK(sending.error() == std::errc::operation_canceled);
  CHECK(ready.error() == std::errc::operation_canceled);
  half.reset();
  pair.reset();
}

TEST_CASE("a_completion_function_runs_outside_the_call_that_starts_it") {
  std::array<std::byte, 1> storage{};
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  CHECK(!send(*proactor, pair.client, naru::buffer(std::string_view("ab"))).error);
  CHECK(receive(*proactor, pair.server, naru::buffer(storage)).bytes == 1);
  bool inside = false;
  bool ran_inside = false;
  recorder next([&](naru::io_result) { ran_inside = inside; });
  recorder driver([&](naru::io_result) {
    inside = true;
    pair.server.receive(naru::buffer(storage), next);  // the byte is there
    inside = false;
  });
  proactor->post(driver);
  REQUIRE(run_until_completed(*proactor, {&driver, &next}));
  CHECK(!ran_inside);
  CHECK(storage[0] == std::byte{'b'});
}

TEST_SUITE_END();
