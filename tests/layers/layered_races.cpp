// Layered streams on several threads: what completes, is cancelled and is closed at the same
// moment.
#include "test_layer.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <random>
#include <thread>

using namespace contract;
using namespace layers;

namespace {

/// Sends and receives a pattern in both directions for as long as it is told.
class exchange {
 public:
  exchange(naru::tcp_stream& one, std::size_t start) : stream_(one), start_(start) {}

  void begin(std::size_t total) {
    total_ = total;
    receive_more();
    send_more();
  }
  [[nodiscard]] bool done() const { return done_ == 2; }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  static constexpr std::size_t step = 3'000;

  void send_more() {
    if (sent_ == total_) {
      ++done_;
      return;
    }
    const std::size_t more = std::min(step, total_ - sent_);
    fill_pattern(std::span(out_).first(more), start_ + sent_);
    sent_ += more;
    stream_.send(naru::buffer(out_).first(more), sending_);
  }
  void receive_more() {
    if (received_ == total_) {
      ++done_;
      return;
    }
    stream_.receive(naru::buffer(in_), receiving_);
  }
  void on_sent(naru::io_result result) {
    if (result.error) failed_ = true;
    if (!failed_) send_more();
  }
  void on_received(naru::io_result result) {
    if (result.error == std::errc::operation_canceled) return receive_more();
    if (result.error || !is_pattern(std::span(in_).first(result.bytes), start_ + received_)) {
      failed_ = true;
      return;
    }
    received_ += result.bytes;
    receive_more();
  }

  naru::tcp_stream& stream_;
  const std::size_t start_;
  std::size_t total_ = 0;
  std::size_t sent_ = 0;
  std::size_t received_ = 0;
  std::array<std::byte, step> out_{};
  std::array<std::byte, 1'000> in_{};
  std::atomic<int> done_ = 0;
  std::atomic<bool> failed_ = false;
  naru::member_callback sending_ = naru::bind<&exchange::on_sent>(this);
  naru::member_callback receiving_ = naru::bind<&exchange::on_received>(this);
};

}  // namespace

TEST_SUITE_BEGIN("layered_races");

TEST_CASE("receives_are_cancelled_while_bytes_move_and_none_is_lost") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  exchange one(pair.client, 0);
  exchange other(pair.server, 0);
  std::optional<naru::work_guard> busy(*proactor);  // or the threads would end at once
  naru::worker_pool workers(*proactor, 3);
  one.begin(scaled(mebibyte));
  other.begin(scaled(mebibyte));
  CHECK(wait_until(
      [&] {
        pair.client.cancel(naru::direction::receive);
        pair.server.cancel(naru::direction::receive);
        std::this_thread::yield();
        return (one.done() && other.done()) || one.failed() || other.failed();
      },
      60s));
  busy.reset();
  workers.join();
  CHECK(!one.failed());
  CHECK(!other.failed());
  CHECK(pair.client_plan.breaches == 0);
  CHECK(pair.server_plan.breaches == 0);
}

TEST_CASE("a_close_meets_transfers_on_other_threads") {
  if (!runs_on_threads()) return;
  std::minstd_rand random(11);
  for (std::size_t round = 0; round < scaled(50); ++round) {
    std::array<std::byte, 100> storage{};
    const bytes much = pattern(100'000);
    recorder receiving;
    recorder sending;
    recorder ready;
    recorder closed;
    plan client_plan;
    plan server_plan;
    const auto proactor = test_proactor();
    connected_pair plain(*proactor);
    naru::tcp_stream client = over_xor(std::move(plain.client), client_plan, side::client);
    auto server = std::make_unique<naru::tcp_stream>(
        over_xor(std::move(plain.server), server_plan, side::server));
    {
      std::optional<naru::work_guard> busy(*proactor);
      naru::worker_pool workers(*proactor, 2);
      client.send(naru::buffer(much), sending);
      server->receive(naru::buffer(storage), receiving);
      naru::detail::handshake(*server, ready);
      for (auto spin = random() % 3'000; spin != 0; --spin)
        std::atomic_signal_fence(std::memory_order_seq_cst);
      switch (round % 4) {
        case 0:
          server->close(naru::close_mode::graceful, closed);
          break;
        case 1:
          server->close(naru::close_mode::reset, closed);
          break;
        case 2:
          server->cancel();
          server->close(closed);
          break;
        default:
          server.reset();
          naru::proactor& owner = *proactor;
          owner.post(closed);
      }
      client.close();
      CHECK(wait_until([&] {
        return receiving.completed() && sending.completed() && ready.completed() &&
               closed.completed();
      }));
      busy.reset();
    }
    CHECK(receiving.completions() == 1);
    CHECK(sending.completions() == 1);
    CHECK(client_plan.breaches + server_plan.breaches == 0);
  }
}

TEST_CASE("threads_share_one_turn") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  layered_pair pair(*proactor);
  pair.client_plan.step_max = pair.server_plan.step_max = 200;
  exchange one(pair.client, 5);
  exchange other(pair.server, 5);
  std::atomic<bool> over = false;
  std::optional<naru::work_guard> busy(*proactor);
  naru::worker_pool workers(*proactor, 2);
  one.begin(scaled(200'000));
  other.begin(scaled(200'000));
  // These leave notes all the time, and ask for nothing.
  std::thread noise([&] {
    recorder nothing;
    while (!over) {
      pair.client.cancel(nothing);
      static_cast<void>(pair.client.local_endpoint());
      pair.server.cancel(naru::direction::receive);
    }
  });
  CHECK(wait_until([&] { return (one.done() && other.done()) || one.failed() || other.failed(); },
                   60s));
  over = true;
  noise.join();
  busy.reset();
  workers.join();
  CHECK(!one.failed());
  CHECK(!other.failed());
  CHECK(pair.client_plan.breaches + pair.server_plan.breaches == 0);
}

TEST_SUITE_END();
