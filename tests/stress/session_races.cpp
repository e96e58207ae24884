// Coroutine sessions on several threads give their turns away and take them as fast as they can,
// while their buffers are given back and their limits expire: no session sees the bytes of
// another, and no limit is missed. NARU_STRESS_SECONDS sets how long (3).
#include "sessions.hpp"
#include "support.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "machine.hpp"
#include "stress_time.hpp"

using namespace contract;
using namespace std::string_view_literals;

namespace {

using stress::random_numbers;
using stress::workers_wanted;

constexpr std::string_view tick = "tick";

/// The pace of a run.
struct pace {
  std::size_t peers;
  int limit_max;  // of a receive, in microseconds
  int pause_max;  // of a peer, after a tick, in microseconds
};

/// The observations of the sessions and the peers of a run.
struct observations {
  std::atomic<std::size_t> messages{0};
  std::atomic<std::size_t> foreign{0};  // messages with bytes of another peer
  std::atomic<std::size_t> ticks{0};
  std::atomic<std::size_t> missed{0};  // limits that did not end a receive
};

std::chrono::microseconds some_time(random_numbers& random, int most) {
  return std::chrono::microseconds(std::uniform_int_distribution<int>(0, most)(random));
}

/// Every byte of a peer's messages is its number. After each message it waits for a limit to
/// expire.
class ticking_session final : public naru::coroutine_session<wire> {
 public:
  ticking_session(const pace& own, observations& seen) : limit_max_(own.limit_max), seen_(seen) {}

 private:
  naru::task<> serve() override {
    random_numbers random(id());
    bool owes_tick = false;
    while (is_open()) {
      const auto next = co_await naru::with_timeout(receive(), some_time(random, limit_max_));
      if (next.content) {  // the message may have come after the limit
        look_at(*next.content);
        owes_tick = true;
        continue;
      }
      if (next.error != std::errc::timed_out) co_return;
      if (std::exchange(owes_tick, false)) send(naru::buffer(tick));
    }
  }
  void look_at(naru::const_buffer message) {
    ++seen_.messages;
    if (number_ == std::byte{0}) number_ = message.front();
    if (std::ranges::any_of(message, [&](std::byte each) { return each != number_; })) {
      ++seen_.foreign;
    }
  }

  const int limit_max_;
  observations& seen_;
  std::byte number_{0};
};

/// Sends messages of its own number, and waits for the tick after each.
naru::task<> talk(naru::proactor& proactor, naru::endpoint place, std::size_t number, int pause,
                  std::chrono::steady_clock::time_point end, observations& seen) {
  random_numbers random(number);
  std::array<std::byte, 4 + tick.size()> answer{};
  naru::tcp_stream stream(proactor);
  const naru::io_result connected = co_await stream.connect(place);
  if (connected.error) co_return;
  while (std::chrono::steady_clock::now() < end) {
    const std::size_t size = std::uniform_int_distribution<std::size_t>(1, 200)(random);
    const bytes frame = framed(std::string(size, static_cast<char>(number)));
    static_cast<void>(co_await stream.send(frame));
    const naru::io_result ticked =
        co_await naru::with_timeout(stream.receive_exactly(naru::buffer(answer)), deadline);
    if (ticked.error) {
      ++seen.missed;
      co_return;
    }
    ++seen.ticks;
    co_await naru::sleep_for(some_time(random, pause));
  }
}

naru::task<> all_talk(naru::proactor& proactor, naru::endpoint place, pace own,
                      observations& seen) {
  const auto end = std::chrono::steady_clock::now() + stress::chosen_time(3s);
  naru::task_scope scope(proactor);
  for (std::size_t i = 1; i <= own.peers; ++i) {
    scope.spawn(talk(proactor, place, i, own.pause_max, end, seen));
  }
  co_await scope.join();
}

void run_talks(const pace& own) {
  observations seen;
  naru::session_options options;
  options.receive_buffer_size = 256;
  options.buffer_release_after = 1ms;
  const auto proactor = test_proactor();
  naru::server<ticking_session> server(*proactor, with_limits(options), [&] {
    return std::make_shared<ticking_session>(own, seen);
  });
  server.start();
  const naru::work_guard running(*proactor);
  naru::worker_pool workers(*proactor, workers_wanted);
  naru::sync_wait(*proactor, all_talk(*proactor, server.local_endpoint(), own, seen));
  CHECK(server.stop_blocking(5s));
  MESSAGE(seen.messages.load() << " messages, " << seen.ticks.load() << " limits that ran out");
  CHECK(seen.ticks > 0);
  CHECK(seen.foreign == 0);
  CHECK(seen.missed == 0);
}

/// Sends all the time, now and then more than its peer takes within the limit.
class pouring_session final : public naru::session<naru::raw> {
 public:
  explicit pouring_session(std::array<std::atomic<std::size_t>, naru::close_reasons>& endings)
      : endings_(endings) {}

 private:
  void on_connected() override {
    const std::string chunk(20'000, 'a');
    for (int i = 0; i < 200; ++i) send(std::string_view(chunk));
  }
  void on_message(naru::const_buffer) override { on_connected(); }
  void on_closed(naru::close_reason reason) override {
    ++endings_[static_cast<std::size_t>(reason)];
  }

  std::array<std::atomic<std::size_t>, naru::close_reasons>& endings_;
};

/// Receives large pieces, with pauses, and asks for more, until the session ends it.
naru::task<> sip(naru::proactor& proactor, naru::endpoint place, std::size_t number,
                 std::chrono::steady_clock::time_point end) {
  random_numbers random(number);
  std::vector<std::byte> storage(400'000);
  while (std::chrono::steady_clock::now() < end) {
    naru::tcp_stream stream(proactor);
    if ((co_await stream.connect(place)).error) continue;
    std::size_t taken = 0;
    while (std::chrono::steady_clock::now() < end) {
      const std::size_t size = stress::between(random, 200'000, storage.size());
      const naru::io_result received =
          co_await stream.receive(naru::mutable_buffer(storage.data(), size));
      if (received.error) break;
      taken += received.bytes;
      if (taken > 2'000'000)
        static_cast<void>(co_await stream.send(naru::buffer("x"sv))), taken = 0;
      co_await naru::sleep_for(some_time(random, 1'400));
    }
  }
}

naru::task<> all_sip(naru::proactor& proactor, naru::endpoint place) {
  const auto end = std::chrono::steady_clock::now() + stress::chosen_time(3s);
  naru::task_scope scope(proactor);
  for (std::size_t i = 1; i <= 6; ++i) scope.spawn(sip(proactor, place, i, end));
  co_await scope.join();
}

}  // namespace

TEST_SUITE_BEGIN("stress");

// A limit is checked while its write completes, and the next write begins.
TEST_CASE("a_limit_on_a_write_meets_no_other_write") {
  std::array<std::atomic<std::size_t>, naru::close_reasons> endings{};
  naru::session_options options;
  options.send_queue_max = std::size_t{64} << 20;
  options.write_timeout = 1ms;
  const auto proactor = test_proactor();
  naru::server<pouring_session> server(*proactor, with_limits(options),
                                       [&] { return std::make_shared<pouring_session>(endings); });
  server.start();
  const naru::work_guard running(*proactor);
  naru::worker_pool workers(*proactor, workers_wanted + 2);
  naru::sync_wait(*proactor, all_sip(*proactor, server.local_endpoint()));
  const auto ended = [&](naru::close_reason reason) {
    return endings[static_cast<std::size_t>(reason)].load();
  };
  const std::size_t stopped = ended(naru::close_reason::server_stopped);
  CHECK(server.stop_blocking(5s));
  MESSAGE(ended(naru::close_reason::write_timeout) << " peers were too slow");
  CHECK(stopped == 0);
}

// Buffers are given back all the time, by sessions whose turn is given away and taken as fast as
// possible.
TEST_CASE("a_message_never_holds_bytes_of_another_peer") {
  run_talks({.peers = 8, .limit_max = 0, .pause_max = 12'000});
}

// Messages come just when limits expire.
TEST_CASE("a_limit_on_receive_is_never_missed") {
  run_talks({.peers = 48, .limit_max = 100, .pause_max = 150});
}

TEST_SUITE_END();
