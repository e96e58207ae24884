// poll runs everything that is ready, however much it is, and returns (rule 11).
#include "support.hpp"

#include <array>
#include <deque>
#include <stdexcept>
#include <thread>

using namespace contract;

namespace {

/// Connections whose other ends run elsewhere, so that nothing here runs while they send.
class quiet_connections {
 public:
  quiet_connections(naru::proactor& here, naru::proactor& elsewhere, std::size_t count)
      : here_(here), elsewhere_(elsewhere), received_(count), sent_(count) {
    naru::tcp_listener listener(here, loopback());
    for (std::size_t i = 0; i < count; ++i) {
      recorder accepted;
      recorder connected;
      ends_.emplace_back(here);
      others_.emplace_back(elsewhere);
      listener.accept(ends_.back(), accepted);
      others_.back().connect(listener.local_endpoint(), connected);
      const bool made = run_until(elsewhere, [&] { return connected.completed(); }) &&
                        run_until(here, [&] { return accepted.completed(); });
      if (!made || accepted.error() || connected.error()) {
        throw std::runtime_error("connecting over loopback failed");
      }
    }
  }
  ~quiet_connections() {
    for (naru::tcp_stream& end : ends_) end.close();
    for (naru::tcp_stream& other : others_) other.close();
    CHECK(run_until(here_, [&] { return none_pending(received_); }));
    CHECK(run_until(elsewhere_, [&] { return none_pending(sent_); }));
  }
  quiet_connections(const quiet_connections&) = delete;
  quiet_connections& operator=(const quiet_connections&) = delete;

  /// Starts a receive on each, and sends something to each from the other proactor.
  [[nodiscard]] bool make_ready() {
    const int before = sent_.front().completions();
    for (std::size_t i = 0; i < ends_.size(); ++i) {
      ends_[i].receive(naru::buffer(storage_), received_[i]);
    }
    for (std::size_t i = 0; i < ends_.size(); ++i) {
      others_[i].send(naru::buffer(message_), sent_[i]);
    }
    const bool sent = run_until(elsewhere_, [&] {
      return std::ranges::all_of(sent_,
                                 [&](const recorder& op) { return op.completions() > before; });
    });
    const naru::work_guard guard(elsewhere_);
    elsewhere_.run_for(20ms);  // for a system that is slow to report data
    return sent;
  }
  [[nodiscard]] bool all_received() const { return none_pending(received_); }

 private:
  static bool none_pending(const std::deque<recorder>& operations) {
    return std::ranges::none_of(operations, [](const recorder& op) { return op.pending(); });
  }

  naru::proactor& here_;
  naru::proactor& elsewhere_;
  std::array<std::byte, 1> message_{};
  std::array<std::byte, 1> storage_{};  // for all receives: its contents do not matter
  std::deque<recorder> received_;
  std::deque<recorder> sent_;
  std::deque<naru::tcp_stream> ends_;
  std::deque<naru::tcp_stream> others_;
};

}  // namespace

TEST_SUITE_BEGIN("loop");

TEST_CASE("poll_runs_everything_that_was_posted") {
  if (!runs_on_threads()) return;
  std::deque<recorder> operations(500);
  const auto proactor = test_proactor();
  std::thread([&] {
    for (recorder& op : operations) proactor->post(op);
  }).join();
  std::size_t ran = proactor->poll();
  ran += proactor->poll();
  CHECK(ran == operations.size());
  CHECK(all_completed(operations));
  CHECK(proactor->poll() == 0);
}

TEST_CASE("poll_runs_every_timer_that_has_expired") {
  std::deque<recorder> operations(500);
  const auto proactor = test_proactor();
  std::deque<naru::timer> timers;
  for (recorder& op : operations) timers.emplace_back(*proactor).wait_for(0s, op);
  std::size_t ran = proactor->poll();
  ran += proactor->poll();
  CHECK(ran == operations.size());
  CHECK(all_completed(operations));
}

TEST_CASE("poll_runs_every_receive_that_is_ready") {
  // A system may be slow to report one of so many, but not each time.
  constexpr int attempts_max = 5;
  int attempts = 0;
  bool all_at_once = false;
  const auto here = test_proactor();
  const auto elsewhere = test_proactor();
  quiet_connections connections(*here, *elsewhere, scaled(200));
  while (!all_at_once && ++attempts <= attempts_max) {
    REQUIRE(connections.make_ready());
    here->poll();
    here->poll();
    all_at_once = connections.all_received();
    REQUIRE(run_until(*here, [&] { return connections.all_received(); }));
  }
  CHECK(all_at_once);
}

TEST_CASE("poll_returns_even_if_everything_that_was_posted_posts_itself_again") {
  bool over = false;
  std::deque<recorder> operations;
  const auto proactor = test_proactor();
  for (int i = 0; i < 5'000; ++i) {
    recorder& op = operations.emplace_back();
    op.then([&](naru::io_result) {
      if (!over) proactor->post(op);
    });
    proactor->post(op);
  }
  CHECK(proactor->poll() >= operations.size());
  CHECK(std::ranges::all_of(operations, [](const recorder& op) { return op.completions() > 0; }));
  over = true;
  CHECK(proactor->run() == operations.size());
}

TEST_CASE("poll_returns_even_if_something_is_always_ready") {
  bool over = false;
  recorder posted;
  recorder expired;
  const auto proactor = test_proactor();
  naru::timer timer(*proactor);
  posted.then([&](naru::io_result result) {
    if (!result.error && !over) proactor->post(posted);
  });
  expired.then([&](naru::io_result result) {
    if (!result.error && !over) timer.wait_for(0s, expired);
  });
  proactor->post(posted);
  timer.wait_for(0s, expired);
  CHECK(proactor->poll() > 1);
  CHECK(proactor->poll() > 1);
  CHECK(expired.completed());
  over = true;
  CHECK(proactor->run() == 2);
}

TEST_SUITE_END();
