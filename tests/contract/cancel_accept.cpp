// Cancelling accepts: the listener lives, and no connection is lost by it.
#include "native_socket.hpp"
#include "parts_with_handles.hpp"
#include "support.hpp"

#include <array>
#include <deque>
#include <thread>

using namespace contract;

namespace {

std::deque<naru::tcp_stream> streams_of(naru::proactor& proactor, std::size_t count) {
  std::deque<naru::tcp_stream> streams;
  for (std::size_t i = 0; i < count; ++i) streams.emplace_back(proactor);
  return streams;
}

}  // namespace

TEST_SUITE_BEGIN("cancel");

TEST_CASE("cancel_one_accept_leaves_the_others") {
  std::array<recorder, 4> accepted;
  const auto proactor = test_proactor();
  auto servers = streams_of(*proactor, 4);
  auto clients = streams_of(*proactor, 3);
  naru::tcp_listener listener(*proactor, loopback());
  for (std::size_t i = 0; i < 4; ++i) listener.accept(servers[i], accepted[i]);
  proactor->run_for(5ms);
  listener.cancel(accepted[0]);  // the backend may have a request outstanding for it
  listener.cancel(accepted[2]);
  REQUIRE(run_until_completed(*proactor, {&accepted[0], &accepted[2]}));
  CHECK(accepted[0].error() == std::errc::operation_canceled);
  CHECK(accepted[2].error() == std::errc::operation_canceled);
  CHECK_FALSE(servers[2].is_open());
  CHECK(accepted[1].completions() == 0);
  CHECK(accepted[3].completions() == 0);
  CHECK(listener.is_open());

  for (naru::tcp_stream& client : clients) {
    CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  }
  REQUIRE(run_until_completed(*proactor, {&accepted[1], &accepted[3]}));
  CHECK_FALSE(accepted[1].error());
  CHECK_FALSE(accepted[3].error());
  check_traffic(*proactor, clients[0], servers[1]);
  check_traffic(*proactor, clients[1], servers[3]);
  listener.cancel(accepted[1]);  // it has completed
  CHECK_FALSE(accept(*proactor, listener, servers[0]).error);
  check_traffic(*proactor, clients[2], servers[0]);
}

TEST_CASE("cancel_all_accepts_and_the_listener_lives") {
  std::array<recorder, 5> accepted;
  const auto proactor = test_proactor();
  auto servers = streams_of(*proactor, 5);
  naru::tcp_stream client(*proactor);
  naru::tcp_listener listener(*proactor);
  listener.cancel();
  CHECK_FALSE(listener.listen(loopback()));
  listener.cancel();
  for (std::size_t i = 0; i < 5; ++i) listener.accept(servers[i], accepted[i]);
  proactor->run_for(5ms);
  listener.cancel();
  REQUIRE(run_until(*proactor, [&] { return all_completed(accepted); }));
  for (const recorder& op : accepted) CHECK(op.error() == std::errc::operation_canceled);
  CHECK(proactor->run() == 0);  // nothing waits any more

  // A client that connects meanwhile is there for the next accept.
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  proactor->run_for(5ms);
  CHECK_FALSE(accept(*proactor, listener, servers[0]).error);
  check_traffic(*proactor, client, servers[0]);
  listener.close();
  listener.cancel();
}

TEST_CASE("a_connection_meant_for_a_canceled_accept_goes_to_another_proactor") {
  if (!has_native_handles()) return;
  recorder canceled;
  const auto front = test_proactor();
  const auto back = test_proactor();
  if (!parts_with_handles(*front)) return;
  naru::tcp_stream nobody(*front);
  naru::tcp_stream server(*back);
  naru::tcp_stream client(*front);
  naru::tcp_listener listener(*front, loopback());
  listener.accept(nobody, canceled);
  front->run_for(5ms);
  listener.cancel(canceled);
  CHECK_FALSE(connect(*front, client, listener.local_endpoint()).error);
  front->run_for(5ms);
  CHECK_FALSE(accept(*front, listener, server).error);
  CHECK(canceled.error() == std::errc::operation_canceled);
  CHECK(server.remote_endpoint() == client.local_endpoint());
  std::array<std::byte, 8> storage{};
  CHECK_FALSE(send(*front, client, naru::buffer(storage)).error);
  CHECK(receive(*back, server, naru::buffer(storage)).bytes > 0);
}

TEST_CASE("a_connection_waiting_when_the_listener_closes_is_closed") {
  std::array<std::byte, 1> storage{};
  recorder canceled;
  const auto proactor = test_proactor();
  naru::tcp_stream nobody(*proactor);
  naru::tcp_stream client(*proactor);
  naru::tcp_listener listener(*proactor, loopback());
  listener.accept(nobody, canceled);
  proactor->run_for(5ms);
  listener.cancel();
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  proactor->run_for(5ms);
  listener.close();
  CHECK(one_of(receive(*proactor, client, naru::buffer(storage)).error,
               {naru::make_error_code(naru::error::end_of_stream).default_error_condition(),
                std::errc::connection_reset, std::errc::connection_aborted}));
}

TEST_CASE("cancel_one_accept_races_completion_exactly_one_callback") {
  if (!runs_on_threads()) return;
  // Another thread cancels this accept over and over while clients connect. The machine decides
  // how often each side wins.
  const std::size_t rounds = promised(10'000);
  std::size_t accepted_rounds = 0;
  std::size_t canceled_rounds = 0;
  std::size_t wrong_rounds = 0;
  std::atomic<bool> over = false;
  recorder accepted;
  recorder connected;
  const auto proactor = test_proactor();
  naru::tcp_stream server(*proactor);
  naru::tcp_stream client(*proactor);
  naru::tcp_listener listener(*proactor, loopback());
  const auto finished = [&] { return accepted_rounds + canceled_rounds + wrong_rounds >= rounds; };
  accepted.then([&](naru::io_result result) {
    if (!result.error) {
      ++accepted_rounds;
      server.close(naru::close_mode::reset);
    } else if (result.error == std::errc::operation_canceled) {
      ++canceled_rounds;
    } else {
      ++wrong_rounds;
    }
    if (!finished()) listener.accept(server, accepted);
  });
  connected.then([&](naru::io_result) {
    client.close(naru::close_mode::reset);
    if (!over) client.connect(listener.local_endpoint(), connected);
  });
  listener.accept(server, accepted);
  client.connect(listener.local_endpoint(), connected);
  std::thread cancelling([&] {
    while (!over) {
      listener.cancel(accepted);
      std::this_thread::yield();
    }
  });
  const bool reached = run_until(*proactor, finished, 40s);
  over = true;
  cancelling.join();
  CHECK(reached);
  CHECK(wrong_rounds == 0);
  CHECK(accepted_rounds + canceled_rounds == rounds);
  CHECK(static_cast<std::size_t>(accepted.completions()) == rounds);
  listener.close();
  CHECK(run_until(*proactor, [&] { return !connected.pending() && !accepted.pending(); }));
}

TEST_SUITE_END();
