// The loop on one thread: when run returns, what stop does, when callbacks run (rules 2 and 11).
// loop_threads.cpp tests it with other threads.
#include "support.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

using namespace contract;

namespace {

using test_clock = backend_clock;

/// Starts operations and notes whether one completed inside the call that started it.
class initiator {
 public:
  template <std::invocable<naru::operation&> Start>
  void operator()(Start start) {
    recorder& op = operations_.emplace_back([this](naru::io_result) { violated_ |= inside_; });
    inside_ = true;
    const naru::submission submission = start(op);
    inside_ = false;
    CHECK(submission == naru::submission::pending);
  }

  [[nodiscard]] bool violated() const { return violated_; }
  [[nodiscard]] bool all_completed() const {
    for (const recorder& op : operations_) {
      if (op.completions() != 1) return false;
    }
    return true;
  }

 private:
  std::deque<recorder> operations_;
  bool inside_ = false;
  bool violated_ = false;
};

/// A function that posts one operation, finishes two at once, and then calls `last`.
struct finishing_at_once {
  finishing_at_once(naru::proactor& proactor, std::function<void()> last)
      : starter([this, &proactor, last = std::move(last)](naru::io_result) {
          proactor.post(posted);
          proactor.finish(first, {});
          proactor.finish(second, {});
          last();
        }) {
    proactor.post(starter);
  }

  std::string order;  // of what has run
  recorder posted{[this](naru::io_result) { order += 'p'; }};
  recorder second{[this](naru::io_result) { order += '2'; }};
  recorder first{[this](naru::io_result) { order += '1'; }};
  recorder starter;
};

}  // namespace

TEST_SUITE_BEGIN("loop");

TEST_CASE("run_without_work_returns") {
  const auto proactor = test_proactor();
  CHECK(proactor->run() == 0);
  CHECK(proactor->run_one() == 0);
  CHECK(proactor->poll() == 0);
  const auto begin = test_clock::now();
  CHECK(proactor->run_for(1h) == 0);
  CHECK(test_clock::now() - begin < deadline);
}

TEST_CASE("stop_before_run") {
  recorder op;
  const auto proactor = test_proactor();
  proactor->post(op);
  proactor->stop();
  CHECK(proactor->stopped());
  CHECK(proactor->run() == 0);
  CHECK(op.completions() == 0);
  proactor->restart();
  CHECK_FALSE(proactor->stopped());
  CHECK(proactor->run() == 1);
  CHECK(op.completions() == 1);
}

TEST_CASE("stop_from_callback_and_restart") {
  recorder stopping;
  recorder second;
  recorder third;
  const auto proactor = test_proactor();
  stopping.then([&](naru::io_result) { proactor->stop(); });
  proactor->post(stopping);
  proactor->post(second);
  proactor->post(third);
  CHECK(proactor->run() == 1);
  CHECK(second.completions() == 0);
  proactor->restart();
  CHECK(proactor->run() == 2);
  CHECK(second.completions() == 1);
  CHECK(third.completions() == 1);
}

TEST_CASE("poll_does_not_block") {
  recorder expired;
  recorder posted;
  const auto proactor = test_proactor();
  naru::timer timer(*proactor);
  timer.wait_for(1h, expired);
  const auto begin = test_clock::now();
  CHECK(proactor->poll() == 0);
  proactor->post(posted);
  CHECK(proactor->poll() == 1);
  CHECK(test_clock::now() - begin < deadline);
  CHECK(expired.completions() == 0);
}

TEST_CASE("run_one_runs_exactly_one") {
  std::deque<recorder> operations(3);
  const auto proactor = test_proactor();
  for (recorder& op : operations) proactor->post(op);
  for (const recorder& op : operations) {
    CHECK(op.completions() == 0);
    CHECK(proactor->run_one() == 1);
    CHECK(op.completions() == 1);
  }
  CHECK(proactor->run_one() == 0);
}

TEST_CASE("run_for_waits_its_time_and_no_longer") {
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  const auto begin = test_clock::now();
  CHECK(proactor->run_for(30ms) == 0);
  CHECK(test_clock::now() - begin >= 30ms);
  CHECK(test_clock::now() - begin < deadline);
}

TEST_CASE("run_inside_a_callback_is_refused") {
  recorder op;
  const auto proactor = test_proactor();
  op.then([&](naru::io_result) {
    CHECK_THROWS_AS(proactor->run(), std::logic_error);
    CHECK_THROWS_AS(proactor->poll(), std::logic_error);
  });
  proactor->post(op);
  CHECK(proactor->run() == 1);
  CHECK(op.completions() == 1);
}

TEST_CASE("post_is_fifo_from_the_loop") {
  std::vector<int> order;
  std::deque<recorder> operations;
  recorder first;
  const auto proactor = test_proactor();
  for (int i = 0; i < 100; ++i) {
    operations.emplace_back([&order, i](naru::io_result) { order.push_back(i); });
  }
  first.then([&](naru::io_result) {
    for (recorder& op : operations) proactor->post(op);
    CHECK(order.empty());
  });
  proactor->post(first);
  CHECK(proactor->run() == 101);
  REQUIRE(order.size() == 100);
  CHECK(std::is_sorted(order.begin(), order.end()));
}

// So many posts that run does not take all of them at once.
TEST_CASE("a_post_of_the_loop_runs_after_what_its_thread_posted_before_run") {
  constexpr int count = 5'000;
  std::vector<int> order;
  std::deque<recorder> operations;
  const auto proactor = test_proactor();
  for (int i = 0; i <= count; ++i) {
    operations.emplace_back([&order, i](naru::io_result) { order.push_back(i); });
  }
  recorder first([&](naru::io_result) { proactor->post(operations.back()); });
  proactor->post(first);
  for (int i = 0; i < count; ++i) proactor->post(operations[static_cast<std::size_t>(i)]);
  CHECK(proactor->run() == count + 2);
  REQUIRE(order.size() == count + 1);
  CHECK(std::is_sorted(order.begin(), order.end()));
}

TEST_CASE("callback_never_runs_inside_the_initiating_call") {
  std::array<std::byte, 8> storage{};
  initiator start;
  recorder inside_the_loop;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  connected_pair quiet(*proactor);
  naru::tcp_stream connecting(*proactor);
  naru::tcp_stream unconnected(*proactor);
  naru::tcp_listener unbound(*proactor);
  naru::timer timer(*proactor);
  const naru::endpoint nobody = unused_endpoint();
  REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer(storage)).error);

  const auto start_everything = [&] {
    start([&](auto& op) { return proactor->post(op); });
    start([&](auto& op) { return timer.wait_for(0s, op); });
    start([&](auto& op) { return connecting.connect(nobody, op); });
    start([&](auto& op) { return pair.server.receive(naru::buffer(storage, 1), op); });
    start([&](auto& op) { return pair.server.send(naru::buffer(storage), op); });
    start([&](auto& op) { return pair.client.send(naru::const_buffer(), op); });
    start([&](auto& op) { return unconnected.receive(naru::buffer(storage), op); });
    start([&](auto& op) { return unbound.accept(unconnected, op); });
  };
  start_everything();
  CHECK(run_until(*proactor, [&] { return start.all_completed(); }));

  inside_the_loop.then([&](naru::io_result result) {
    if (result.error) return;
    start_everything();
    start([&](auto& op) { return quiet.server.receive(naru::buffer(storage), op); });
    start([&](auto& op) { return quiet.server.close(naru::close_mode::graceful, op); });
  });
  proactor->post(inside_the_loop);
  CHECK(run_until(*proactor, [&] { return inside_the_loop.completed() && start.all_completed(); }));
  CHECK_FALSE(start.violated());
}

TEST_CASE("what_finishes_at_once_runs_before_what_completed_earlier") {
  const auto proactor = test_proactor();
  std::string order;
  recorder posted([&](naru::io_result) { order += 'p'; });
  recorder second([&](naru::io_result) { order += '2'; });
  recorder first([&](naru::io_result) {
    order += '1';
    proactor->finish(second, {});
  });
  recorder starter([&](naru::io_result) {
    proactor->post(posted);
    proactor->finish(first, {});
    order += 's';
  });
  proactor->post(starter);
  proactor->run();
  CHECK(order == "s12p");
}

TEST_CASE("what_finishes_at_once_has_a_budget") {
  const auto proactor = test_proactor();
  int chain = 0;
  int before = 0;
  recorder posted([&](naru::io_result) { before = chain; });
  recorder link;
  link.then([&](naru::io_result) {
    if (++chain == 1) proactor->post(posted);
    if (chain < 100) proactor->finish(link, {});
  });
  proactor->post(link);
  proactor->run();
  CHECK(chain == 100);
  CHECK(before < 32);
}

TEST_CASE("what_finishes_at_once_stays_when_run_one_or_a_stop_ends_the_run") {
  const auto proactor = test_proactor();
  finishing_at_once finishing(*proactor, [] {});
  const std::string& order = finishing.order;
  CHECK(proactor->run_one() == 1);
  CHECK(order.empty());
  CHECK(proactor->run_one() == 1);
  CHECK(order == "1");
  proactor->stop();
  CHECK(proactor->run() == 0);
  proactor->restart();
  proactor->run();
  CHECK(order == "12p");
}

TEST_CASE("what_finishes_at_once_stays_when_an_exception_leaves_run") {
  const auto proactor = test_proactor();
  finishing_at_once finishing(*proactor, [] { throw std::runtime_error("on purpose"); });
  const std::string& order = finishing.order;
  CHECK_THROWS_AS(proactor->run(), std::runtime_error);
  CHECK(order.empty());
  proactor->run();
  CHECK(order == "12p");
}

TEST_CASE("an_operation_of_the_programs_own_completes_when_it_is_told") {
  if (!runs_on_threads()) return;
  recorder op;
  const auto proactor = test_proactor();
  proactor->begin(op);
  CHECK(op.pending());
  CHECK(proactor->poll() == 0);
  std::thread([&] {
    proactor->complete(op, {std::make_error_code(std::errc::timed_out), 7});
  }).join();
  CHECK(op.completions() == 0);
  CHECK(proactor->run() == 1);
  CHECK(op.error() == std::errc::timed_out);
  CHECK(op.bytes() == 7);
}

TEST_CASE("exception_leaves_run_and_loop_survives") {
  recorder throwing([](naru::io_result) { throw std::runtime_error("from a callback"); });
  recorder other;
  recorder expired;
  const auto proactor = test_proactor();
  naru::timer timer(*proactor);
  proactor->post(throwing);
  proactor->post(other);
  timer.wait_for(5ms, expired);
  CHECK_THROWS_WITH_AS(proactor->run(), "from a callback", std::runtime_error);
  CHECK_FALSE(proactor->stopped());
  CHECK(proactor->run() == 2);
  CHECK(throwing.completions() == 1);
  CHECK(other.completions() == 1);
  CHECK(expired.completions() == 1);
}

TEST_CASE("destroy_with_pending_operations_releases_all") {
  std::array<std::byte, 8> storage{};
  std::deque<recorder> operations(5);
  {
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    naru::tcp_stream accepted(*proactor);
    naru::tcp_listener listener(*proactor, loopback());
    naru::timer timer(*proactor);
    pair.server.receive(naru::buffer(storage), operations[0]);
    listener.accept(accepted, operations[1]);
    listener.accept(accepted, operations[2]);
    timer.wait_for(1h, operations[3]);
    proactor->post(operations[4]);
  }
  for (const recorder& op : operations) {
    CHECK(op.completions() == 1);
    CHECK(op.error() == std::errc::operation_canceled);
  }
}

TEST_SUITE_END();
