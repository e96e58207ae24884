// Cancelling one operation: the others go on, an operation that is not pending there is left
// alone, and against its completion exactly one side wins.
#include "support.hpp"

#include <array>
#include <optional>
#include <thread>

using namespace contract;

namespace {

/// The byte that a receive waits for, and two threads that cancel just that receive meanwhile.
class cancel_one_race {
 public:
  cancel_one_race(connected_pair& pair, std::size_t rounds) : pair_(pair), rounds_(rounds) {
    received_.then([this](naru::io_result result) {
      count(result);
      arrived();
    });
    sent_.then([this](naru::io_result) { arrived(); });
  }

  void start() {
    waiting_for_ = 2;
    pair_.server.receive(naru::buffer(in_), received_);
    pair_.client.send(naru::buffer(out_), sent_);
  }
  void cancel() { pair_.server.cancel(received_); }
  [[nodiscard]] bool over() const { return over_.load(); }
  [[nodiscard]] bool wait() { return done_.wait(40s); }

  std::size_t received_rounds = 0;
  std::size_t canceled_rounds = 0;
  std::size_t wrong_rounds = 0;

 private:
  void count(const naru::io_result& result) {
    if (!result.error && result.bytes == 1) {
      ++received_rounds;
    } else if (result.error == std::errc::operation_canceled && result.bytes == 0) {
      ++canceled_rounds;
    } else {
      ++wrong_rounds;
    }
  }
  void arrived() {
    if (waiting_for_.fetch_sub(1) != 1) return;
    if (--rounds_ != 0) return start();
    over_ = true;
    done_.arrive();
  }

  connected_pair& pair_;
  std::size_t rounds_;
  std::atomic<int> waiting_for_ = 0;
  std::atomic<bool> over_ = false;
  countdown done_{1};
  std::array<std::byte, 1> out_{std::byte{1}};
  std::array<std::byte, 1> in_{};
  recorder received_;
  recorder sent_;
};

}  // namespace

TEST_SUITE_BEGIN("cancel");

TEST_CASE("cancel_one_operation_leaves_the_other") {
  const bytes out = pattern(32 * 1024 * 1024);  // more than the system buffers
  std::array<std::byte, 8> storage{};
  recorder sent;
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  pair.client.receive(naru::buffer(storage), received);
  pair.client.send(out, sent);
  proactor->run_for(5ms);
  pair.client.cancel(sent);
  REQUIRE(run_until_completed(*proactor, {&sent}));
  CHECK(sent.error() == std::errc::operation_canceled);
  CHECK(received.completions() == 0);
  pair.client.cancel(received);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK(received.error() == std::errc::operation_canceled);
  CHECK(received.completions() == 1);
}

TEST_CASE("cancel_of_what_is_not_pending_here_is_harmless") {
  std::array<std::byte, 8> storage{};
  recorder elsewhere;
  recorder received;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  connected_pair other(*proactor);
  other.server.receive(naru::buffer(storage), elsewhere);
  pair.server.receive(naru::buffer(storage), received);
  auto never_started = std::make_unique<recorder>();
  naru::operation& gone = *never_started;
  pair.server.cancel(gone);
  never_started.reset();
  pair.server.cancel(gone);  // only its address counts
  pair.server.cancel(elsewhere);
  naru::tcp_stream unconnected(*proactor);
  unconnected.cancel(received);
  naru::tcp_listener listener(*proactor, loopback());
  listener.cancel(received);
  proactor->run_for(20ms);
  CHECK(elsewhere.completions() == 0);
  CHECK(received.completions() == 0);
  REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer(storage)).error);
  REQUIRE(run_until_completed(*proactor, {&received}));
  CHECK_FALSE(received.error());
  pair.server.cancel(received);  // it has completed
  REQUIRE_FALSE(send(*proactor, pair.client, naru::buffer(storage)).error);
  CHECK_FALSE(receive(*proactor, pair.server, naru::buffer(storage)).error);
}

TEST_CASE("cancel_one_races_completion_exactly_one_callback") {
  if (!runs_on_threads()) return;
  const std::size_t rounds = promised(10'000);
  std::optional<cancel_one_race> race;
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  race.emplace(pair, rounds);
  {
    const naru::work_guard guard(*proactor);
    naru::worker_pool workers(*proactor, 3);
    race->start();
    std::array<std::thread, 2> cancelling;
    for (std::thread& each : cancelling) {
      each = std::thread([&] {
        while (!race->over()) {
          race->cancel();
          std::this_thread::yield();
        }
      });
    }
    const bool over = race->wait();
    if (!over) pair.server.close();  // ends the other threads too
    for (std::thread& each : cancelling) each.join();
    REQUIRE(over);
  }
  CHECK(race->wrong_rounds == 0);
  CHECK(race->received_rounds + race->canceled_rounds == rounds);

  // Every byte that no receive took is still there, and not one more.
  proactor->restart();
  bytes rest(race->canceled_rounds);
  CHECK_FALSE(receive_exactly(*proactor, pair.server, rest).error);
  CHECK_FALSE(pair.client.shutdown_send());
  rest.resize(1);
  CHECK(receive(*proactor, pair.server, rest).error == naru::error::end_of_stream);
}

TEST_SUITE_END();
