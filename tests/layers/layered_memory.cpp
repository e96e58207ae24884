// The memory of layered streams: none for each transfer, and what is missing fails what it
// concerns.
#include "failing_memory.hpp"
#include "heap_counter.hpp"
#include "test_layer.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <string_view>

using namespace contract;
using namespace layers;

TEST_SUITE_BEGIN("layered_memory");

TEST_CASE("transfers_allocate_nothing_once_they_have_warmed_up") {
  std::array<std::byte, 64> storage{};
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  recorder sending;
  recorder receiving;
  recorder waiting;
  const auto rounds = [&](int count) {
    for (int i = 0; i < count; ++i) {
      const int before = receiving.completions();
      pair.server.receive(naru::mutable_buffer(), waiting);
      proactor->poll();
      pair.client.send(naru::buffer(storage), sending);
      while (waiting.pending()) proactor->run_one();
      pair.server.receive(naru::buffer(storage), receiving);
      while (receiving.completions() == before || sending.pending()) proactor->run_one();
    }
  };
  rounds(50);
  const std::size_t before = heap_calls();
  rounds(200);
  if (has_memory_of_the_system()) CHECK(heap_calls() == before);
}

TEST_CASE("an_idle_stream_holds_no_buffer") {
  const std::size_t count = scaled(100);
  const auto proactor = test_proactor();
  std::vector<std::unique_ptr<layered_pair>> pairs;
  std::vector<std::unique_ptr<recorder>> waiting;
  for (std::size_t i = 0; i < count; ++i) {
    pairs.push_back(std::make_unique<layered_pair>(*proactor, connected_pair(*proactor)));
    waiting.push_back(std::make_unique<recorder>());
    pairs.back()->server.receive(naru::mutable_buffer(), *waiting.back());
  }
  for (auto& each : pairs) CHECK(!handshake(*proactor, each->client).error);
  for (auto& each : pairs) CHECK(!handshake(*proactor, each->server).error);
  for (auto& each : pairs) CHECK(each->server_plan.releases > 0);
  pairs.clear();
  CHECK(run_until(*proactor, [&] {
    return std::ranges::all_of(waiting, [](auto& each) { return each->completed(); });
  }));
}

TEST_CASE("a_stream_takes_no_memory_for_what_nobody_receives") {
  constexpr std::size_t count = 200;  // a good deal more than there are spare buffers
  constexpr std::size_t wire_buffer = 32 * 1024;
  std::array<std::byte, 1> one{};
  const auto proactor = test_proactor();
  // The memory of streams that receive without room, and of others that do not receive
  // the byte that has come.
  const auto memory_of_streams = [&](bool receives) {
    const std::size_t before = heap_bytes();
    std::deque<layered_pair> pairs;
    std::deque<recorder> waiting(receives ? count : 0);
    for (std::size_t i = 0; i < count; ++i) {
      layered_pair& pair = pairs.emplace_back(*proactor);
      if (receives) pair.server.receive(naru::mutable_buffer(), waiting[i]);
      CHECK(!send(*proactor, pair.server, naru::buffer(one)).error);
      if (!receives) CHECK(!send(*proactor, pair.client, naru::buffer(one)).error);
    }
    run_a_while(*proactor);
    const std::size_t taken = heap_bytes() - before;
    pairs.clear();
    CHECK(run_until(*proactor, [&] {
      return std::ranges::all_of(waiting, [](recorder& each) { return each.completed(); });
    }));
    return taken;
  };
  memory_of_streams(true);
  const std::size_t expected = memory_of_streams(true);
  const std::size_t taken = memory_of_streams(false);
  if (has_memory_of_the_system()) CHECK(taken < expected + count * wire_buffer / 2);
}

TEST_CASE("a_layered_stream_that_cannot_be_made_leaves_its_connection") {
  const std::size_t points = fail_each_allocation([&](std::size_t before) {
    const auto proactor = test_proactor();
    connected_pair plain(*proactor);
    bool felt = false;
    {
      const heap_shortage shortage(before);
      try {
        const naru::tcp_stream made =
            naru::detail::layer_over(std::move(plain.client), make_identity());
      } catch (const std::bad_alloc&) {
        CHECK(plain.client.is_open());
      }
      felt = shortage.felt();
    }
    if (plain.client.is_open()) check_traffic(*proactor, plain.client, plain.server);
    return felt;
  });
  CHECK(points > 0);
}

TEST_CASE("transfers_end_when_memory_is_missing_and_the_proactor_goes_on") {
  if (!has_memory_of_the_system()) return;
  const std::size_t points = fail_each_allocation([&](std::size_t before) {
    std::array<std::byte, 64> storage{};
    recorder sending;
    recorder receiving;
    recorder ready;
    const auto proactor = test_proactor();
    layered_pair pair(*proactor, connected_pair(*proactor));
    bool felt = false;
    {
      const heap_shortage shortage(before);
      naru::detail::handshake(pair.server, ready);
      pair.client.send(naru::buffer(storage), sending);
      pair.server.receive_exactly(naru::buffer(storage), receiving);
      const auto end = proactor->now() + 5s;
      const auto done = [&] {
        return receiving.completed() && sending.completed() && ready.completed();
      };
      while (!done() && !shortage.felt() && proactor->now() < end) proactor->run_for(1ms);
      felt = shortage.felt();
    }
    // One of the two has failed, and the other sees its end.
    for (int i = 0; i < 20 && !(receiving.completed() && sending.completed()); ++i)
      proactor->run_for(1ms);
    pair.client.close();
    pair.server.close();
    CHECK(run_until_completed(*proactor, {&sending, &receiving, &ready}));
    connected_pair another(*proactor);
    check_traffic(*proactor, another.client, another.server);
    return felt;
  });
  CHECK(points < allocations_max);
}

TEST_SUITE_END();
