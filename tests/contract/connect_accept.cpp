// Connecting, listening and accepting. Many connections, lost ones and a shortage of
// handles are in connect_accept_limits.cpp.
#include "support.hpp"

#include <array>
#include <deque>
#include <string>

using namespace contract;

namespace {

/// One byte each way.
void check_traffic(naru::proactor& proactor, naru::tcp_stream& one, naru::tcp_stream& other) {
  std::array<std::byte, 1> out{std::byte{42}};
  std::array<std::byte, 1> in{};
  CHECK_FALSE(send(proactor, one, naru::buffer(out)).error);
  CHECK_FALSE(receive(proactor, other, naru::buffer(in)).error);
  CHECK(in == out);
  in = {};
  CHECK_FALSE(send(proactor, other, naru::buffer(out)).error);
  CHECK_FALSE(receive(proactor, one, naru::buffer(in)).error);
  CHECK(in == out);
}

/// False, with a message, where this machine has no IPv6.
bool has_ipv6(naru::proactor& proactor) {
  naru::tcp_listener listener(proactor);
  const auto error = listener.listen({naru::address::loopback_v6(), 0});
  if (error) MESSAGE("skipped: no IPv6 here: " << error.message());
  return !error;
}

}  // namespace

TEST_SUITE_BEGIN("connect_accept");

TEST_CASE("ipv4") {
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  check_traffic(*proactor, pair.client, pair.server);
}

TEST_CASE("ipv6") {
  const auto proactor = test_proactor();
  if (!has_ipv6(*proactor)) return;
  connected_pair pair(*proactor, {naru::address::loopback_v6(), 0});
  CHECK(pair.client.remote_endpoint().address().is_v6());
  CHECK(pair.server.remote_endpoint() == pair.client.local_endpoint());
  check_traffic(*proactor, pair.client, pair.server);
}

TEST_CASE("refused") {
  const auto proactor = test_proactor();
  naru::tcp_stream stream(*proactor);
  const auto result = connect(*proactor, stream, unused_endpoint(*proactor));
  CHECK(result.error == std::errc::connection_refused);
  CHECK(result.bytes == 0);
}

TEST_CASE("connect_again_after_a_failure") {
  const auto proactor = test_proactor();
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  CHECK(connect(*proactor, client, unused_endpoint(*proactor)).error);
  naru::tcp_listener listener(*proactor, loopback());
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  CHECK_FALSE(accept(*proactor, listener, server).error);
  check_traffic(*proactor, client, server);
}

TEST_CASE("a_second_connect_is_refused") {
  recorder first;
  recorder second;
  recorder sent;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream stream(*proactor);
  stream.connect(listener.local_endpoint(), first);
  stream.connect(listener.local_endpoint(), second);
  stream.send(naru::buffer(std::string_view("early")), sent);
  CHECK(run_until_completed(*proactor, {&first, &second, &sent}));
  CHECK_FALSE(first.error());
  CHECK(one_of(second.error(), {std::errc::operation_in_progress, std::errc::already_connected}));
  CHECK(sent.error());
}

TEST_CASE("an_unspecified_address_means_this_host") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  const auto port = listener.local_endpoint().port();
  CHECK_FALSE(connect(*proactor, client, {naru::address::any_v4(), port}).error);
  CHECK_FALSE(accept(*proactor, listener, server).error);
  check_traffic(*proactor, client, server);
}

TEST_CASE("timeout_then_cancel") {
  // A listener that accepts nothing answers so many connects and leaves the rest waiting (or
  // refuses them: systems differ). A cancelled one says so, and each completes once.
  std::deque<recorder> operations(40);
  recorder timed_out;
  const auto proactor = test_proactor();
  naru::listen_options options;
  options.backlog = 1;
  options.accepts_outstanding = 1;
  naru::tcp_listener listener(*proactor, loopback(), options);
  std::deque<naru::tcp_stream> streams;
  for (recorder& op : operations) {
    streams.emplace_back(*proactor).connect(listener.local_endpoint(), op);
  }
  naru::timer timer(*proactor);
  timer.wait_for(50ms, timed_out);
  REQUIRE(run_until_completed(*proactor, {&timed_out}));
  for (naru::tcp_stream& stream : streams) stream.cancel();
  CHECK(run_until(*proactor, [&] { return all_completed(operations); }));
  for (const recorder& op : operations) {
    CHECK(op.completions() == 1);
    CHECK(one_of(op.error(), {std::error_condition(), std::errc::operation_canceled,
                              std::errc::connection_refused}));
  }
}

TEST_CASE("close_while_connecting") {
  std::deque<recorder> operations(40);
  const auto proactor = test_proactor();
  naru::listen_options options;
  options.backlog = 1;
  options.accepts_outstanding = 1;
  naru::tcp_listener listener(*proactor, loopback(), options);
  std::deque<naru::tcp_stream> streams;
  for (recorder& op : operations) {
    streams.emplace_back(*proactor).connect(listener.local_endpoint(), op);
    CHECK(streams.back().is_open());
    streams.back().close();
    CHECK_FALSE(streams.back().is_open());
  }
  CHECK(run_until(*proactor, [&] { return all_completed(operations); }));
  for (const recorder& op : operations) {
    CHECK(op.completions() == 1);
    CHECK(op.error() == std::errc::operation_canceled);
  }
}

TEST_CASE("invalid_address") {
  const auto proactor = test_proactor();
  naru::tcp_stream stream(*proactor);
  // TCP has no broadcast.
  CHECK(connect(*proactor, stream, naru::endpoint::parse("255.255.255.255:9")).error);
  naru::tcp_listener listener(*proactor);
  const auto elsewhere = naru::endpoint::parse("192.0.2.1:7777");  // nobody has this one
  CHECK(listener.listen(elsewhere) == std::errc::address_not_available);
  CHECK_FALSE(listener.is_open());
  try {
    naru::tcp_listener throwing(*proactor, elsewhere);
    FAIL_CHECK("listening on a foreign address succeeded");
  } catch (const std::system_error& error) {
    CHECK(error.code() == std::errc::address_not_available);
    CHECK(std::string(error.what()).find("192.0.2.1:7777") != std::string::npos);
  }
}

TEST_CASE("options_out_of_range") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor);
  naru::listen_options options;
  options.accepts_outstanding = 0;
  CHECK(listener.listen(loopback(), options) == std::errc::invalid_argument);
  options.accepts_outstanding = 257;
  CHECK(listener.listen(loopback(), options) == std::errc::invalid_argument);
  options.accepts_outstanding = 256;
  options.backlog = -1;
  CHECK(listener.listen(loopback(), options) == std::errc::invalid_argument);
  options.backlog = 1;
  CHECK_FALSE(listener.listen(loopback(), options));
}

TEST_CASE("address_in_use") {
  const auto proactor = test_proactor();
  naru::tcp_listener first(*proactor, loopback());
  naru::tcp_listener second(*proactor);
  const auto error = second.listen(first.local_endpoint());
  // Windows calls a port that another socket holds exclusively forbidden.
  CHECK(one_of(error, {std::errc::address_in_use, std::errc::permission_denied}));
  CHECK_FALSE(second.is_open());
  first.close();
  CHECK_FALSE(second.listen(second.local_endpoint()));
}

TEST_CASE("listen_without_bind") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor);
  CHECK_FALSE(listener.is_open());
  CHECK(listener.local_endpoint() == naru::endpoint());
  naru::tcp_stream server(*proactor);
  CHECK(accept(*proactor, listener, server).error == std::errc::bad_file_descriptor);
  CHECK_FALSE(listener.listen(naru::endpoint()));
  CHECK(listener.is_open());
  CHECK(listener.local_endpoint().port() != 0);
}

TEST_CASE("listening_again_replaces_what_was_before") {
  recorder pending;
  const auto proactor = test_proactor();
  naru::tcp_stream server(*proactor);
  naru::tcp_stream client(*proactor);
  naru::tcp_listener listener(*proactor, loopback());
  listener.accept(server, pending);
  CHECK_FALSE(listener.listen(loopback()));
  CHECK(run_until_completed(*proactor, {&pending}));
  CHECK(pending.error() == std::errc::operation_canceled);
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  CHECK_FALSE(accept(*proactor, listener, server).error);
  check_traffic(*proactor, client, server);
}

TEST_CASE("endpoints_known_after_accept_and_connect") {
  const auto proactor = test_proactor();
  naru::tcp_stream unconnected(*proactor);
  std::error_code error;
  CHECK(unconnected.local_endpoint(error) == naru::endpoint());
  CHECK(error);
  CHECK(unconnected.remote_endpoint(error) == naru::endpoint());
  CHECK(error);
  CHECK_FALSE(unconnected.is_open());

  connected_pair pair(*proactor);
  CHECK(pair.client.is_open());
  CHECK(pair.server.is_open());
  CHECK(pair.client.remote_endpoint(error) == pair.server.local_endpoint());
  CHECK_FALSE(error);
  CHECK(pair.server.remote_endpoint() == pair.client.local_endpoint());
  CHECK(pair.server.remote_endpoint().address().is_loopback());
  CHECK(pair.client.local_endpoint().port() != pair.client.remote_endpoint().port());
  pair.client.close();
  CHECK(pair.client.local_endpoint(error) == naru::endpoint());
  CHECK(error);
}

TEST_CASE("a_silent_client_blocks_nobody") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream silent(*proactor);
  naru::tcp_stream client(*proactor);
  naru::tcp_stream first(*proactor);
  naru::tcp_stream second(*proactor);
  CHECK_FALSE(connect(*proactor, silent, listener.local_endpoint()).error);
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  CHECK_FALSE(accept(*proactor, listener, first).error);
  CHECK_FALSE(accept(*proactor, listener, second).error);
  const bool in_order = first.remote_endpoint() == silent.local_endpoint();
  check_traffic(*proactor, client, in_order ? second : first);
}

TEST_CASE("dual_stack") {
  const auto proactor = test_proactor();
  if (!has_ipv6(*proactor)) return;
  naru::tcp_listener both(*proactor, {naru::address::any_v6(), 0});
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  const naru::endpoint v4(naru::address::loopback_v4(), both.local_endpoint().port());
  CHECK_FALSE(connect(*proactor, client, v4).error);
  CHECK_FALSE(accept(*proactor, both, server).error);
  CHECK(server.remote_endpoint().address().is_v4_mapped());
  CHECK(server.remote_endpoint().address().unmapped() == naru::address::loopback_v4());
  check_traffic(*proactor, client, server);
  both.close();

  naru::listen_options options;
  options.accept_ipv4 = naru::dual_stack::no;
  naru::tcp_listener v6_only(*proactor, {naru::address::any_v6(), 0}, options);
  naru::tcp_stream refused(*proactor);
  const naru::endpoint v4_only(naru::address::loopback_v4(), v6_only.local_endpoint().port());
  CHECK(connect(*proactor, refused, v4_only).error == std::errc::connection_refused);
}

TEST_SUITE_END();
