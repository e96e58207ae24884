// Cancelling and closing a datagram socket, and using it from many threads.
#include "datagram_support.hpp"
#include "system.hpp"

#include <array>
#include <atomic>
#include <deque>
#include <optional>

using namespace contract;

namespace {

/// Echoes with several receives outstanding. Each of them sends back what it got.
class echo_socket {
 public:
  echo_socket(naru::proactor& proactor, std::size_t receives)
      : socket_(proactor, loopback()), slots_(receives) {
    for (slot& each : slots_) each.owner = this;
  }

  void start() {
    for (slot& each : slots_) each.receive();
  }
  /// Nothing is pending once `closed` has completed.
  void close(naru::operation& closed) { socket_.close(closed); }
  [[nodiscard]] naru::endpoint endpoint() const { return socket_.local_endpoint(); }

 private:
  struct slot {
    void receive() { owner->socket_.receive_from(naru::buffer(storage), source, received); }
    void on_received(naru::io_result result) {
      if (result.error) return;
      owner->socket_.send_to(naru::buffer(storage, result.bytes), source, sent);
    }
    void on_sent(naru::io_result result) {
      if (!result.error) receive();
    }

    echo_socket* owner = nullptr;
    std::array<std::byte, 64> storage{};
    naru::endpoint source;
    naru::member_callback received = naru::bind<&slot::on_received>(this);
    naru::member_callback sent = naru::bind<&slot::on_sent>(this);
  };

  naru::udp_socket socket_;
  std::deque<slot> slots_;
};

/// Sends a datagram and waits for its echo, a number of times.
class pinger {
 public:
  pinger(naru::proactor& proactor, const naru::endpoint& server, std::size_t rounds,
         countdown& done)
      : socket_(proactor, loopback()), server_(server), left_(rounds), done_(done) {}

  void start() {
    socket_.receive_from(naru::buffer(in_), source_, received_);
    socket_.send_to(naru::buffer(out_), server_, sent_);
  }
  void close(naru::operation& closed) { socket_.close(closed); }
  [[nodiscard]] std::size_t left() const { return left_; }

 private:
  // The echo may come before the completion of the send: the second of them goes on.
  void on_sent(naru::io_result result) { one_done(!result.error); }
  void on_received(naru::io_result result) {
    one_done(!result.error && result.bytes == out_.size() && source_ == server_);
  }
  void one_done(bool good) {
    if (!good) failed_ = true;
    if (halves_.fetch_add(1) != 1) return;
    halves_ = 0;
    if (failed_ || --left_ == 0) return done_.arrive();
    start();
  }

  naru::udp_socket socket_;
  const naru::endpoint server_;
  std::size_t left_;
  countdown& done_;
  std::array<std::byte, 32> out_{};
  std::array<std::byte, 64> in_{};
  naru::endpoint source_;
  std::atomic<int> halves_ = 0;
  std::atomic<bool> failed_ = false;
  naru::member_callback received_ = naru::bind<&pinger::on_received>(this);
  naru::member_callback sent_ = naru::bind<&pinger::on_sent>(this);
};

}  // namespace

TEST_SUITE_BEGIN("datagrams");

TEST_CASE("cancel_one_leaves_the_others") {
  std::array<std::array<std::byte, 8>, 3> in{};
  std::array<recorder, 3> received;
  recorder stranger;
  const std::array<std::byte, 1> out{};
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor);
  for (std::size_t i = 0; i < 3; ++i) server.receive(naru::buffer(in[i]), received[i]);
  server.cancel(received[1]);
  server.cancel(stranger);
  {
    recorder gone;
    server.cancel(gone);
  }
  REQUIRE(run_until_completed(*proactor, {&received[1]}));
  CHECK(received[1].error() == std::errc::operation_canceled);
  CHECK_FALSE(received[0].completed());
  CHECK_FALSE(received[2].completed());
  server.cancel(received[1]);  // a second cancel is harmless
  for (int i = 0; i < 2; ++i) {
    REQUIRE_FALSE(send_to(*proactor, client, naru::buffer(out), server.local_endpoint()).error);
  }
  REQUIRE(run_until_completed(*proactor, {&received[0], &received[2]}));
  CHECK_FALSE(received[0].error());
  CHECK_FALSE(received[2].error());
  CHECK(received[1].completions() == 1);
  // The socket has not lost the place of the cancelled receive.
  check_datagram(*proactor, client, server);
}

TEST_CASE("cancel_ends_everything_and_the_socket_goes_on") {
  std::array<std::byte, 8> in{};
  std::array<naru::datagram, 1> batch;
  batch[0].buffer = naru::buffer(in);
  recorder single;
  recorder many;
  recorder waits;
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor);
  server.cancel();  // nothing is pending
  server.receive(naru::buffer(in), single);
  server.receive_batch(batch, many);
  server.receive(naru::mutable_buffer(), waits);
  server.cancel();
  REQUIRE(run_until_completed(*proactor, {&single, &many, &waits}));
  for (const recorder* op : {&single, &many, &waits}) {
    CHECK(op->error() == std::errc::operation_canceled);
    CHECK(op->bytes() == 0);
  }
  check_datagram(*proactor, client, server);
}

TEST_CASE("close_cancels_all") {
  std::array<std::byte, 8> in{};
  std::array<naru::datagram, 1> batch;
  batch[0].buffer = naru::buffer(in);
  std::vector<const recorder*> order;
  std::deque<recorder> received;
  recorder closed;
  recorder closed_again;
  for (int i = 0; i < 5; ++i) {
    recorder& op = received.emplace_back();
    op.then([&order, &op](naru::io_result) { order.push_back(&op); });
  }
  closed.then([&](naru::io_result) { order.push_back(&closed); });
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  for (int i = 0; i < 4; ++i)
    socket.receive(naru::buffer(in), received[static_cast<std::size_t>(i)]);
  socket.receive_batch(batch, received[4]);
  proactor->poll();
  socket.close(closed);
  CHECK_FALSE(socket.is_open());
  socket.close();
  REQUIRE(run_until_completed(*proactor, {&closed}));
  CHECK_FALSE(closed.error());
  CHECK(all_completed(received));
  for (const recorder& op : received) CHECK(op.error() == std::errc::operation_canceled);
  REQUIRE(order.size() == 6);
  CHECK(order.back() == &closed);
  socket.close(closed_again);
  CHECK(run_until_completed(*proactor, {&closed_again}));
  CHECK(proactor->run() == 0);  // nothing is outstanding
}

TEST_CASE("operation_on_a_closed_datagram_socket") {
  std::array<std::byte, 8> storage{};
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  const naru::endpoint self = socket.local_endpoint();
  socket.close();
  CHECK(receive(*proactor, socket, naru::buffer(storage)).error == std::errc::bad_file_descriptor);
  CHECK(send_to(*proactor, socket, naru::buffer(storage), self).error ==
        std::errc::bad_file_descriptor);
  CHECK(socket.connect(self) == std::errc::bad_file_descriptor);
  CHECK(socket.set_broadcast(true) == std::errc::bad_file_descriptor);
  CHECK(socket.join(naru::address::parse("239.1.2.3")) == std::errc::bad_file_descriptor);
  CHECK(socket.local_endpoint() == naru::endpoint());
  // It can be bound again.
  CHECK_FALSE(socket.bind(self));
  CHECK(socket.local_endpoint() == self);
  check_datagram(*proactor, socket, socket);
}

TEST_CASE("destroying_a_datagram_socket_cancels") {
  std::array<std::byte, 8> in{};
  std::array<recorder, 2> received;
  const auto proactor = test_proactor();
  {
    naru::udp_socket socket(*proactor, loopback());
    for (recorder& op : received) socket.receive(naru::buffer(in), op);
  }
  REQUIRE(run_until(*proactor, [&] { return all_completed(received); }));
  for (const recorder& op : received) CHECK(op.error() == std::errc::operation_canceled);
}

TEST_CASE("destroying_the_proactor_cancels_datagrams") {
  std::array<std::byte, 8> in{};
  std::array<recorder, 2> received;
  std::optional<naru::udp_socket> socket;
  {
    const auto proactor = test_proactor();
    socket.emplace(*proactor, loopback());
    for (recorder& op : received) socket->receive(naru::buffer(in), op);
  }
  for (const recorder& op : received) {
    CHECK(op.completions() == 1);
    CHECK(op.error() == std::errc::operation_canceled);
  }
}

TEST_CASE("a_cancelled_receive_lets_run_return") {
  std::array<std::byte, 8> in{};
  recorder received;
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  socket.receive(naru::buffer(in), received);
  proactor->poll();
  socket.cancel(received);
  CHECK(proactor->run() == 1);
}

TEST_CASE("moving_a_datagram_socket_keeps_what_is_pending") {
  std::array<std::byte, 200> in{};
  recorder received;
  const std::array<std::byte, 3> out{};
  const auto proactor = test_proactor();
  naru::udp_socket first(*proactor, loopback());
  first.receive(naru::buffer(in), received);
  naru::udp_socket second(std::move(first));
  CHECK_FALSE(first.is_open());  // NOLINT(bugprone-use-after-move): it is like a new one
  naru::udp_socket client(*proactor);
  REQUIRE_FALSE(send_to(*proactor, client, naru::buffer(out), second.local_endpoint()).error);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.bytes() == 3);
}

TEST_CASE("datagrams_on_many_threads_exactly_once") {
  if (!runs_on_threads()) return;
  constexpr std::size_t count = 8;
  const std::size_t rounds = scaled(500);
  countdown done(count);
  countdown all_closed(count + 1);
  std::deque<recorder> closed;
  for (std::size_t i = 0; i <= count; ++i) {
    closed.emplace_back([&](naru::io_result) { all_closed.arrive(); });
  }
  const auto proactor = test_proactor();
  echo_socket server(*proactor, 16);
  std::deque<pinger> pingers;
  for (std::size_t i = 0; i < count; ++i) {
    pingers.emplace_back(*proactor, server.endpoint(), rounds, done);
  }
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 4);
  server.start();
  for (pinger& each : pingers) each.start();
  CHECK(done.wait(40s));
  for (const pinger& each : pingers) CHECK(each.left() == 0);
  server.close(closed.back());
  for (std::size_t i = 0; i < count; ++i) pingers[i].close(closed[i]);
  CHECK(all_closed.wait());
}

TEST_CASE("cancel_races_the_receipt_of_datagrams") {
  if (!runs_on_threads()) return;
  const std::size_t rounds = scaled(2'000);
  std::array<std::byte, 8> in{};
  const std::array<std::byte, 1> out{};
  std::size_t received = 0;
  std::atomic<std::size_t> sent_count = 0;
  recorder receive_op;
  recorder send_op;
  countdown both(2);
  receive_op.then([&](naru::io_result result) {
    if (!result.error) ++received;
    both.arrive();
  });
  send_op.then([&](naru::io_result result) {
    if (!result.error) ++sent_count;
    both.arrive();
  });
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor, loopback());
  const naru::endpoint to = server.local_endpoint();
  {
    const naru::work_guard guard(*proactor);
    naru::worker_pool workers(*proactor, 2);
    for (std::size_t i = 0; i < rounds; ++i) {
      both.restart(2);
      server.receive(naru::buffer(in), receive_op);
      client.send_to(naru::buffer(out), to, send_op);
      server.cancel(receive_op);
      REQUIRE(both.wait());
    }
  }
  // Each datagram was received then or is there now: a cancel loses nothing.
  proactor->restart();
  CHECK(static_cast<std::size_t>(receive_op.completions()) == rounds);
  while (received < sent_count &&
         receive(*proactor, server, naru::buffer(in)).error != std::errc::timed_out) {
    ++received;
  }
  CHECK(received == sent_count);
}

TEST_CASE("an_error_that_nobody_receives_uses_no_cpu") {
  const std::array<std::byte, 1> message{};
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  REQUIRE_FALSE(socket.connect(unused_datagram_endpoint(*proactor)));
  const auto sent = finish(
      *proactor, [&](naru::operation& op) { return socket.send(naru::buffer(message), op); });
  CHECK_FALSE(sent.error);
  const naru::work_guard working(*proactor);
  const auto before = processor_time();
  proactor->run_for(500ms);
  CHECK(processor_time() - before < 100ms);
}

TEST_SUITE_END();
