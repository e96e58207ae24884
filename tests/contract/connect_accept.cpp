// Connecting, listening and accepting. The meaning of addresses is tested in
// connect_accept_addresses.cpp; many connections, lost ones and a shortage of handles in
// connect_accept_limits.cpp.
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <atomic>
#include <deque>
#include <string>

using namespace contract;

TEST_SUITE_BEGIN("connect_accept");

TEST_CASE("refused") {
  const auto proactor = test_proactor();
  naru::tcp_stream stream(*proactor);
  const auto result = connect(*proactor, stream, unused_endpoint());
  CHECK(result.error == std::errc::connection_refused);
  CHECK(result.bytes == 0);
}

TEST_CASE("connect_again_after_a_failure") {
  const auto proactor = test_proactor();
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  CHECK(connect(*proactor, client, unused_endpoint()).error);
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
  if (second.error() == std::errc::operation_in_progress) CHECK(sent.error());
}

TEST_CASE("timeout_then_cancel") {
  // A listener that accepts nothing answers some of these connects and leaves the rest waiting (or
  // refuses them: systems differ). A cancelled connect reports that, and each completes once.
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
    naru::tcp_stream& stream = streams.emplace_back(*proactor);
    stream.connect(listener.local_endpoint(), op);
    CHECK(stream.is_open());
    stream.close();
    CHECK_FALSE(stream.is_open());
  }
  CHECK(run_until(*proactor, [&] { return all_completed(operations); }));
  for (const recorder& op : operations) {
    CHECK(op.completions() == 1);
    // A system may connect at once.
    CHECK(one_of(op.error(), {std::error_condition(), std::errc::operation_canceled}));
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
  for (const auto delay : {std::chrono::milliseconds(-1), std::chrono::milliseconds(0),
                           std::chrono::milliseconds(3'600'001)}) {
    options.retry_delay = delay;
    CHECK(listener.listen(loopback(), options) == std::errc::invalid_argument);
  }
  options.retry_delay = 1ms;
  CHECK_FALSE(listener.listen(loopback(), options));
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

TEST_CASE("a_connect_while_another_one_fails_opens_nothing_that_stays_open") {
  if (!runs_on_threads()) return;
  std::atomic<int> succeeded = 0;
  recorder first;
  std::deque<recorder> others;
  const naru::endpoint peer = unused_endpoint();
  const auto proactor = test_proactor();
  const naru::work_guard working(*proactor);
  naru::tcp_stream stream(*proactor);
  CHECK(connect(*proactor, stream, peer).error);
  const std::size_t open_before = open_handles();
  std::array<int, 100> started{};
  for (std::size_t i = 0; i < started.size(); ++i) {
    others.emplace_back([&](naru::io_result result) { succeeded += result.error ? 0 : 1; });
  }
  naru::worker_pool workers(*proactor, 2);
  const auto end = backend_clock::now() + 3s;
  const int rounds = static_cast<int>(scaled(1'000));
  for (int round = 1; round <= rounds && backend_clock::now() < end; ++round) {
    stream.connect(peer, first);
    while (first.completions() != round && backend_clock::now() < end + deadline) {
      for (std::size_t i = 0; i < others.size(); ++i) {
        if (others[i].completions() != started[i]) continue;
        ++started[i];
        stream.connect(peer, others[i]);
      }
    }
    REQUIRE(first.completions() == round);
  }
  REQUIRE(wait_until([&] {
    return std::ranges::equal(others, started, {},
                              [](const recorder& each) { return each.completions(); });
  }));
  stream.close();
  CHECK(succeeded == 0);
  CHECK(wait_until([&] { return open_handles() <= open_before; }));
}

TEST_SUITE_END();
