// Random calls, legal ones and ones that are refused, on streams, a listener and timers, from
// several threads at once: each operation completes exactly once, and afterwards everything still
// serves.
//
// NARU_STRESS_SECONDS sets how long, NARU_STRESS_SEED repeats the choices of a run.
#include "counted_operations.hpp"
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <deque>
#include <random>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "../stress_time.hpp"

using namespace contract;
using spin::counted_operation;
using spin::counted_operations;

namespace {

using random_numbers = std::mt19937_64;

constexpr std::size_t callers = 3;
constexpr std::size_t streams_wanted = 8;
constexpr std::size_t timers_wanted = 4;

/// A stream, and a lock for the calls that need the stream to themselves: connecting, accepting,
/// its end.
struct guarded_stream {
  explicit guarded_stream(naru::proactor& proactor) : stream(proactor) {}

  std::shared_mutex mutex;
  naru::tcp_stream stream;
};

struct playground {
  explicit playground(naru::proactor& owner) : proactor(owner), listener(owner, loopback()) {
    for (std::size_t i = 0; i < streams_wanted; ++i) streams.emplace_back(owner);
    for (std::size_t i = 0; i < timers_wanted; ++i) timers.emplace_back(owner);
  }

  counted_operations ops;
  naru::proactor& proactor;
  naru::tcp_listener listener;
  std::deque<guarded_stream> streams;
  std::deque<naru::timer> timers;
};

/// One thread that makes random calls.
class caller {
 public:
  caller(playground& ground, std::uint64_t seed) : ground_(ground), random_(seed) {}

  void play_until(std::chrono::steady_clock::time_point end) {
    while (std::chrono::steady_clock::now() < end) play();
  }

 private:
  std::size_t some(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }

  void play() {
    counted_operation* const op = ground_.ops.take(some(64));
    if (op == nullptr) {  // all are pending: something has to end
      set_free();
    } else if (some(4) == 0) {
      start_timer(*op);
    } else {
      auto& one = ground_.streams[some(streams_wanted)];
      if (some(16) == 0) {
        const std::unique_lock lock(one.mutex);
        replace(one.stream, *op);
      } else {
        const std::shared_lock lock(one.mutex);
        start(one.stream, *op);
        disturb(one.stream);
      }
    }
  }

  void start_timer(counted_operation& op) {
    op.call = "timer";
    naru::timer& timer = ground_.timers[some(timers_wanted)];
    timer.wait_for(std::chrono::microseconds(some(500)), op);
    if (some(4) == 0) timer.cancel();
  }

  /// A new connection, if the stream is not connected; a connected stream refuses it.
  void replace(naru::tcp_stream& stream, counted_operation& op) {
    op.call = "connect";
    if (some(2) == 0) stream = naru::tcp_stream(ground_.proactor);
    stream.connect(ground_.listener.local_endpoint(), op);
  }

  void start(naru::tcp_stream& stream, counted_operation& op) {
    switch (some(6)) {
      case 0:
        op.call = "send";
        stream.send(naru::buffer(op.data), op);
        break;
      case 1:
        op.call = "receive_nothing";
        stream.receive(naru::mutable_buffer(), op);
        break;
      case 2:
        op.call = "receive_exactly";
        stream.receive_exactly(naru::buffer(op.data), op);
        break;
      case 3:
        if (some(4) == 0) {
          op.call = "close";
          stream.close(op);
          break;
        }
        [[fallthrough]];
      default:
        op.call = "receive";
        stream.receive(naru::buffer(op.data), op);
    }
  }

  void disturb(naru::tcp_stream& stream) {
    std::error_code error;
    switch (some(12)) {
      case 0:
        stream.cancel();
        break;
      case 1:
        stream.cancel(ground_.ops.at(some(64)));  // most likely an operation of another socket
        break;
      case 2:
        static_cast<void>(stream.shutdown_send());
        break;
      case 3:
        static_cast<void>(stream.remote_endpoint(error));
        static_cast<void>(stream.is_open());
        break;
      case 4:
        static_cast<void>(stream.set_receive_buffer_size(some(100'000)));
        break;
      default:
        break;
    }
  }

  void set_free() {
    auto& one = ground_.streams[some(streams_wanted)];
    const std::shared_lock lock(one.mutex);
    one.stream.cancel();
    ground_.timers[some(timers_wanted)].cancel();
  }

  playground& ground_;
  random_numbers random_;
};

/// Accepts every connection, and sends some bytes.
class sink {
 public:
  explicit sink(naru::tcp_listener& listener) : listener_(listener) { accept(); }

  [[nodiscard]] bool ended() const { return ended_; }

 private:
  void accept() {
    next_ = naru::tcp_stream(listener_.owner());
    listener_.accept(next_, accepted_);
  }
  void on_accepted(naru::io_result result) {
    // The error is operation_canceled by close; if a connection came just before that, the closed
    // listener refused the next accept.
    if (result.error) {
      ended_ = true;
      return;
    }
    kept_[count_++ % kept_.size()] = std::make_unique<naru::tcp_stream>(std::move(next_));
    accept();
  }

  naru::tcp_listener& listener_;
  std::array<std::unique_ptr<naru::tcp_stream>, streams_wanted> kept_;
  std::size_t count_ = 0;
  std::atomic<bool> ended_{false};
  naru::tcp_stream next_{listener_.owner()};
  naru::member_callback accepted_ = naru::bind<&sink::on_accepted>(this);
};

}  // namespace

TEST_SUITE_BEGIN("spin");

TEST_CASE("every_call_at_random_completes_once") {
  const std::uint64_t seed = stress::chosen_seed();
  MESSAGE("NARU_STRESS_SEED=" << seed);
  const auto proactor = test_proactor();
  auto ground = std::make_unique<playground>(*proactor);
  auto taking = std::make_unique<sink>(ground->listener);
  {
    naru::work_guard busy(*proactor);
    naru::worker_pool workers(*proactor, 2);
    const auto end = std::chrono::steady_clock::now() + stress::chosen_time(2s);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < callers; ++i) {
      threads.emplace_back([&, i] { caller(*ground, seed + i).play_until(end); });
    }
    for (std::thread& each : threads) each.join();
  }
  proactor->restart();

  for (guarded_stream& each : ground->streams) each.stream.close();
  for (naru::timer& each : ground->timers) each.cancel();
  ground->listener.close();
  CHECK(run_until(*proactor, [&] {
    return taking->ended() && ground->ops.completed() == ground->ops.started();
  }));
  CHECK(ground->ops.pending() == "");
  MESSAGE(ground->ops.started() << " operations");
  CHECK(ground->ops.started() > 0);
  CHECK(ground->ops.surplus() == 0);
  connected_pair fresh(*proactor);
  check_traffic(*proactor, fresh.client, fresh.server);
}

TEST_SUITE_END();
