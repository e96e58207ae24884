// Any number of threads run one proactor (rules 1 and 10), and a worker_pool owns such threads.
#include "echo.hpp"
#include "failure_log.hpp"
#include "support.hpp"
#include "system.hpp"

#include <naru/detail/spin_lock.hpp>

#include <deque>
#include <memory>
#include <stdexcept>
#include <thread>

using namespace contract;

namespace {

/// Checks what every client of a finished run must show.
void check_clients(const std::deque<echo_client>& clients, std::size_t rounds) {
  for (const echo_client& client : clients) {
    CHECK(client.finished());
    CHECK(client.failure() == std::error_code());
    CHECK(client.rounds() == rounds);
  }
}

/// Opens and closes connections, one after the other, on its own.
class opener {
 public:
  opener(naru::proactor& proactor, const naru::endpoint& server, std::size_t count, countdown& done)
      : proactor_(proactor), server_(server), left_(count), done_(done), stream_(proactor) {}

  void open() {
    stream_ = naru::tcp_stream(proactor_);
    stream_.connect(server_, connected_);
  }
  [[nodiscard]] std::size_t left() const { return left_; }
  [[nodiscard]] std::error_code failure() const { return failure_; }

 private:
  void on_connected(naru::io_result result) {
    failure_ = result.error;
    // A reset leaves no port in TIME_WAIT: ten thousand of those would use up a good part of them.
    const bool graceful = left_ % 20 == 0;
    stream_.close(graceful ? naru::close_mode::graceful : naru::close_mode::reset, closed_);
  }
  void on_closed(naru::io_result) {
    if (failure_ || --left_ == 0) return done_.arrive();
    open();
  }

  naru::proactor& proactor_;
  const naru::endpoint server_;
  std::size_t left_;
  countdown& done_;
  std::error_code failure_;
  naru::member_callback connected_ = naru::bind<&opener::on_connected>(this);
  naru::member_callback closed_ = naru::bind<&opener::on_closed>(this);
  naru::tcp_stream stream_;
};

}  // namespace

TEST_SUITE_BEGIN("threads");

TEST_CASE("five_threads_one_proactor_exactly_once") {
  if (!runs_on_threads()) return;
  constexpr std::size_t client_count = 40;
  const std::size_t rounds = scaled(200);
  std::deque<recorder> posted(5'000);
  countdown done(client_count);
  const auto proactor = test_proactor();
  echo_server server(*proactor);
  std::deque<echo_client> clients;
  for (std::size_t i = 0; i < client_count; ++i) clients.emplace_back(*proactor, 10 + 40 * i);
  {
    naru::worker_pool workers(*proactor, 5);
    CHECK(workers.size() == 5);
    for (echo_client& client : clients) {
      client.start(server.endpoint(), rounds, [&] { done.arrive(); });
    }
    for (recorder& op : posted) proactor->post(op);
    REQUIRE(done.wait(40s));
    server.stop();
    workers.join();  // returns by itself: nothing is outstanding any more
  }
  check_clients(clients, rounds);
  CHECK(server.stopped());
  CHECK(server.accepted() == client_count);
  CHECK(std::ranges::all_of(posted, [](const recorder& op) { return op.completions() == 1; }));
}

TEST_CASE("open_close_ten_thousand") {
  if (!runs_on_threads()) return;
  constexpr std::size_t in_parallel = 8;
  const std::size_t each = promised(10'000) / in_parallel + 1;
  countdown done(in_parallel);
  const auto proactor = test_proactor();
  echo_server server(*proactor, 64);
  std::deque<opener> openers;
  for (std::size_t i = 0; i < in_parallel; ++i) {
    openers.emplace_back(*proactor, server.endpoint(), each, done);
  }
  {
    naru::worker_pool workers(*proactor, 2);
    for (opener& one : openers) one.open();
    CHECK(done.wait(40s));
    CHECK(run_until(*proactor, [&] { return server.sessions() == 0; }));
    server.stop();
    workers.join();
  }
  for (const opener& one : openers) {
    CHECK(one.failure() == std::error_code());
    CHECK(one.left() == 0);
  }
  CHECK(server.accepted() <= in_parallel * each);
  CHECK(server.accepted() > 0);
}

TEST_CASE("both_directions_from_different_threads") {
  if (!runs_on_threads()) return;
  constexpr std::size_t size = 4 * 1024 * 1024;
  const bytes out = pattern(size);
  bytes in(size);
  std::size_t in_size = 0;
  countdown done(2);
  recorder sent([&](naru::io_result) { done.arrive(); });
  recorder received;
  const auto proactor = test_proactor();
  echo_server server(*proactor, 65'536);
  naru::tcp_stream stream(*proactor);
  REQUIRE_FALSE(connect(*proactor, stream, server.endpoint()).error);
  const auto receive_on = [&] { stream.receive(std::span(in).subspan(in_size), received); };
  received.then([&](naru::io_result result) {
    in_size += result.bytes;
    if (result.error || in_size == size) return done.arrive();
    receive_on();
  });
  naru::worker_pool workers(*proactor, 2);
  receive_on();
  stream.send(out, sent);  // its completions and the receive's run on either thread
  REQUIRE(done.wait());
  CHECK_FALSE(sent.error());
  CHECK_FALSE(received.error());
  CHECK(in == out);
}

TEST_CASE("an_exception_is_reported_and_the_pool_goes_on") {
  if (!runs_on_threads()) return;
  constexpr std::size_t threads = 3;
  constexpr std::size_t exceptions = 4 * threads;  // each thread meets some
  failure_log failures;
  std::deque<recorder> throwing;
  for (std::size_t i = 0; i < exceptions; ++i) {
    throwing.emplace_back([](naru::io_result) { throw std::runtime_error("from a worker"); });
  }
  countdown served(1);
  recorder later([&](naru::io_result) { served.arrive(); });
  const auto proactor = failures.proactor();
  auto guard = std::make_unique<naru::work_guard>(*proactor);  // or a thread may find no work
  naru::worker_pool workers(*proactor, threads);
  for (recorder& each : throwing) proactor->post(each);
  CHECK(wait_until([&] { return failures.size() == exceptions; }));
  proactor->post(later);
  CHECK(served.wait());
  guard.reset();
  CHECK_NOTHROW(workers.join());
  CHECK_FALSE(proactor->stopped());
  CHECK(failures.count("worker_pool: an exception left a completion function: from a worker") ==
        exceptions);
}

TEST_CASE("a_pool_that_is_to_stop_reports_at_once_and_join_throws") {
  if (!runs_on_threads()) return;
  failure_log failures;
  recorder throwing([](naru::io_result) { throw std::runtime_error("from a worker"); });
  recorder later;
  const auto proactor = failures.proactor();
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 3, {.stop_on_exception = true});
  proactor->post(throwing);
  CHECK(wait_until([&] { return failures.size() == 1; }));  // nobody has called join
  CHECK_THROWS_WITH_AS(workers.join(), "from a worker", std::runtime_error);
  CHECK(proactor->stopped());
  proactor->restart();
  proactor->post(later);
  CHECK(proactor->run_one() == 1);
  CHECK(later.completions() == 1);
}

TEST_CASE("an_exception_of_the_observer_is_dropped") {
  if (!runs_on_threads()) return;
  std::atomic<int> told{0};
  recorder throwing([](naru::io_result) { throw std::runtime_error("on purpose, in a test"); });
  recorder later;
  naru::proactor_options options;
  options.on_failure = [&](const naru::failure&) {
    ++told;
    throw std::runtime_error("from the observer");
  };
  const auto proactor = test_proactor(options);
  proactor->post(throwing);
  proactor->post(later);
  naru::worker_pool workers(*proactor, 1);
  CHECK_NOTHROW(workers.join());
  CHECK(told == 1);
  CHECK(later.completions() == 1);
}

TEST_CASE("destroying_a_pool_stops_it") {
  if (!runs_on_threads()) return;
  recorder op;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  {
    const naru::worker_pool workers(*proactor, 5);
  }
  CHECK(proactor->stopped());
  proactor->post(op);
  proactor->restart();
  CHECK(proactor->poll() == 1);
}

TEST_CASE("threads_that_wait_long_for_a_lock_leave_the_processors_to_others") {
  if (!runs_on_threads()) return;
  naru::detail::spin_lock lock;
  std::vector<std::thread> waiting;
  lock.lock();
  const auto before = processor_time();
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back([&] { const std::lock_guard waited(lock); });
  }
  hold_up(500ms);
  CHECK(processor_time() - before < 300ms);
  lock.unlock();
  for (std::thread& each : waiting) each.join();
}

TEST_CASE("waiting_on_a_thread_that_would_have_to_serve_it_is_refused") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 1);
  countdown refused(2);
  recorder joins([&](naru::io_result) {
    try {
      workers.join();
    } catch (const std::logic_error&) {
      refused.arrive();
    }
  });
  recorder waits([&](naru::io_result) {
    try {
      naru::sync_wait(*proactor, naru::sleep_for(1ms));
    } catch (const std::logic_error&) {
      refused.arrive();
    }
  });
  proactor->post(joins);
  proactor->post(waits);
  CHECK(refused.wait());
  CHECK_FALSE(proactor->runs_on_this_thread());
  naru::sync_wait(*proactor, naru::sleep_for(1ms));
}

TEST_SUITE_END();
