// Shows that the mistakes of the lesson from which this project grew are absent. The lesson's
// server has five workers in GetQueuedCompletionStatus that only `continue` on a failed or empty
// completion, and a session with one buffer that each receive starts anew. It ignores results, and
// never ends.
#include "echo.hpp"
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <deque>
#include <string_view>

using namespace contract;

namespace {

/// The lesson's buffer: one per session, kept from message to message.
constexpr std::size_t buffer_size = 1'000;

}  // namespace

TEST_SUITE_BEGIN("lesson");

TEST_CASE("a_failed_completion_is_delivered") {
  std::array<std::byte, buffer_size> buffer{};
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(buffer), received);
  proactor->run_for(5ms);
  pair.client.close(naru::close_mode::reset);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.completions() == 1);
  CHECK(received.error() == std::errc::connection_reset);
}

TEST_CASE("an_empty_completion_is_delivered") {
  std::array<std::byte, buffer_size> buffer{};
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(buffer), received);
  pair.client.close();
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.completions() == 1);
  CHECK(received.error() == naru::error::end_of_stream);
}

TEST_CASE("zero_bytes_do_not_mean_closed") {
  recorder posted;
  recorder expired;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  naru::timer timer(*proactor);
  proactor->post(posted);
  timer.wait_for(0s, expired);
  const auto sent = send(*proactor, pair.client, {});
  REQUIRE(run_until_completed(*proactor, {&posted, &expired}));
  for (const naru::io_result& result : {posted.result(), expired.result(), sent}) {
    CHECK_FALSE(result.error);
    CHECK(result.bytes == 0);
  }
}

TEST_CASE("a_receive_that_cannot_start_says_so") {
  std::array<std::byte, buffer_size> buffer{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.close();
  const auto result = receive(*proactor, pair.server, naru::buffer(buffer));
  CHECK(result.error == std::errc::bad_file_descriptor);
  CHECK(result.bytes == 0);
}

TEST_CASE("a_received_length_is_the_true_length") {
  // The lesson printed its buffer to the next zero, with the tail of the message before.
  std::array<std::byte, buffer_size> buffer{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const std::string_view long_message = "a rather long message";
  const std::string_view short_message = "short";
  REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer(long_message)).error);
  const auto whole = naru::buffer(buffer, long_message.size());
  REQUIRE_FALSE(receive_exactly(*proactor, pair.server, whole).error);
  REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer(short_message)).error);
  const auto received = receive(*proactor, pair.server, naru::buffer(buffer));
  CHECK(received.bytes == short_message.size());
  CHECK(std::ranges::equal(naru::buffer(buffer, received.bytes), naru::buffer(short_message)));
  // The bytes beyond it were not touched.
  const auto tail = naru::buffer(long_message).subspan(short_message.size());
  CHECK(std::ranges::equal(std::span(buffer).subspan(received.bytes, tail.size()), tail));
}

TEST_CASE("a_split_message_is_put_together") {
  // Each receive goes to the place that the caller names: here behind the bytes that came so far.
  std::array<std::byte, buffer_size> buffer{};
  const bytes message = pattern(100);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  std::size_t have = 0;
  for (const std::size_t part : {1U, 30U, 2U, 67U}) {
    REQUIRE_FALSE(send(*proactor, pair.client, std::span(message).subspan(have, part)).error);
    const auto room = std::span(buffer).subspan(have, part);
    REQUIRE(receive_exactly(*proactor, pair.server, room).bytes == part);
    have += part;
  }
  CHECK(std::ranges::equal(naru::buffer(buffer, have), message));
}

TEST_CASE("accept_connect_and_write_exist") {
  std::array<std::byte, buffer_size> buffer{};
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  CHECK_FALSE(accept(*proactor, listener, server).error);
  CHECK(send(*proactor, server, naru::buffer(std::string_view("hello"))).bytes == 5);
  CHECK(receive_exactly(*proactor, client, naru::buffer(buffer, 5)).bytes == 5);
}

TEST_CASE("sessions_end_and_are_removed") {
  const auto proactor = test_proactor();
  echo_server server(*proactor, buffer_size);
  {
    std::deque<echo_client> clients;
    for (int i = 0; i < 20; ++i) clients.emplace_back(*proactor).start(server.endpoint(), 5);
    const auto finished = [](const echo_client& client) { return client.finished(); };
    CHECK(run_until(*proactor, [&] { return std::ranges::all_of(clients, finished); }));
    for (const echo_client& client : clients) CHECK(client.failure() == std::error_code());
  }
  CHECK(run_until(*proactor, [&] { return server.sessions() == 0; }));
  CHECK(server.accepted() == 20);
}

TEST_CASE("five_workers_can_stop") {
  if (!runs_on_threads()) return;
  // Some clients are connected and silent, and one is in the middle of its talk.
  const auto proactor = test_proactor();
  echo_server server(*proactor, buffer_size);
  std::deque<naru::tcp_stream> silent;
  for (int i = 0; i < 5; ++i) {
    REQUIRE_FALSE(connect(*proactor, silent.emplace_back(*proactor), server.endpoint()).error);
  }
  echo_client busy(*proactor);
  busy.start(server.endpoint(), echo_client::endless);
  REQUIRE(run_until(*proactor, [&] { return server.sessions() == 6 && busy.rounds() > 10; }));
  naru::worker_pool workers(*proactor, 5);
  server.stop();
  workers.join();  // every session was told, every worker has returned
  CHECK(server.stopped());
  CHECK(busy.finished());
  CHECK(busy.failure());
}

TEST_CASE("a_slow_reader_has_a_bound") {
  // One send may be pending. A second one is refused at once.
  const bytes much(16 * 1024 * 1024);
  std::deque<recorder> refused(100);
  recorder sent;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.send(much, sent);
  for (recorder& op : refused) pair.client.send(much, op);
  CHECK(run_until(*proactor, [&] { return all_completed(refused); }));
  for (const recorder& op : refused) {
    CHECK(op.error() == naru::error::operation_already_pending);
  }
  CHECK(sent.completions() == 0);
}

TEST_SUITE_END();
