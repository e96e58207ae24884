// A busy connection starves neither timers nor other connections (rule 3), and an operation that
// finishes at once reports that by its return value only if it may (rule 2).
#include "support.hpp"

#include <array>
#include <deque>
#include <functional>
#include <iterator>

using namespace contract;

namespace {

/// Two ends that send one message to and fro for ever, so there is always something to do.
class hot_connection {
 public:
  explicit hot_connection(naru::proactor& proactor) : pair_(proactor) {}

  void start() {
    pair_.server.receive(naru::buffer(at_server_), server_received_);
    pair_.client.send(naru::buffer(at_client_), client_sent_);
  }
  void stop() {
    pair_.client.close();
    pair_.server.close();
  }
  [[nodiscard]] bool quiet() const {
    return !client_received_.pending() && !server_received_.pending() && !client_sent_.pending() &&
           !server_sent_.pending();
  }
  [[nodiscard]] std::size_t rounds() const { return rounds_; }

 private:
  void on_client_sent(naru::io_result result) {
    if (result.error) return;
    pair_.client.receive(naru::buffer(at_client_), client_received_);
  }
  void on_client_received(naru::io_result result) {
    if (result.error) return;
    ++rounds_;
    pair_.client.send(naru::buffer(at_client_), client_sent_);
  }
  void on_server_received(naru::io_result result) {
    if (result.error) return;
    pair_.server.send(naru::buffer(at_server_, result.bytes), server_sent_);
  }
  void on_server_sent(naru::io_result result) {
    if (result.error) return;
    pair_.server.receive(naru::buffer(at_server_), server_received_);
  }

  std::array<std::byte, 16> at_client_{};
  std::array<std::byte, 16> at_server_{};
  std::size_t rounds_ = 0;
  naru::member_callback client_received_ = naru::bind<&hot_connection::on_client_received>(this);
  naru::member_callback client_sent_ = naru::bind<&hot_connection::on_client_sent>(this);
  naru::member_callback server_received_ = naru::bind<&hot_connection::on_server_received>(this);
  naru::member_callback server_sent_ = naru::bind<&hot_connection::on_server_sent>(this);
  connected_pair pair_;
};

/// Hot connections that are stopped, and waited for, at the end.
class hot_connections {
 public:
  hot_connections(naru::proactor& proactor, std::size_t count) : proactor_(proactor) {
    for (std::size_t i = 0; i < count; ++i) all_.emplace_back(proactor);
    for (hot_connection& each : all_) each.start();  // together: connecting takes turns too
  }
  ~hot_connections() {
    for (hot_connection& each : all_) each.stop();
    CHECK(run_until(proactor_, [&] { return std::ranges::all_of(all_, &hot_connection::quiet); }));
  }
  hot_connections(const hot_connections&) = delete;
  hot_connections& operator=(const hot_connections&) = delete;

  [[nodiscard]] std::size_t least() const {
    return std::ranges::min_element(all_, {}, &hot_connection::rounds)->rounds();
  }
  [[nodiscard]] std::size_t most() const {
    return std::ranges::max_element(all_, {}, &hot_connection::rounds)->rounds();
  }
  [[nodiscard]] std::vector<std::size_t> rounds() const {
    std::vector<std::size_t> result;
    result.reserve(all_.size());
    for (const hot_connection& each : all_) result.push_back(each.rounds());
    return result;
  }

 private:
  naru::proactor& proactor_;
  std::deque<hot_connection> all_;
};

}  // namespace

TEST_SUITE_BEGIN("streams");

TEST_CASE("a_hot_socket_does_not_starve_a_timer") {
  int left = 20;
  recorder expired;
  const auto proactor = test_proactor();
  naru::timer timer(*proactor);
  expired.then([&](naru::io_result result) {
    if (!result.error && --left > 0) timer.wait_for(2ms, expired);
  });
  const hot_connections hot(*proactor, 2);
  const auto begin = proactor->now();
  timer.wait_for(2ms, expired);
  CHECK(run_until(*proactor, [&] { return left == 0; }));
  CHECK(proactor->now() - begin < 2s);
  CHECK(hot.least() > 0);
}

TEST_CASE("posting_for_ever_starves_neither_timers_nor_sockets") {
  std::array<std::byte, 4> storage{};
  bool over = false;
  recorder posted;
  recorder expired([&](naru::io_result) { over = true; });
  recorder received;
  recorder sent;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  posted.then([&](naru::io_result result) {
    if (!result.error && !over) proactor->post(posted);
  });
  naru::timer timer(*proactor);
  proactor->post(posted);
  timer.wait_for(30ms, expired);
  pair.server.receive(naru::buffer(storage), received);
  pair.client.send(naru::buffer(storage), sent);
  proactor->run();
  CHECK(over);
  CHECK(expired.completions() == 1);
  CHECK(received.completions() == 1);
}

TEST_CASE("hot_sockets_share_their_turns") {
  const auto proactor = test_proactor();
  const hot_connections hot(*proactor, 50);
  const std::size_t goal = scaled(200);
  CHECK(run_until(*proactor, [&] { return hot.most() >= goal; }, 40s));
  CHECK(hot.least() > goal / 8);
}

TEST_CASE("who_comes_late_gets_turns_too") {
  const auto proactor = test_proactor();
  const hot_connections hot(*proactor, 64);
  CHECK(run_until(*proactor, [&] { return hot.least() >= 3; }));
  const hot_connections late(*proactor, 8);  // connects while the others go on
  const std::vector<std::size_t> before = hot.rounds();
  const std::size_t goal = hot.most() + scaled(200);
  CHECK(run_until(*proactor, [&] { return hot.most() >= goal; }, 40s));
  std::vector<std::size_t> counts = late.rounds();
  std::ranges::transform(hot.rounds(), before, std::back_inserter(counts), std::minus());
  std::ranges::sort(counts);
  CHECK(counts.front() >= counts[counts.size() / 2] / 10);
  CHECK(counts.front() > 0);
}

TEST_CASE("a_large_transfer_does_not_hold_up_a_timer") {
  constexpr std::size_t size = 64 * 1024 * 1024;
  const bytes out(size);
  bytes storage(256 * 1024);
  std::size_t total = 0;
  std::size_t total_at_expiry = size;
  recorder sent;
  recorder received;
  recorder expired([&](naru::io_result) { total_at_expiry = total; });
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  naru::timer timer(*proactor);
  received.then([&](naru::io_result result) {
    total += result.bytes;
    if (!result.error && total < size) pair.server.receive(naru::buffer(storage), received);
  });
  pair.server.receive(naru::buffer(storage), received);
  timer.wait_for(1ms, expired);
  pair.client.send(out, sent);
  const auto over = [&] { return (total == size && sent.completed()) || received.error(); };
  REQUIRE(run_until(*proactor, [&] { return over() && expired.completed(); }, 40s));
  CHECK(total == size);
  CHECK(sent.bytes() == size);
  CHECK(total_at_expiry < size / 2);
}

TEST_CASE("finishing_at_once_calls_nothing_and_is_bounded") {
  // 4,000 bytes are there, and an operation that allows it takes them one by one.
  const bytes out = pattern(4'000);
  std::array<std::byte, 1> storage{};
  std::size_t at_once = 0;
  std::size_t longest_row = 0;
  std::size_t total = 0;
  bool intact = true;
  recorder received(naru::inline_completion::allowed);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto take = [&](const naru::io_result& result) {
    intact = intact && !result.error && result.bytes == 1 && is_pattern(storage, total);
    total += result.bytes;
  };
  const auto receive_on = [&] {
    std::size_t row = 0;
    while (intact && total < out.size() &&
           pair.server.receive(naru::buffer(storage), received) == naru::submission::done) {
      ++row;
      take(received.result());
    }
    at_once += row;
    longest_row = std::max(longest_row, row);
  };
  received.then([&](naru::io_result result) {
    take(result);
    receive_on();
  });
  REQUIRE_FALSE(send(*proactor, pair.client, out).error);
  receive_on();
  REQUIRE(run_until(*proactor, [&] { return !intact || total == out.size(); }));
  CHECK(intact);
  CHECK(total == out.size());
  CHECK(longest_row <= 64);
  // Completions that the return value reported were not reported again.
  CHECK(static_cast<std::size_t>(received.completions()) + at_once == out.size());
}

namespace {

// An operation that allows it is started again as long as it finishes at once, up to `most` times
// in a row. Returns the length of the longest row.
template <class Start>
std::size_t longest_row_at_once(naru::proactor& proactor, Start start) {
  constexpr std::size_t most = 100'000;
  std::size_t longest = 0;
  bool over = false;
  recorder op(naru::inline_completion::allowed);
  const auto go_on = [&] {
    std::size_t row = 0;
    while (!over && row < most && start(op) == naru::submission::done) ++row;
    longest = std::max(longest, row);
  };
  op.then([&](naru::io_result result) {
    over = over || result.error;
    if (!over) go_on();
  });
  recorder expired([&](naru::io_result) { over = true; });
  naru::timer timer(proactor);
  timer.wait_for(20ms, expired);
  go_on();
  CHECK(run_until(proactor, [&] { return over && !op.pending(); }));
  return longest;
}

}  // namespace

TEST_CASE("finishing_at_once_has_a_budget_for_sends") {
  const std::array<std::byte, 1> message{};
  bytes storage(64 * 1024);
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  received.then([&](naru::io_result result) {
    if (!result.error) pair.server.receive(storage, received);
  });
  pair.server.receive(storage, received);
  CHECK(longest_row_at_once(*proactor, [&](naru::operation& op) {
          return pair.client.send(naru::buffer(message), op);
        }) <= 64);
  pair.server.close();
  CHECK(run_until(*proactor, [&] { return !received.pending(); }));
}

TEST_CASE("finishing_at_once_has_a_budget_for_datagrams") {
  const std::array<std::byte, 1> message{};
  const auto proactor = test_proactor();
  naru::udp_socket receiver(*proactor, loopback());
  naru::udp_socket sender(*proactor, loopback());
  CHECK(longest_row_at_once(*proactor, [&](naru::operation& op) {
          return sender.send_to(naru::buffer(message), receiver.local_endpoint(), op);
        }) <= 64);
}

TEST_CASE("finishing_at_once_only_where_it_is_allowed") {
  std::array<std::byte, 1> storage{};
  recorder received;
  std::size_t at_once = 0;
  std::size_t total = 0;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto receive_on = [&] {
    if (pair.server.receive(naru::buffer(storage), received) == naru::submission::done) ++at_once;
  };
  received.then([&](naru::io_result result) {
    if (!result.error && ++total < 500) receive_on();
  });
  REQUIRE_FALSE(send(*proactor, pair.client, pattern(500)).error);
  receive_on();
  CHECK(run_until(*proactor, [&] { return at_once != 0 || total == 500; }));
  CHECK(at_once == 0);
}

TEST_SUITE_END();
