// Cancels rain on streams in full traffic, from several threads: each operation completes exactly
// once, and received bytes are never lost (rules 1 and 6).
#include "support.hpp"

#include <atomic>
#include <deque>
#include <optional>
#include <random>
#include <thread>

using namespace contract;

namespace {

constexpr std::size_t bytes_each_way = 100'000;
constexpr std::size_t most_at_once = 3'000;
constexpr std::size_t cancelling_threads = 3;
constexpr int cancels_in_a_row = 50;

// The pause between two sends, so that a receive has something to wait for.
constexpr std::chrono::microseconds pause = 500us;

/// One end of a connection. It sends the pattern in pieces of any size, ends its sending side, and
/// checks the bytes from the other end. Cancelled receives are started again.
class talker {
 public:
  talker(naru::tcp_stream& stream, std::uint64_t seed, countdown& done)
      : stream_(stream),
        random_sends_(seed),
        random_receives_(~seed),
        done_(done),
        timer_(stream.owner()) {}

  void start() {
    send_more();
    receive_more();
  }

  [[nodiscard]] std::size_t cancelled() const { return cancelled_; }
  [[nodiscard]] std::size_t received() const { return received_; }
  /// No error if every byte came and every completion was one that was due.
  [[nodiscard]] std::error_code failure() const { return failure_; }

 private:
  using random = std::mt19937_64;

  static std::size_t some(random& generator) {
    return std::uniform_int_distribution<std::size_t>(1, most_at_once)(generator);
  }

  void send_more() {
    out_ = pattern(std::min(some(random_sends_), bytes_each_way - sent_), sent_);
    sending_ = true;
    stream_.send(out_, sent_op_);
  }
  void on_sent(naru::io_result result) {
    if (!sending_.exchange(false)) return end(std::make_error_code(std::errc::protocol_error));
    if (result.error) return end(result.error);
    sent_ += result.bytes;
    if (sent_ == bytes_each_way) return end(stream_.shutdown_send());
    timer_.wait_for(pause, paused_op_);
  }
  void on_paused(naru::io_result result) {
    if (result.error) return end(result.error);
    send_more();
  }

  void receive_more() {
    in_.resize(some(random_receives_));
    receiving_ = true;
    stream_.receive(in_, received_op_);
  }
  void on_received(naru::io_result result) {
    if (!receiving_.exchange(false)) return end(std::make_error_code(std::errc::protocol_error));
    if (result.error == naru::error::end_of_stream) return end({});
    if (result.error == std::errc::operation_canceled && result.bytes == 0) {
      ++cancelled_;
      return receive_more();
    }
    if (result.error) return end(result.error);
    if (!is_pattern(naru::buffer(in_, result.bytes), received_)) {
      return end(std::make_error_code(std::errc::bad_message));
    }
    received_ += result.bytes;
    receive_more();
  }

  // Each direction ends once; both may do so at the same time.
  void end(std::error_code failure) {
    if (failure) {
      failure_ = failure;
      stream_.close(naru::close_mode::reset);  // so that the other end does not wait for ever
    }
    done_.arrive();
  }

  naru::tcp_stream& stream_;
  random random_sends_;
  random random_receives_;
  countdown& done_;
  std::atomic<bool> sending_{false};
  std::atomic<bool> receiving_{false};
  std::size_t sent_ = 0;
  std::size_t received_ = 0;
  std::size_t cancelled_ = 0;
  std::error_code failure_;
  bytes out_;
  bytes in_;
  naru::member_callback sent_op_ = naru::bind<&talker::on_sent>(this);
  naru::member_callback paused_op_ = naru::bind<&talker::on_paused>(this);
  naru::member_callback received_op_ = naru::bind<&talker::on_received>(this);
  naru::timer timer_;
};

struct conversation {
  conversation(naru::proactor& proactor, std::uint64_t seed, countdown& done)
      : client(pair.emplace(proactor).client, seed, done), server(pair->server, seed + 1, done) {}

  std::optional<connected_pair> pair;
  talker client;
  talker server;
};

/// Cancels receives of any stream until told to end.
void rain(std::deque<conversation>& all, std::uint64_t seed, const std::atomic<bool>& ending) {
  std::mt19937_64 random(seed);
  while (!ending) {
    for (int i = 0; i < cancels_in_a_row; ++i) {
      connected_pair& pair = *all[random() % all.size()].pair;
      naru::tcp_stream& stream = random() % 2 == 0 ? pair.client : pair.server;
      stream.cancel(naru::direction::receive);
    }
    std::this_thread::yield();
  }
}

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("cancel_storm") {
  const std::size_t count = scaled(200);
  countdown done(4 * count);  // two directions at two ends
  std::atomic<bool> ending{false};
  const auto proactor = test_proactor();
  std::deque<conversation> all;
  for (std::size_t i = 0; i < count; ++i) all.emplace_back(*proactor, 2 * i + 1, done);
  {
    auto until_done = std::make_unique<naru::work_guard>(*proactor);
    naru::worker_pool workers(*proactor, 3);
    std::vector<std::thread> clouds;
    for (std::size_t i = 0; i < cancelling_threads; ++i) {
      clouds.emplace_back([&, i] { rain(all, i + 1, ending); });
    }
    for (conversation& each : all) {
      each.client.start();
      each.server.start();
    }
    const bool in_time = done.wait(40s);
    CHECK(in_time);
    ending = true;
    for (std::thread& each : clouds) each.join();
    if (!in_time) {  // nothing may be pending when the conversations are destroyed
      for (conversation& each : all) each.pair->client.close(naru::close_mode::reset);
      CHECK(done.wait());
    }
    until_done.reset();
    workers.join();
  }
  std::size_t cancelled = 0;
  for (const conversation& each : all) {
    for (const talker* end : {&each.client, &each.server}) {
      CHECK(end->failure() == std::error_code());
      CHECK(end->received() == bytes_each_way);
      cancelled += end->cancelled();
    }
  }
  MESSAGE(cancelled << " receives were cancelled on " << count << " connections");
  CHECK(cancelled > 0);
}

TEST_CASE("cancelled_sends_end_once_and_leave_what_was_sent_whole") {
  constexpr std::size_t more_than_the_system_buffers = 16 * 1024 * 1024;
  const std::size_t rounds = scaled(50);
  const bytes out = pattern(more_than_the_system_buffers);
  bytes in(65'536);
  countdown done(0);
  recorder sent([&](naru::io_result) { done.arrive(); });
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 2);
  for (std::size_t round = 0; round < rounds; ++round) {
    connected_pair pair(*proactor);
    done.restart(1);
    pair.client.send(out, sent);
    std::thread other([&] { pair.client.cancel(naru::direction::send); });
    pair.client.cancel();
    other.join();
    REQUIRE(done.wait());
    CHECK(sent.error() == std::errc::operation_canceled);
    CHECK(sent.bytes() < out.size());
    REQUIRE_FALSE(pair.client.shutdown_send());
    std::size_t received = 0;
    bool right = true;
    for (;;) {
      const auto [error, count] = receive(*proactor, pair.server, in);
      if (error) break;
      right = right && is_pattern(naru::buffer(in, count), received);
      received += count;
    }
    CHECK(right);
    CHECK(received >= sent.bytes());
  }
}

TEST_SUITE_END();
