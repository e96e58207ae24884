// An accept is cancelled after its connection has come, but before any thread has asked the
// system. Here the system has a queue that can be looked at any time, so the accept succeeds
// (rules 6 and 14).
#include "../native_socket.hpp"
#include "../support.hpp"

#include <array>
#include <deque>
#include <functional>

using namespace contract;

namespace {

/// Two accepts wait, one connection comes, and `cancel` cancels both.
void check_cancel(
    const std::function<void(naru::tcp_listener&, std::array<recorder, 2>&)>& cancel) {
  std::array<recorder, 2> accepted;
  const auto proactor = test_proactor();
  std::deque<naru::tcp_stream> streams;
  for (int i = 0; i < 2; ++i) streams.emplace_back(*proactor);
  naru::tcp_listener listener(*proactor, loopback());
  for (std::size_t i = 0; i < 2; ++i) listener.accept(streams[i], accepted[i]);
  proactor->run_for(5ms);
  const native_socket client(native_socket::kind::stream);
  REQUIRE(client.connect(listener.local_endpoint()));
  cancel(listener, accepted);
  REQUIRE(run_until_completed(*proactor, {&accepted[0], &accepted[1]}));
  CHECK_FALSE(accepted[0].error());
  CHECK(streams[0].is_open());
  CHECK(accepted[1].error() == std::errc::operation_canceled);
  CHECK_FALSE(streams[1].is_open());
  CHECK(client.send(std::byte{7}));
  std::array<std::byte, 1> storage{};
  CHECK(receive(*proactor, streams[0], naru::buffer(storage)).bytes == 1);
  CHECK(storage.front() == std::byte{7});
}

}  // namespace

TEST_SUITE_BEGIN("stalls");

TEST_CASE("cancelled_accepts_whose_connection_came_say_so") {
  if (!has_native_handles()) return;
  check_cancel([](auto& listener, auto&) { listener.cancel(); });
}

TEST_CASE("a_cancelled_accept_whose_connection_came_says_so") {
  if (!has_native_handles()) return;
  check_cancel([](auto& listener, auto& accepted) {
    listener.cancel(accepted[0]);
    listener.cancel(accepted[1]);
  });
}

TEST_CASE("what_comes_is_for_the_accept_that_waits_longest") {
  if (!has_native_handles()) return;
  check_cancel([](auto& listener, auto& accepted) {
    listener.cancel(accepted[1]);
    listener.cancel(accepted[0]);
  });
}

TEST_CASE("every_connection_that_came_before_a_cancel_is_handed_over") {
  if (!has_native_handles()) return;
  std::array<recorder, 3> accepted;
  const auto proactor = test_proactor();
  std::deque<naru::tcp_stream> streams;
  for (int i = 0; i < 3; ++i) streams.emplace_back(*proactor);
  naru::tcp_listener listener(*proactor, loopback());
  for (std::size_t i = 0; i < 3; ++i) listener.accept(streams[i], accepted[i]);
  proactor->run_for(5ms);
  const native_socket one(native_socket::kind::stream);
  const native_socket other(native_socket::kind::stream);
  REQUIRE(one.connect(listener.local_endpoint()));
  REQUIRE(other.connect(listener.local_endpoint()));
  listener.cancel();
  REQUIRE(run_until_completed(*proactor, {&accepted[0], &accepted[1], &accepted[2]}));
  CHECK_FALSE(accepted[0].error());
  CHECK_FALSE(accepted[1].error());
  CHECK(accepted[2].error() == std::errc::operation_canceled);
}

TEST_SUITE_END();
