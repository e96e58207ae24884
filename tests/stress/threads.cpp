// One proactor on N threads: everything that was started completes, and is counted, exactly once.
#include "echo.hpp"
#include "support.hpp"

#include <deque>
#include <thread>

using namespace contract;

namespace {

constexpr std::size_t client_count = 40;
constexpr std::size_t posting_threads = 2;
constexpr std::size_t posts_each = 5'000;
constexpr std::size_t timer_count = 1'000;

bool each_completed_once(const std::deque<recorder>& operations) {
  return std::ranges::all_of(operations, [](const recorder& op) { return op.completions() == 1; });
}

void run_everything_on(std::size_t threads) {
  CAPTURE(threads);
  const std::size_t rounds = scaled(100);
  std::deque<recorder> posted(posting_threads * posts_each);
  std::deque<recorder> expired(timer_count);
  countdown done(client_count);
  const auto proactor = test_proactor();
  std::deque<naru::timer> timers;
  echo_server server(*proactor);
  std::deque<echo_client> clients;
  for (std::size_t i = 0; i < client_count; ++i) clients.emplace_back(*proactor, 10 + 40 * i);
  naru::worker_pool workers(*proactor, threads);
  for (echo_client& client : clients) {
    client.start(server.endpoint(), rounds, [&] { done.arrive(); });
  }
  std::vector<std::thread> posters;
  for (std::size_t poster = 0; poster < posting_threads; ++poster) {
    posters.emplace_back([&, poster] {
      for (std::size_t i = 0; i < posts_each; ++i) proactor->post(posted[poster * posts_each + i]);
    });
  }
  for (std::size_t i = 0; i < timer_count; ++i) {
    timers.emplace_back(*proactor).wait_for(std::chrono::microseconds(50 * i), expired[i]);
  }
  for (std::thread& poster : posters) poster.join();
  CHECK(done.wait(30s));
  server.stop();
  workers.join();  // returns by itself: nothing is outstanding any more
  CHECK(each_completed_once(posted));
  CHECK(each_completed_once(expired));
  CHECK(server.accepted() == client_count);
  for (const echo_client& client : clients) {
    CHECK(client.failure() == std::error_code());
    CHECK(client.rounds() == rounds);
  }
}

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("n_threads_on_one_proactor_exactly_once_counted") {
  for (const std::size_t threads : {1U, 2U, 4U, 16U}) run_everything_on(threads);
}

TEST_SUITE_END();
