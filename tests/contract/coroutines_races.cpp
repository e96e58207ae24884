// Many connections on many threads, with limits and stops that race against completions; and how
// much heap they use.
#include "coroutines.hpp"
#include "heap_counter.hpp"

#include <array>
#include <atomic>
#include <deque>
#include <thread>

using namespace contract;

namespace {

constexpr std::size_t message_size = 64;

/// Sends back what it receives, until the end of the stream or a stop.
naru::task<> echo(naru::tcp_stream stream) {
  std::array<std::byte, message_size> storage;
  for (;;) {
    const auto [error, bytes] = co_await stream.receive(naru::buffer(storage));
    if (error) co_return;
    if ((co_await stream.send(naru::buffer(storage, bytes))).error) co_return;
  }
}

naru::task<> serve(naru::tcp_listener& listener) {
  naru::task_scope sessions(listener.owner());
  for (;;) {
    auto [error, stream] = co_await listener.accept();
    if (error) break;
    sessions.spawn(echo(std::move(stream)));
  }
  co_await sessions.join();
}

/// Sends messages and receives them back, `rounds` of them, each within `limit`.
naru::task<std::size_t> play(naru::proactor& proactor, naru::endpoint server, std::size_t rounds,
                             naru::proactor::duration limit) {
  naru::tcp_stream stream(proactor);
  std::array<std::byte, message_size> storage{};
  std::size_t played = 0;
  if ((co_await stream.connect(server)).error) co_return played;
  for (; played < rounds; ++played) {
    if ((co_await stream.send(naru::buffer(storage))).error) break;
    const auto received =
        co_await naru::with_timeout(stream.receive_exactly(naru::buffer(storage)), limit);
    if (received.error) break;
  }
  co_return played;
}

naru::task<> play_and_count(naru::proactor& proactor, naru::endpoint server,
                            naru::proactor::duration limit, std::atomic<int>& ended) {
  static_cast<void>(co_await play(proactor, server, 1'000'000, limit));
  ++ended;
}

/// A server and its clients, stopped from another thread after `time`.
naru::task<> storm(naru::proactor& proactor, int clients, std::atomic<int>& ended,
                   std::chrono::microseconds time) {
  naru::tcp_listener listener(proactor, loopback());
  naru::task_scope scope(proactor);
  scope.spawn(serve(listener));
  for (int i = 0; i < clients; ++i) {
    // Some limits are so short that they race against the answer.
    const auto limit = i % 2 == 0 ? naru::proactor::duration(5s) : std::chrono::microseconds(200);
    scope.spawn(play_and_count(proactor, listener.local_endpoint(), limit, ended));
  }
  std::thread stopper([&scope, time] {
    hold_up(time);
    scope.request_stop();
  });
  co_await scope.join();
  stopper.join();
}

naru::task<std::size_t> heap_calls_of_a_steady_state(naru::proactor& proactor,
                                                     naru::endpoint server, std::size_t rounds,
                                                     naru::proactor::duration limit) {
  naru::tcp_stream stream(proactor);
  std::array<std::byte, message_size> storage{};
  CHECK_FALSE((co_await stream.connect(server)).error);
  std::size_t before = 0;
  for (std::size_t i = 0; i < 2 * rounds; ++i) {
    if (i == rounds) before = heap_calls();
    if ((co_await stream.send(naru::buffer(storage))).error) co_return 1;
    const auto received =
        co_await naru::with_timeout(stream.receive_exactly(naru::buffer(storage)), limit);
    if (received.error) co_return 1;
  }
  co_return heap_calls() - before;
}

}  // namespace

TEST_SUITE_BEGIN("coroutines");

TEST_CASE_FIXTURE(no_frame_is_left, "a_server_in_coroutines_serves_and_stops") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  const std::size_t rounds = scaled(100);
  naru::run(*proactor, [](naru::tcp_listener& from, std::size_t wanted) -> naru::task<> {
    naru::task_scope scope(from.owner());
    scope.spawn(serve(from));
    std::vector<naru::task<std::size_t>> clients;
    for (int i = 0; i < 20; ++i) {
      clients.push_back(play(from.owner(), from.local_endpoint(), wanted, 5s));
    }
    for (const std::size_t played : co_await naru::when_all(std::move(clients))) {
      CHECK(played == wanted);
    }
    scope.request_stop();
    co_await scope.join();
  }(listener, rounds));
}

TEST_CASE_FIXTURE(no_frame_is_left, "awaiting_io_allocates_nothing") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  const std::size_t calls = naru::run(
      *proactor, [](naru::tcp_listener& from, std::size_t rounds) -> naru::task<std::size_t> {
        naru::task_scope scope(from.owner());
        scope.spawn(serve(from));
        const std::size_t counted =
            co_await heap_calls_of_a_steady_state(from.owner(), from.local_endpoint(), rounds, 5s);
        scope.request_stop();
        co_await scope.join();
        co_return counted;
      }(listener, scaled(1'000)));
  CHECK(calls == 0);
}

TEST_CASE_FIXTURE(no_frame_is_left, "stops_and_limits_race_against_completions") {
  if (!runs_on_threads()) return;
  const std::size_t rounds = std::max<std::size_t>(scaled(40), 4);
  const auto proactor = test_proactor();
  std::atomic<int> ended = 0;
  constexpr int clients = 12;
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 4);
  for (std::size_t i = 0; i < rounds; ++i) {
    const std::chrono::microseconds time(500 * (i % 8));
    naru::sync_wait(*proactor, storm(*proactor, clients, ended, time));
  }
  CHECK(ended == clients * static_cast<int>(rounds));
}

TEST_SUITE_END();
