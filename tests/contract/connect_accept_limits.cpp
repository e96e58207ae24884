// Connecting and accepting if there is too much of something, or if one side gives up.
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <deque>
#include <set>
#include <string>
#include <thread>

using namespace contract;

TEST_SUITE_BEGIN("connect_accept");

TEST_CASE("many_accepts_outstanding") {
  constexpr std::size_t count = 32;
  std::vector<std::size_t> order;
  std::deque<recorder> accepted;
  std::deque<recorder> connected(count);
  for (std::size_t i = 0; i < count; ++i) {
    accepted.emplace_back([&order, i](naru::io_result) { order.push_back(i); });
  }
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  std::deque<naru::tcp_stream> servers;
  std::deque<naru::tcp_stream> clients;
  for (recorder& op : accepted) listener.accept(servers.emplace_back(*proactor), op);
  for (recorder& op : connected) {
    clients.emplace_back(*proactor).connect(listener.local_endpoint(), op);
  }
  REQUIRE(
      run_until(*proactor, [&] { return all_completed(accepted) && all_completed(connected); }));
  CHECK(std::is_sorted(order.begin(), order.end()));
  std::set<naru::endpoint> seen_by_servers;
  std::set<naru::endpoint> seen_by_clients;
  for (std::size_t i = 0; i < count; ++i) {
    CHECK_FALSE(accepted[i].error());
    CHECK_FALSE(connected[i].error());
    seen_by_servers.insert(servers[i].remote_endpoint());
    seen_by_clients.insert(clients[i].local_endpoint());
  }
  CHECK(seen_by_clients.size() == count);
  CHECK(seen_by_servers == seen_by_clients);
}

TEST_CASE("peer_resets_before_accept_and_the_listener_lives") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  for (int i = 0; i < 8; ++i) {
    naru::tcp_stream impatient(*proactor);
    REQUIRE_FALSE(connect(*proactor, impatient, listener.local_endpoint()).error);
    impatient.close(naru::close_mode::reset);
  }
  naru::tcp_stream patient(*proactor);
  REQUIRE_FALSE(connect(*proactor, patient, listener.local_endpoint()).error);

  // A system may still hand out connections that are gone.
  naru::tcp_stream server(*proactor);
  int accepts = 0;
  do {
    server = naru::tcp_stream(*proactor);
    REQUIRE_FALSE(accept(*proactor, listener, server).error);
  } while (server.remote_endpoint() != patient.local_endpoint() && ++accepts < 9);
  CHECK(server.remote_endpoint() == patient.local_endpoint());
  std::array<std::byte, 1> byte{};
  CHECK_FALSE(send(*proactor, patient, naru::buffer(byte)).error);
  CHECK_FALSE(receive(*proactor, server, naru::buffer(byte)).error);
}

TEST_CASE("closing_the_listener_cancels_accepts") {
  std::deque<recorder> accepted(8);
  recorder closed;
  bool all_before_closed = false;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  std::deque<naru::tcp_stream> streams;
  for (recorder& op : accepted) listener.accept(streams.emplace_back(*proactor), op);
  closed.then([&](naru::io_result) { all_before_closed = all_completed(accepted); });
  listener.close(closed);
  CHECK_FALSE(listener.is_open());
  listener.close();
  REQUIRE(run_until_completed(*proactor, {&closed}));
  CHECK_FALSE(closed.error());
  CHECK(all_before_closed);
  for (const recorder& op : accepted) {
    CHECK(op.completions() == 1);
    CHECK(op.error() == std::errc::operation_canceled);
  }
  for (const naru::tcp_stream& stream : streams) CHECK_FALSE(stream.is_open());
  CHECK(accept(*proactor, listener, streams[0]).error == std::errc::bad_file_descriptor);
  std::error_code error;
  CHECK(listener.local_endpoint(error) == naru::endpoint());
  CHECK(error == std::errc::bad_file_descriptor);
}

TEST_CASE("a_destroyed_listener_cancels_accepts") {
  recorder accepted;
  const auto proactor = test_proactor();
  naru::tcp_stream stream(*proactor);
  {
    naru::tcp_listener listener(*proactor, loopback());
    listener.accept(stream, accepted);
  }
  REQUIRE(run_until_completed(*proactor, {&accepted}));
  CHECK(accepted.error() == std::errc::operation_canceled);
}

TEST_CASE("delayed_accept") {
  std::array<std::byte, 5> in{};
  const bytes out = pattern(5);
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  REQUIRE_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  REQUIRE_FALSE(send(*proactor, client, naru::buffer(out)).error);
  CHECK_FALSE(client.shutdown_send());
  proactor->run_for(50ms);
  REQUIRE_FALSE(accept(*proactor, listener, server).error);
  CHECK_FALSE(receive_exactly(*proactor, server, naru::buffer(in)).error);
  CHECK(is_pattern(naru::buffer(in)));
  CHECK(receive(*proactor, server, naru::buffer(in)).error == naru::error::end_of_stream);
}

TEST_CASE("out_of_handles_recovers") {
  if (!has_native_handles()) return;
  if (const char* reason = handle_shortage::impossible_because()) {
    MESSAGE("skipped: " << std::string(reason));
    return;
  }
  recorder served;
  int refusals = 0;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::tcp_stream server(*proactor);
  // A server that accepts again whatever the result is.
  served.then([&](naru::io_result result) {
    if (result.error == std::errc::operation_canceled || !result.error) return;
    ++refusals;
    CHECK(one_of(result.error,
                 {std::errc::too_many_files_open, std::errc::too_many_files_open_in_system}));
    listener.accept(server, served);
  });
  {
    const handle_shortage shortage(1);
    naru::tcp_stream client(*proactor);
    REQUIRE_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
    naru::tcp_stream another(*proactor);
    CHECK(connect(*proactor, another, listener.local_endpoint()).error ==
          std::errc::too_many_files_open);
    listener.accept(server, served);
    proactor->run_for(200ms);
    CHECK(refusals >= 1);
    CHECK(refusals <= 6);  // once every 50 ms, the default of listen_options
    client.close();
  }
  // A connection that waited in the backlog, or the next one, is served.
  naru::tcp_stream next(*proactor);
  REQUIRE_FALSE(connect(*proactor, next, listener.local_endpoint()).error);
  CHECK(run_until(*proactor, [&] { return server.is_open(); }));
  CHECK_FALSE(served.error());
}

TEST_CASE("start_and_stop_one_hundred_times_on_one_port") {
  const std::size_t rounds = promised(100);
  const auto proactor = test_proactor();
  const naru::endpoint place = naru::tcp_listener(*proactor, loopback()).local_endpoint();
  for (std::size_t i = 0; i < rounds; ++i) {
    naru::tcp_listener listener(*proactor, place);
    naru::tcp_stream client(*proactor);
    naru::tcp_stream server(*proactor);
    REQUIRE_FALSE(connect(*proactor, client, place).error);
    REQUIRE_FALSE(accept(*proactor, listener, server).error);
    // The side that closes first keeps its port in TIME_WAIT: a client can afford that.
    client.close();
    std::array<std::byte, 1> byte{};
    CHECK(receive(*proactor, server, naru::buffer(byte)).error == naru::error::end_of_stream);
  }
}

TEST_CASE("a_server_that_closes_first_listens_again_on_its_port") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  const naru::endpoint place = listener.local_endpoint();
  naru::tcp_stream lasting_client(*proactor);
  naru::tcp_stream lasting_server(*proactor);
  REQUIRE_FALSE(connect(*proactor, lasting_client, place).error);
  REQUIRE_FALSE(accept(*proactor, listener, lasting_server).error);
  for (int round = 0; round < 3; ++round) {
    CAPTURE(round);
    naru::tcp_stream client(*proactor);
    naru::tcp_stream server(*proactor);
    REQUIRE_FALSE(connect(*proactor, client, place).error);
    REQUIRE_FALSE(accept(*proactor, listener, server).error);
    // The side that closes first waits for the other side, and then keeps its port for minutes.
    server.close();
    std::array<std::byte, 1> byte{};
    REQUIRE(receive(*proactor, client, naru::buffer(byte)).error == naru::error::end_of_stream);
    if (round != 0) client.close();
    listener.close();
    REQUIRE_FALSE(listener.listen(place));
    check_traffic(*proactor, lasting_client, lasting_server);
  }
}

TEST_CASE("a_connection_between_two_proactors") {
  if (!runs_on_threads()) return;
  // The listener's loop accepts, the stream's own loop runs what is started on the stream.
  std::array<std::byte, 3> storage{};
  countdown done(2);
  std::thread::id received_on;
  std::thread::id home;
  recorder accepted([&](naru::io_result) { done.arrive(); });
  recorder connected([&](naru::io_result) { done.arrive(); });
  recorder sent([&](naru::io_result) { done.arrive(); });
  recorder received([&](naru::io_result) {
    received_on = std::this_thread::get_id();
    done.arrive();
  });
  recorder posted([&](naru::io_result) {
    home = std::this_thread::get_id();
    done.arrive();
  });
  const auto front = test_proactor();
  const auto back = test_proactor();
  naru::tcp_listener listener(*front, loopback());
  naru::tcp_stream client(*front);
  naru::tcp_stream server(*back);
  const naru::work_guard front_guard(*front);
  const naru::work_guard back_guard(*back);
  naru::worker_pool front_thread(*front, 1);
  naru::worker_pool back_thread(*back, 1);
  listener.accept(server, accepted);
  client.connect(listener.local_endpoint(), connected);
  REQUIRE(done.wait());
  done.restart(3);
  back->post(posted);
  server.receive(naru::buffer(storage), received);
  client.send(naru::buffer(std::string_view("abc")), sent);
  REQUIRE(done.wait());
  CHECK_FALSE(received.error());
  CHECK(received.bytes() == 3);
  CHECK(received_on == home);
}

TEST_SUITE_END();
