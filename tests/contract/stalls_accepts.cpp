// Accepts whose limit passes, or that are cancelled, after their connection has come (rules 6 and
// 14).
#include "held_threads.hpp"
#include "native_socket.hpp"

#include <array>
#include <deque>
#include <optional>

using namespace contract;

namespace {

constexpr std::chrono::milliseconds accept_limit = 50ms;

/// An accept with a limit; made before the proactor.
struct limited_accept {
  recorder accepted;
  std::optional<naru::deadline> limited;

  void start(naru::proactor& proactor, naru::tcp_listener& listener, naru::tcp_stream& stream) {
    limited.emplace(proactor);
    listener.accept(stream, limited->arm(listener, accept_limit, accepted));
  }
};

/// Connections that come while `threads` threads are held, and until every limit has passed.
void check_accepts(unsigned threads) {
  std::deque<limited_accept> all(8);
  const auto proactor = test_proactor();
  std::deque<naru::tcp_stream> streams;
  for (std::size_t i = 0; i < all.size(); ++i) streams.emplace_back(*proactor);
  naru::tcp_listener listener(*proactor, loopback());
  const naru::endpoint where = listener.local_endpoint();
  const naru::work_guard working(*proactor);
  naru::worker_pool workers(*proactor, threads);
  held_threads held(*proactor, threads);
  REQUIRE(held.complete());
  for (std::size_t i = 0; i < all.size(); ++i) all[i].start(*proactor, listener, streams[i]);
  std::deque<native_socket> clients;
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(clients.emplace_back(native_socket::kind::stream).connect(where));
  }
  hold_up(2 * accept_limit);
  held.release();
  CHECK(wait_until([&] {
    return std::ranges::all_of(all, [](const auto& each) { return each.accepted.completed(); });
  }));
  for (const limited_accept& each : all) CHECK_FALSE(each.accepted.error());
  for (const naru::tcp_stream& each : streams) CHECK(each.is_open());
  proactor->stop();
}

}  // namespace

TEST_SUITE_BEGIN("stalls");

TEST_CASE("a_connection_that_came_before_a_stall_is_not_timed_out") {
  if (!runs_on_threads()) return;
  check_accepts(1);
}

TEST_CASE("connections_that_came_before_a_stall_with_several_threads_are_not_timed_out") {
  if (!runs_on_threads()) return;
  check_accepts(4);
}

TEST_CASE("a_connection_that_came_before_a_cancel_is_not_lost") {
  if (!has_native_handles()) return;
  // No thread asks the system between the connect and the cancel. If the system tells only a
  // thread that asks it, the connection is there for the next accept.
  recorder first;
  recorder second;
  recorder third;
  const auto proactor = test_proactor();
  std::deque<naru::tcp_stream> streams;
  for (int i = 0; i < 3; ++i) streams.emplace_back(*proactor);
  naru::tcp_listener listener(*proactor, loopback());
  listener.accept(streams[0], first);
  listener.accept(streams[1], second);
  proactor->run_for(5ms);
  const native_socket client(native_socket::kind::stream);
  REQUIRE(client.connect(listener.local_endpoint()));
  SUBCASE("all") { listener.cancel(); }
  SUBCASE("each, in their order") {
    listener.cancel(first);
    listener.cancel(second);
  }
  SUBCASE("each, the last one first") {  // the connection is still for the one that waits longest
    listener.cancel(second);
    listener.cancel(first);
  }
  REQUIRE(run_until_completed(*proactor, {&first, &second}));
  CHECK(second.error() == std::errc::operation_canceled);
  CHECK_FALSE(streams[1].is_open());
  if (first.error()) {
    CHECK(first.error() == std::errc::operation_canceled);
    CHECK_FALSE(accept(*proactor, listener, streams[0]).error);
  }
  REQUIRE(streams[0].is_open());
  // The listener accepts as before, and no connection came twice.
  listener.accept(streams[2], third);
  proactor->run_for(5ms);
  CHECK(third.pending());
  const native_socket next(native_socket::kind::stream);
  REQUIRE(next.connect(listener.local_endpoint()));
  REQUIRE(run_until_completed(*proactor, {&third}));
  CHECK_FALSE(third.error());
  std::array<std::byte, 1> storage{};
  CHECK(client.send(std::byte{7}));
  CHECK(receive(*proactor, streams[0], naru::buffer(storage)).bytes == 1);
  CHECK(storage.front() == std::byte{7});
}

TEST_SUITE_END();
