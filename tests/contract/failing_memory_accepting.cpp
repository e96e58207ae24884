// If a listener finds no memory for a connection, it goes on accepting (rule 15).
#include "failing_memory.hpp"

#include <array>
#include <deque>
#include <vector>

using namespace contract;

namespace {

/// Accepts until it has `wanted` connections, whatever the results of single accepts are.
class acceptor {
 public:
  acceptor(naru::tcp_listener& listener, std::size_t wanted) : listener_(listener), left_(wanted) {}

  void start() { listener_.accept(next_, accepted_); }
  [[nodiscard]] bool finished() const { return left_ == 0; }
  [[nodiscard]] std::size_t failures() const { return failures_; }

 private:
  void on_accepted(naru::io_result result) {
    if (result.error == std::errc::operation_canceled) return;
    if (result.error) {
      CHECK(result.error == std::errc::not_enough_memory);
      ++failures_;
    } else {
      next_.close();
      --left_;
    }
    if (left_ != 0) listener_.accept(next_, accepted_);
  }

  naru::tcp_listener& listener_;
  std::size_t left_;
  std::size_t failures_ = 0;
  naru::member_callback accepted_ = naru::bind<&acceptor::on_accepted>(this);
  naru::tcp_stream next_{listener_.owner()};
};

naru::task<> accept_some(naru::tcp_listener& listener, std::size_t wanted, std::size_t& accepted) {
  while (accepted < wanted) {
    auto [error, stream] = co_await listener.accept();
    if (error == std::errc::operation_canceled || !listener.is_open()) co_return;
    if (!error) ++accepted;
  }
}

}  // namespace

TEST_SUITE_BEGIN("failing_memory");

TEST_CASE("an_accept_that_fails_leaves_the_listener_accepting") {
  if (!has_memory_of_the_system()) return;
  constexpr std::size_t connections = 3;
  const std::size_t points = fail_each_allocation([&](std::size_t before) {
    recorder closed;
    const auto proactor = test_proactor();
    naru::tcp_listener listener(*proactor, loopback(), {.retry_delay = 1ms});
    std::deque<naru::tcp_stream> clients;
    std::deque<recorder> connected(connections);
    acceptor server(listener, connections);
    bool felt = false;
    for (std::size_t i = 0; i < connections; ++i) {
      clients.emplace_back(*proactor).connect(listener.local_endpoint(), connected[i]);
    }
    {
      const heap_shortage shortage(before);
      server.start();
      proactor->run_for(5ms);
      felt = shortage.felt();
    }
    REQUIRE(run_until(*proactor, [&] { return all_completed(connected); }));
    for (std::size_t i = 0; i < connections; ++i) {
      if (!connected[i].error()) continue;
      FAIL_CHECK("a client was not let in");
    }
    // A connection for which there was no memory may be lost, as if it had been reset.
    naru::tcp_stream further(*proactor);
    REQUIRE_FALSE(connect(*proactor, further, listener.local_endpoint()).error);
    REQUIRE(run_until(*proactor, [&] { return server.finished(); }));
    CHECK(server.failures() <= 1);
    listener.close(closed);
    REQUIRE(run_until_completed(*proactor, {&closed}));
    clients.clear();
    connected_pair pair(*proactor);
    check_traffic(*proactor, pair.client, pair.server);
    return felt;
  });
  CHECK(points > 0);
}

TEST_CASE("a_coroutine_that_accepts_goes_on_after_a_shortage") {
  if (!has_memory_of_the_system()) return;
  constexpr std::size_t connections = 3;
  const std::size_t points = fail_each_allocation([&](std::size_t before) {
    const auto proactor = test_proactor();
    naru::tcp_listener listener(*proactor, loopback(), {.retry_delay = 1ms});
    const naru::endpoint place = listener.local_endpoint();
    std::size_t accepted = 0;
    bool felt = false;
    const auto all = [&]() -> naru::task<> {
      naru::task_scope scope(*proactor);
      scope.spawn(accept_some(listener, connections, accepted));
      std::deque<naru::tcp_stream> clients;
      for (std::size_t i = 0; i < connections + 1; ++i) clients.emplace_back(*proactor);
      for (std::size_t i = 0; i < connections; ++i) co_await clients[i].connect(place);
      {
        const heap_shortage shortage(before);
        co_await naru::sleep_for(5ms);
        felt = shortage.felt();
      }
      co_await clients[connections].connect(place);  // replaces a connection that was lost
      co_await scope.join();
    };
    naru::run(*proactor, naru::with_timeout(all(), 10s));
    CHECK(accepted == connections);
    return felt;
  });
  static_cast<void>(points);  // the accepts may be over before the shortage begins
}

TEST_CASE("a_listener_stops_in_the_middle_of_a_shortage") {
  if (!has_memory_of_the_system()) return;
  const std::size_t points = fail_each_allocation([&](std::size_t before) {
    recorder accepted;
    recorder closed;
    auto proactor = test_proactor();
    naru::tcp_listener listener(*proactor, loopback(), {.retry_delay = std::chrono::minutes(1)});
    naru::tcp_stream client(*proactor);
    naru::tcp_stream server(*proactor);
    REQUIRE_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
    bool felt = false;
    {
      const heap_shortage shortage(before);
      listener.accept(server, accepted);
      proactor->run_for(2ms);
      if (accepted.completed()) listener.accept(client, accepted);  // waits for the pause to end
      felt = shortage.felt();
    }
    listener.close(closed);
    REQUIRE(run_until_completed(*proactor, {&closed}));
    REQUIRE(run_until(*proactor, [&] { return !accepted.pending(); }));
    return felt;
  });
  CHECK(points > 0);
}

TEST_SUITE_END();
