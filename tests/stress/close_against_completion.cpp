// Closing while operations complete, from several threads: each completes exactly once (rules 1,
// 7).
#include "support.hpp"

#include <array>
#include <deque>
#include <optional>
#include <thread>

using namespace contract;

namespace {

constexpr std::size_t message_size = 4;

/// Both ends of one connection, with a receive and a send pending on each. Three threads close
/// them: the one that plays the round, and those that run `closing_client_` and `closing_both_`.
class close_race {
 public:
  close_race() {
    for (recorder* op : {&accepted_, &connected_}) arrive_after(*op);
    for (recorder* op : played_operations()) arrive_after(*op);
    closing_client_.then([this](naru::io_result) {
      pair_->client.close(naru::close_mode::graceful, client_closed_);
      done_.arrive();
    });
    closing_both_.then([this](naru::io_result) {
      pair_->client.close(naru::close_mode::reset);
      pair_->server.close(naru::close_mode::graceful);
      done_.arrive();
    });
  }

  void play(naru::proactor& proactor, std::size_t rounds) {
    naru::tcp_listener listener(proactor, loopback());
    for (std::size_t round = 0; round < rounds && wrong_ == 0; ++round) {
      ++played_;
      if (!connect(listener) || !play_round(proactor, round)) ++wrong_;
    }
  }

  /// Rounds in which an operation did not complete exactly once, or completed with an unexpected
  /// result.
  [[nodiscard]] std::size_t wrong() const { return wrong_; }
  [[nodiscard]] std::size_t played() const { return played_; }

 private:
  struct both_ends {
    explicit both_ends(naru::proactor& proactor) : client(proactor), server(proactor) {}
    naru::tcp_stream client;
    naru::tcp_stream server;
  };

  void arrive_after(recorder& op) {
    op.then([this](naru::io_result) { done_.arrive(); });
  }

  [[nodiscard]] bool connect(naru::tcp_listener& listener) {
    pair_.emplace(listener.owner());
    done_.restart(2);
    listener.accept(pair_->server, accepted_);
    pair_->client.connect(listener.local_endpoint(), connected_);
    return done_.wait() && each_completed(std::array{&accepted_, &connected_}) &&
           !accepted_.error() && !connected_.error();
  }

  [[nodiscard]] bool play_round(naru::proactor& proactor, std::size_t round) {
    done_.restart(played_operations().size());
    pair_->client.receive(naru::buffer(client_in_), client_received_);
    pair_->server.receive(naru::buffer(server_in_), server_received_);
    const bool traffic_first = round % 2 == 0;
    if (traffic_first) exchange();
    proactor.post(closing_client_);
    if (round % 3 == 0) pair_->server.close(naru::close_mode::reset);
    proactor.post(closing_both_);
    if (!traffic_first) exchange();
    pair_->server.close(naru::close_mode::graceful, server_closed_);
    return done_.wait() && each_completed(played_operations()) && results_fit();
  }

  void exchange() {
    pair_->client.send(naru::buffer(out_), client_sent_);
    pair_->server.send(naru::buffer(out_), server_sent_);
  }

  // The count is raised just after the continuation that lets the round end.
  template <class Operations>
  [[nodiscard]] bool each_completed(const Operations& operations) const {
    const auto end = std::chrono::steady_clock::now() + deadline;
    const auto completed = [&](const recorder* op) {
      const int times = static_cast<int>(played_);
      while (op->completions() < times && std::chrono::steady_clock::now() < end) {
        std::this_thread::yield();
      }
      return op->completions() == times;
    };
    return std::ranges::all_of(operations, completed);
  }

  [[nodiscard]] bool results_fit() const {
    constexpr std::array ends{std::errc::operation_canceled, std::errc::connection_reset,
                              std::errc::connection_aborted, std::errc::broken_pipe,
                              std::errc::bad_file_descriptor};
    const auto fits = [&](const recorder& op) {
      if (!op.error()) return op.bytes() == message_size;
      if (op.error() == naru::error::end_of_stream) return op.bytes() == 0;
      return std::ranges::any_of(ends, [&](std::errc end) { return op.error() == end; });
    };
    return fits(client_received_) && fits(server_received_) && fits(client_sent_) &&
           fits(server_sent_) && !client_closed_.error() && !server_closed_.error();
  }

  [[nodiscard]] std::array<recorder*, 8> played_operations() {
    return {&client_received_, &server_received_, &client_sent_,    &server_sent_,
            &client_closed_,   &server_closed_,   &closing_client_, &closing_both_};
  }

  std::array<std::byte, message_size> out_{};
  std::array<std::byte, message_size> client_in_{};
  std::array<std::byte, message_size> server_in_{};
  countdown done_{0};
  std::size_t played_ = 0;
  std::size_t wrong_ = 0;
  recorder accepted_;
  recorder connected_;
  recorder client_received_;
  recorder server_received_;
  recorder client_sent_;
  recorder server_sent_;
  recorder client_closed_;
  recorder server_closed_;
  recorder closing_client_;
  recorder closing_both_;
  std::optional<both_ends> pair_;
};

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("close_against_completion") {
  constexpr std::size_t players = 3;
  const std::size_t rounds = promised(10'000) / players + 1;
  std::deque<close_race> races(players);
  const auto proactor = test_proactor();
  {
    const naru::work_guard guard(*proactor);
    naru::worker_pool workers(*proactor, 3);
    std::vector<std::thread> threads;
    for (close_race& race : races) {
      threads.emplace_back([&, race = &race] { race->play(*proactor, rounds); });
    }
    for (std::thread& each : threads) each.join();
  }
  for (const close_race& race : races) {
    CHECK(race.wrong() == 0);
    CHECK(race.played() == rounds);
  }
}

TEST_SUITE_END();
