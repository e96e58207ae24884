// Closing: everything pending completes as cancelled, then the owner hears of it once (rule 7).
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <deque>
#include <thread>

using namespace contract;

namespace {

/// Owns its stream and its operations, and deletes itself when its stream is closed.
class self_owned_session {
 public:
  self_owned_session(naru::tcp_stream stream, int& ended)
      : ended_(ended), stream_(std::move(stream)) {
    stream_.receive(naru::buffer(storage_), received_);
  }

 private:
  ~self_owned_session() { ++ended_; }
  void on_received(naru::io_result) { stream_.close(naru::close_mode::graceful, closed_); }
  void on_closed(naru::io_result) { delete this; }

  int& ended_;
  std::array<std::byte, 8> storage_{};
  naru::member_callback received_ = naru::bind<&self_owned_session::on_received>(this);
  naru::member_callback closed_ = naru::bind<&self_owned_session::on_closed>(this);
  naru::tcp_stream stream_;
};

}  // namespace

TEST_SUITE_BEGIN("cancel");

TEST_CASE("close_in_own_callback") {
  std::array<std::byte, 8> storage{};
  recorder received;
  recorder closed;
  bool closed_before_return = false;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  received.then([&](naru::io_result) {
    pair.server.close(naru::close_mode::graceful, closed);
    closed_before_return = closed.completed();
  });
  pair.server.receive(naru::buffer(storage), received);
  REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer(storage)).error);
  REQUIRE(run_until_completed(*proactor, {&received, &closed}));
  CHECK_FALSE(received.error());
  CHECK_FALSE(closed.error());
  CHECK_FALSE(closed_before_return);
  CHECK(closed.completions() == 1);
}

TEST_CASE("a_close_that_lingers_holds_up_only_its_own_thread") {
  if (!runs_on_threads()) return;
  constexpr auto linger = 3s;
  const bytes out(32 * 1024 * 1024);
  recorder sent;
  recorder sent_late;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  CHECK_FALSE(pair.client.set_linger(linger));
  pair.client.send(out, sent);
  proactor->run_for(5ms);  // the peer does not read: what was sent stays unacknowledged
  std::thread closer([&] { pair.client.close(); });
  while (pair.client.is_open()) std::this_thread::yield();
  const auto begin = backend_clock::now();
  pair.client.cancel();
  CHECK(pair.client.send(out, sent_late) == naru::submission::pending);
  const auto waited = backend_clock::now() - begin;
  closer.join();
  // Wine's server closes for every program, and does nothing else meanwhile.
  if (!is_emulated()) CHECK(waited < linger / 2);
  REQUIRE(run_until_completed(*proactor, {&sent, &sent_late}));
  CHECK(sent.error() == std::errc::operation_canceled);
  CHECK(sent_late.error() == std::errc::bad_file_descriptor);
}

TEST_CASE("a_session_deletes_itself") {
  std::array<std::byte, 8> storage{};
  int ended = 0;
  const auto proactor = test_proactor();
  std::deque<naru::tcp_stream> clients;
  for (int i = 0; i < 20; ++i) {
    connected_pair pair(*proactor);
    clients.push_back(std::move(pair.client));
    new self_owned_session(std::move(pair.server), ended);
  }
  for (naru::tcp_stream& client : clients) {
    if (&client == &clients.front()) {
      CHECK_FALSE(send(*proactor, client, naru::buffer(storage)).error);
    }
    client.close();
  }
  CHECK(run_until(*proactor, [&] { return ended == 20; }));
}

TEST_CASE("close_from_another_thread") {
  if (!runs_on_threads()) return;
  const std::size_t rounds = scaled(500);
  std::array<std::byte, 8> storage{};
  countdown done(0);
  recorder received([&](naru::io_result) { done.arrive(); });
  recorder closed([&](naru::io_result) { done.arrive(); });
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 2);
  for (std::size_t round = 0; round < rounds; ++round) {
    connected_pair pair(*proactor);
    done.restart(2);
    pair.server.receive(naru::buffer(storage), received);
    pair.server.close(naru::close_mode::reset, closed);
    REQUIRE(done.wait());
    CHECK(received.error() == std::errc::operation_canceled);
    CHECK_FALSE(closed.error());
  }
  proactor->stop();
  workers.join();
  CHECK(static_cast<std::size_t>(received.completions()) == rounds);
  CHECK(static_cast<std::size_t>(closed.completions()) == rounds);
}

// The pending operation of the socket is the only work, and no guard keeps the worker in run.
TEST_CASE("a_close_completes_although_it_ends_the_last_work") {
  if (!runs_on_threads()) return;
  std::array<std::byte, 8> storage{};
  const auto proactor = test_proactor();
  const auto check_close_of = [&](auto& socket, const recorder& pending) {
    recorder in_run;
    recorder closed;
    naru::worker_pool worker(*proactor, 1);
    proactor->post(in_run);
    REQUIRE(wait_until([&] { return in_run.completed(); }));
    socket.close(closed);
    worker.join();
    REQUIRE(pending.completed());
    REQUIRE(closed.completed());
    proactor->restart();
  };
  for (int round = 0; round < 100; ++round) {
    std::array<recorder, 3> pending;
    naru::tcp_listener listener(*proactor, loopback());
    naru::tcp_stream accepted(*proactor);
    listener.accept(accepted, pending[0]);
    check_close_of(listener, pending[0]);
    naru::udp_socket datagrams(*proactor, loopback());
    datagrams.receive(naru::buffer(storage), pending[1]);
    check_close_of(datagrams, pending[1]);
    connected_pair pair(*proactor);
    pair.client.receive(naru::buffer(storage), pending[2]);
    check_close_of(pair.client, pending[2]);
  }
}

TEST_CASE("operation_on_a_closed_socket") {
  std::array<std::byte, 8> storage{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.close();
  CHECK_FALSE(pair.client.is_open());
  CHECK(receive(*proactor, pair.client, naru::buffer(storage)).error ==
        std::errc::bad_file_descriptor);
  CHECK(receive(*proactor, pair.client, {}).error == std::errc::bad_file_descriptor);
  CHECK(send(*proactor, pair.client, naru::buffer(storage)).error ==
        std::errc::bad_file_descriptor);
  pair.client.cancel();
}

TEST_CASE("close_twice") {
  recorder closed;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.close();
  pair.client.close(naru::close_mode::reset);
  pair.client.close(naru::close_mode::graceful, closed);
  pair.client.close();
  REQUIRE(run_until_completed(*proactor, {&closed}));
  CHECK_FALSE(closed.error());
  CHECK(closed.completions() == 1);

  recorder never_opened;
  naru::tcp_stream unconnected(*proactor);
  unconnected.close(never_opened);
  CHECK(run_until_completed(*proactor, {&never_opened}));
  CHECK_FALSE(never_opened.error());
}

TEST_CASE("closed_comes_after_every_callback") {
  const bytes out(32 * 1024 * 1024);
  std::array<std::byte, 8> storage{};
  bool all_before_closed = false;
  recorder received;
  recorder sent;
  recorder closed;
  closed.then(
      [&](naru::io_result) { all_before_closed = received.completed() && sent.completed(); });
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.receive(naru::buffer(storage), received);
  pair.client.send(out, sent);
  proactor->run_for(5ms);
  pair.client.close(naru::close_mode::reset, closed);
  REQUIRE(run_until_completed(*proactor, {&closed}));
  CHECK(all_before_closed);
  CHECK(received.error() == std::errc::operation_canceled);
  CHECK(sent.error() == std::errc::operation_canceled);
}

TEST_CASE("local_close_is_canceled_not_reset") {
  std::array<std::byte, 8> storage{};
  for (const naru::close_mode mode : {naru::close_mode::graceful, naru::close_mode::reset}) {
    recorder received;
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    pair.server.receive(naru::buffer(storage), received);
    proactor->run_for(5ms);
    pair.server.close(mode);
    pair.client.close(naru::close_mode::reset);
    REQUIRE(run_until_completed(*proactor, {&received}));
    CHECK(received.error() == std::errc::operation_canceled);
    CHECK(received.error() != std::errc::connection_reset);
  }
}

TEST_CASE("close_with_a_blocked_send_pending") {
  const bytes out(32 * 1024 * 1024);
  for (const naru::close_mode mode : {naru::close_mode::graceful, naru::close_mode::reset}) {
    recorder sent;
    recorder closed;
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    pair.client.send(out, sent);
    proactor->run_for(5ms);
    CHECK(sent.completions() == 0);
    pair.client.close(mode, closed);
    REQUIRE(run_until_completed(*proactor, {&sent, &closed}));
    CHECK(sent.error() == std::errc::operation_canceled);
    CHECK(sent.bytes() < out.size());
    CHECK_FALSE(closed.error());
  }
}

TEST_CASE("a_destroyed_stream_cancels_what_is_pending") {
  std::array<std::byte, 8> storage{};
  recorder received;
  recorder readable;
  const auto proactor = test_proactor();
  {
    connected_pair pair(*proactor);
    pair.server.receive(naru::buffer(storage), received);
    pair.client.receive(naru::mutable_buffer(), readable);
  }
  REQUIRE(run_until_completed(*proactor, {&received, &readable}));
  CHECK(received.error() == std::errc::operation_canceled);
  CHECK(readable.completions() == 1);
}

TEST_CASE("a_stream_assigned_over_is_closed") {
  std::array<std::byte, 8> storage{};
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.server.receive(naru::buffer(storage), received);
  pair.server = naru::tcp_stream(*proactor);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == std::errc::operation_canceled);
  CHECK(receive(*proactor, pair.client, naru::buffer(storage)).error == naru::error::end_of_stream);
}

TEST_SUITE_END();
