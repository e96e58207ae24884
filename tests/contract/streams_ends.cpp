// How a stream ends, and which calls it refuses (rules 7, 8 and 10).
#include "native_socket.hpp"
#include "support.hpp"

#include <array>
#include <optional>
#include <thread>

using namespace contract;

TEST_SUITE_BEGIN("streams");

TEST_CASE("end_of_stream_after_peer_shutdown") {
  std::array<std::byte, 8> storage{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer(storage)).error);
  CHECK_FALSE(pair.client.shutdown_send());
  CHECK(receive_exactly(*proactor, pair.server, naru::buffer(storage)).bytes == storage.size());
  for (int i = 0; i < 2; ++i) {
    const auto end = receive(*proactor, pair.server, naru::buffer(storage));
    CHECK(end.error == naru::error::end_of_stream);
    CHECK(end.bytes == 0);
  }
  // Only a receive with room for a byte can tell an end.
  const auto zero_length = receive(*proactor, pair.server, {});
  CHECK_FALSE(zero_length.error);
  CHECK(zero_length.bytes == 0);
}

TEST_CASE("end_of_stream_reaches_a_pending_receive") {
  std::array<std::byte, 8> storage{};
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage), received);
  proactor->run_for(5ms);
  pair.client.close();
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == naru::error::end_of_stream);
  CHECK(received.bytes() == 0);
}

// A system may tell of the bytes and of the end at once, and only once.
TEST_CASE("an_end_that_comes_with_the_last_bytes_is_seen") {
  if (!has_native_handles()) return;
  for (const bool waits_already : {false, true}) {
    std::array<std::byte, 64> storage{};
    recorder first;
    const auto proactor = test_proactor();
    naru::tcp_listener listener(*proactor, loopback());
    naru::tcp_stream server(*proactor);
    std::optional<native_socket> client(native_socket::kind::stream);
    REQUIRE(client->connect(listener.local_endpoint()));
    REQUIRE_FALSE(accept(*proactor, listener, server).error);
    const auto start = [&] { server.receive(naru::buffer(storage), first); };
    if (waits_already) start();
    proactor->run_for(5ms);
    CHECK(client->send(std::byte{1}));
    client.reset();
    hold_up(20ms);  // so that both are there when the proactor looks
    if (!waits_already) start();
    REQUIRE(run_until_completed(*proactor, {&first}));
    CHECK(first.bytes() == 1);
    const auto end = receive(*proactor, server, naru::buffer(storage));
    CHECK(end.error == naru::error::end_of_stream);
  }
}

TEST_CASE("half_close_still_writable") {
  std::array<std::byte, 8> storage{};
  const bytes out = pattern(8);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  CHECK_FALSE(pair.client.shutdown_send());
  CHECK(receive(*proactor, pair.server, naru::buffer(storage)).error == naru::error::end_of_stream);
  CHECK_FALSE(send(*proactor, pair.server, out).error);
  CHECK_FALSE(receive_exactly(*proactor, pair.client, naru::buffer(storage)).error);
  CHECK(is_pattern(storage));
  CHECK(send(*proactor, pair.client, out).error == std::errc::broken_pipe);
}

TEST_CASE("shutdown_twice") {
  const auto proactor = test_proactor();
  naru::tcp_stream unconnected(*proactor);
  CHECK(unconnected.shutdown_send() == std::errc::not_connected);
  connected_pair pair(*proactor);
  CHECK_FALSE(pair.client.shutdown_send());
  CHECK(one_of(pair.client.shutdown_send(), {std::error_condition(), std::errc::not_connected}));
  pair.client.close();
  CHECK(pair.client.shutdown_send() == std::errc::bad_file_descriptor);
}

TEST_CASE("shutdown_waits_for_the_send") {
  const bytes out = pattern(16 * 1024 * 1024);
  bytes in(out.size());
  recorder sent;
  std::error_code in_completion;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  sent.then([&](naru::io_result) { in_completion = pair.client.shutdown_send(); });
  pair.client.send(out, sent);
  CHECK(pair.client.shutdown_send() == naru::error::operation_already_pending);
  REQUIRE_FALSE(receive_exactly(*proactor, pair.server, in).error);
  REQUIRE(run_until_completed(*proactor, {&sent}));
  CHECK_FALSE(sent.error());
  CHECK((in == out));
  CHECK_FALSE(in_completion);
  CHECK(receive(*proactor, pair.server, naru::buffer(in)).error == naru::error::end_of_stream);
}

TEST_CASE("peer_reset_is_reset_not_end_of_stream") {
  std::array<std::byte, 8> storage{};
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage), received);
  proactor->run_for(5ms);
  pair.client.close(naru::close_mode::reset);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == std::errc::connection_reset);
  CHECK(received.bytes() == 0);
}

TEST_CASE("every_receive_after_a_peer_reset_completes") {
  std::array<std::byte, 8> storage{};
  const auto receive_any = [&](naru::tcp_stream& stream, naru::operation& op) {
    return stream.receive(naru::buffer(storage), op);
  };
  const auto receive_all = [&](naru::tcp_stream& stream, naru::operation& op) {
    return stream.receive_exactly(naru::buffer(storage), op);
  };
  for (const bool all_first : {false, true}) {
    recorder received;
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    all_first ? receive_all(pair.server, received) : receive_any(pair.server, received);
    proactor->run_for(5ms);
    pair.client.close(naru::close_mode::reset);
    REQUIRE(run_until_completed(*proactor, {&received}));
    CHECK(received.error() == std::errc::connection_reset);
    const auto check_again = [&](auto start) {
      const auto again =
          finish(*proactor, [&](naru::operation& op) { return start(pair.server, op); });
      // Wine has forgotten the reset by then.
      CHECK((again.error == naru::error::end_of_stream ||
             one_of(again.error, {std::errc::connection_reset, std::errc::connection_aborted})));
      CHECK(again.bytes == 0);
    };
    for (int i = 0; i < 2; ++i) {
      check_again(receive_any);
      check_again(receive_all);
    }
  }
}

TEST_CASE("what_was_sent_before_a_graceful_close_arrives") {
  const bytes out = pattern(100'000);
  bytes in(out.size());
  recorder sent;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.send(out, sent);
  std::size_t received = 0;
  while (received < in.size()) {
    const auto part = receive(*proactor, pair.server, std::span(in).subspan(received));
    REQUIRE_FALSE(part.error);
    received += part.bytes;
    if (sent.completed()) pair.client.close();
  }
  CHECK(in == out);
  CHECK(run_until_completed(*proactor, {&sent}));
  pair.client.close();
  CHECK(receive(*proactor, pair.server, naru::buffer(in)).error == naru::error::end_of_stream);
}

TEST_CASE("write_after_peer_close_fails_cleanly") {
  const bytes out = pattern(1'000);
  for (const naru::close_mode mode : {naru::close_mode::graceful, naru::close_mode::reset}) {
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    pair.server.close(mode);
    // The system may still take the first send: only then does the peer's system report that
    // nobody is there.
    std::error_code error;
    for (int attempts = 0; attempts < 1'000 && !error; ++attempts) {
      error = send(*proactor, pair.client, out).error;
      proactor->run_for(1ms);
    }
    CHECK(one_of(error, {std::errc::connection_reset, std::errc::connection_aborted,
                         std::errc::broken_pipe}));
  }
}

TEST_CASE("two_receives_at_once_are_refused") {
  std::array<std::byte, 8> first_storage{};
  std::array<std::byte, 8> second_storage{};
  recorder first;
  recorder second;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(first_storage), first);
  pair.server.receive(naru::buffer(second_storage), second);
  REQUIRE(run_until_completed(*proactor, {&second}));
  CHECK(second.error() == naru::error::operation_already_pending);
  CHECK(second.error() == std::errc::operation_in_progress);
  CHECK(first.completions() == 0);
  REQUIRE_FALSE(send(*proactor, pair.client, pattern(8)).error);
  REQUIRE(run_until_completed(*proactor, {&first}));
  CHECK_FALSE(first.error());
  CHECK(is_pattern(std::span(first_storage).first(first.bytes())));
  CHECK(second_storage == std::array<std::byte, 8>{});
}

TEST_CASE("two_sends_at_once_are_refused") {
  const bytes out = pattern(16 * 1024 * 1024);
  const bytes intruder(100);
  bytes in(out.size());
  recorder first;
  recorder second;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.send(out, first);
  pair.client.send(intruder, second);
  REQUIRE(run_until_completed(*proactor, {&second}));
  CHECK(second.error() == naru::error::operation_already_pending);
  CHECK(second.bytes() == 0);
  REQUIRE_FALSE(receive_exactly(*proactor, pair.server, in).error);
  CHECK(run_until_completed(*proactor, {&first}));
  CHECK_FALSE(first.error());
  CHECK(in == out);  // the refused send has put nothing in between
}

TEST_CASE("an_unconnected_stream_refuses") {
  std::array<std::byte, 8> storage{};
  const auto proactor = test_proactor();
  naru::tcp_stream stream(*proactor);
  CHECK(receive(*proactor, stream, naru::buffer(storage)).error == std::errc::not_connected);
  CHECK(send(*proactor, stream, naru::buffer(storage)).error == std::errc::not_connected);
  stream.cancel();
  stream.close();
}

TEST_CASE("the_end_that_came_with_the_connection_is_received") {
  // The peer accepts, sends and closes before the connecting side has looked at anything.
  const bytes out = pattern(8);
  std::array<std::byte, 64> storage{};
  recorder connected;
  const auto proactor = test_proactor();
  const auto far = test_proactor();
  naru::tcp_stream server(*far);
  naru::tcp_listener listener(*far, loopback());
  naru::tcp_stream client(*proactor);
  client.connect(listener.local_endpoint(), connected);
  REQUIRE_FALSE(accept(*far, listener, server).error);
  REQUIRE_FALSE(send(*far, server, out).error);
  server.close();
  far->run_for(5ms);
  REQUIRE(run_until_completed(*proactor, {&connected}));
  CHECK_FALSE(connected.error());
  CHECK(receive(*proactor, client, naru::buffer(storage)).bytes == out.size());
  const auto end = receive(*proactor, client, naru::buffer(storage));
  CHECK(end.error == naru::error::end_of_stream);
}

// On Windows an accepted socket can do this only after it was told of its listener.
TEST_CASE("an_accepted_stream_knows_its_address_and_ends_its_side") {
  std::array<std::byte, 1> room{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  CHECK(pair.server.local_endpoint() == pair.client.remote_endpoint());
  CHECK_FALSE(pair.server.shutdown_send());
  CHECK(receive(*proactor, pair.client, naru::buffer(room)).error == naru::error::end_of_stream);
}

TEST_SUITE_END();
