// A proactor that was held up looks at what has come before it looks at what has run out (rule
// 14), and its timers still expire in their order (rule 12).
#include "support.hpp"

#include <array>
#include <deque>
#include <vector>

using namespace contract;

namespace {

/// A connection whose answer is awaited.
struct awaited_answer {
  explicit awaited_answer(naru::proactor& proactor) : pair(proactor) {}

  std::array<std::byte, 1> storage{};
  recorder received;
  recorder sent;
  connected_pair pair;
};

}  // namespace

TEST_SUITE_BEGIN("stalls");

TEST_CASE("what_came_in_a_stall_runs_before_the_timers_that_passed_in_it") {
  constexpr std::array<std::byte, 1> answer{std::byte{42}};
  std::size_t received = 0;
  std::size_t received_before_the_limit = 0;
  recorder passed([&](naru::io_result) { received_before_the_limit = received; });
  recorder held_up;
  std::deque<awaited_answer> all;
  const auto proactor = test_proactor();
  // More than a backend takes from the system at a time.
  for (int i = 0; i < 200; ++i) all.emplace_back(*proactor);
  naru::timer limit(*proactor);
  for (awaited_answer& each : all) {
    each.received.then([&](naru::io_result result) { received += result.bytes; });
    each.pair.client.receive(naru::buffer(each.storage), each.received);
  }
  held_up.then([&](naru::io_result) {
    for (awaited_answer& each : all) each.pair.server.send(naru::buffer(answer), each.sent);
    hold_up(100ms);
  });
  limit.wait_for(50ms, passed);
  proactor->post(held_up);
  CHECK(run_until(*proactor, [&] {
    return passed.completed() && received == all.size() &&
           std::ranges::all_of(all,
                               [](const awaited_answer& each) { return each.sent.completed(); });
  }));
  CHECK(received_before_the_limit == all.size());
}

TEST_CASE("timers_due_after_a_stall_fire_in_order") {
  constexpr int count = 50;
  std::vector<int> order;
  std::deque<recorder> expired;
  std::deque<naru::timer> timers;
  recorder held_up([&](naru::io_result) { hold_up(100ms); });
  const auto proactor = test_proactor();
  const auto begin = proactor->now();
  for (int i = 0; i < count; ++i) {
    expired.emplace_back([&order, i](naru::io_result) { order.push_back(i); });
    timers.emplace_back(*proactor);
  }
  for (int i = count - 1; i >= 0; --i) {
    const auto place = static_cast<std::size_t>(i);
    timers[place].wait_until(begin + std::chrono::milliseconds(10 + i), expired[place]);
  }
  proactor->post(held_up);
  CHECK(run_until(*proactor, [&] { return order.size() == expired.size(); }));
  CHECK(std::ranges::is_sorted(order));
  timers.clear();
}

TEST_CASE("a_connection_made_during_a_stall_is_not_timed_out") {
  std::deque<naru::tcp_stream> connected;
  std::deque<recorder> done;
  std::deque<naru::tcp_connector> connectors;
  recorder held_up([&](naru::io_result) { hold_up(150ms); });
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  const std::array where{listener.local_endpoint()};
  naru::connect_options options;
  options.timeout = 100ms;
  for (int i = 0; i < 20; ++i) {
    connectors.emplace_back(*proactor);
    connected.emplace_back(*proactor);
    done.emplace_back();
  }
  // The addresses are posted before the stall begins, and looked at only after it.
  for (std::size_t i = 0; i < done.size(); ++i) {
    connectors[i].connect(where, connected[i], done[i], options);
  }
  proactor->post(held_up);
  REQUIRE(run_until(*proactor, [&] { return all_completed(done); }));
  for (const recorder& each : done) CHECK_FALSE(each.error());
  connectors.clear();
  connected.clear();
}

TEST_CASE("what_nobody_waits_for_holds_up_nothing_that_came_in_a_stall") {
  constexpr std::array<std::byte, 1> message{std::byte{42}};
  std::array<std::byte, 1> storage{};
  bool received_before_the_limit = false;
  recorder received;
  recorder passed([&](naru::io_result) { received_before_the_limit = received.completed(); });
  recorder held_up;
  std::deque<awaited_answer> others;
  const auto proactor = test_proactor();
  // More than a backend takes from the system at a time. Each has received once and is busy now.
  for (int i = 0; i < 100; ++i) others.emplace_back(*proactor);
  for (awaited_answer& each : others) {
    each.pair.client.receive(naru::buffer(each.storage), each.received);
    proactor->poll();
    each.pair.server.send(naru::buffer(message), each.sent);
  }
  REQUIRE(run_until(*proactor, [&] {
    return std::ranges::all_of(others, [](const awaited_answer& each) {
      return each.received.completed() && each.sent.completed();
    });
  }));
  connected_pair pair(*proactor);
  naru::timer limit(*proactor);
  pair.client.receive(naru::buffer(storage), received);
  recorder sent;
  held_up.then([&](naru::io_result) {
    for (awaited_answer& each : others) each.pair.server.send(naru::buffer(message), each.sent);
    pair.server.send(naru::buffer(message), sent);
    hold_up(100ms);
  });
  proactor->poll();
  limit.wait_for(50ms, passed);
  proactor->post(held_up);
  CHECK(run_until(*proactor, [&] {
    return passed.completed() && received.completed() && sent.completed() &&
           std::ranges::all_of(
               others, [](const awaited_answer& each) { return each.sent.completions() == 2; });
  }));
  CHECK(received_before_the_limit);
}

TEST_SUITE_END();
