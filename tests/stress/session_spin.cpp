// Everything that a session can do, at random, from everywhere: its own functions and timers,
// blocking work, threads that run no proactor, and peers that leave at any point, while the servers
// stop and start again. Each session begins once and ends once, and no message contains bytes of
// another.
//
// NARU_STRESS_SECONDS sets how long (4), NARU_STRESS_SEED the choices.
#include "sessions.hpp"
#include "support.hpp"

#include <naru/detail/frame_memory.hpp>
#include <naru/detail/segment.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

#include "machine.hpp"
#include "stress_time.hpp"

using namespace contract;

namespace {

using stress::between;
using stress::random_numbers;
using stress::workers_wanted;

constexpr std::size_t peers = 40;
constexpr auto time_of_a_server = 300ms;

bytes same_bytes(std::size_t size, std::size_t value) {
  return bytes(size, static_cast<std::byte>(value));
}

bool all_same(naru::const_buffer message) {
  return std::ranges::all_of(message, [&](std::byte each) { return each == message.front(); });
}

struct broken : std::runtime_error {
  using runtime_error::runtime_error;
};

/// The right and wrong events of a run.
struct tally {
  std::atomic<std::size_t> began{0};
  std::atomic<std::size_t> ended{0};
  std::atomic<std::size_t> ended_before{0};  // or twice
  std::atomic<std::size_t> messages{0};
  std::atomic<std::size_t> foreign{0};  // bytes of another message
  std::atomic<std::size_t> thrown{0};
  std::atomic<std::size_t> reported{0};
};

/// The notes that both kinds of sessions keep of themselves.
class notes {
 public:
  explicit notes(tally& seen) : seen_(seen) {}

  void begin() {
    ++seen_.began;
    begun_ = true;
  }
  void end() {
    ++seen_.ended;
    if (!begun_.exchange(false)) ++seen_.ended_before;
  }
  void take(naru::const_buffer message) {
    ++seen_.messages;
    if (number_ == std::byte{0}) number_ = message.front();
    if (!all_same(message) || message.front() != number_) ++seen_.foreign;
  }
  [[noreturn]] void fail() {
    ++seen_.thrown;
    throw broken("asked for");
  }

 private:
  tally& seen_;
  std::atomic<bool> begun_{false};
  std::byte number_{0};  // the value of every byte in its peer's messages
};

class spinning_session final : public naru::session<wire> {
 public:
  spinning_session(tally& seen, naru::blocking_pool& pool) : notes_(seen), pool_(pool) {}

 private:
  void on_connected() override {
    random_.seed(id());
    notes_.begin();
  }
  void on_message(naru::const_buffer message) override {
    notes_.take(message);
    switch (between(random_, 0, 40)) {
      case 0:
        return close();
      case 1:
        return abort();
      case 2:
        notes_.fail();
      case 3:
        post([this] { send(same_bytes(3, 7)); });
        break;
      case 4:
        for (int i = 0; i < 30; ++i) send(same_bytes(900, 8));
        break;
      case 5:
        after(some_time(), [this] { send(same_bytes(5, 9)); });
        break;
      case 6:
        after(some_time(), [this] { notes_.fail(); });
        break;
      case 7:
        every(some_time() + 100us, [this] { send(same_bytes(5, 10)); });
        break;
      case 8:
        pool_.run([] { return 11; }, *this,
                  [this](naru::outcome<int> found) {
                    send(same_bytes(5, static_cast<std::size_t>(found.value())));
                  });
        break;
      default:
        send(message);
    }
  }
  void on_send_queue_full() override {
    post([this] { static_cast<void>(queued_bytes()); });
  }
  void on_closed(naru::close_reason) override { notes_.end(); }

  [[nodiscard]] std::chrono::microseconds some_time() {
    return std::chrono::microseconds(between(random_, 0, 3'000));
  }

  notes notes_;
  naru::blocking_pool& pool_;
  random_numbers random_;
};

class spinning_guest final : public naru::coroutine_session<wire> {
 public:
  explicit spinning_guest(tally& seen) : notes_(seen) {}

 private:
  naru::task<> serve() override {
    notes_.begin();
    random_numbers random(id());
    while (is_open()) {
      const auto limit = std::chrono::microseconds(between(random, 0, 400));
      const auto next = co_await naru::with_timeout(receive(), limit);
      if (!next.content && next.error == std::errc::timed_out) continue;
      if (!next.content) co_return;
      notes_.take(*next.content);
      switch (between(random, 0, 40)) {
        case 0:
          co_return;
        case 1:
          abort();
          co_return;
        case 2:
          notes_.fail();
        case 3:
          close();
          break;
        case 4:
          co_await naru::sleep_for(std::chrono::microseconds(between(random, 0, 3'000)));
          break;
        default:
          send(*next.content);
      }
    }
  }
  void on_closed(naru::close_reason) override { notes_.end(); }

  notes notes_;
};

naru::server_options for_spin() {
  naru::server_options options = with_limits({});
  options.sessions.receive_buffer_size = 256;
  options.sessions.send_queue_max = 20'000;
  options.sessions.on_overflow = naru::overflow_policy::call_back;
  options.sessions.buffer_release_after = 1ms;
  options.sessions.handshake_timeout = 60ms;
  options.sessions.close_timeout = 20ms;
  return options;
}

/// A server of each kind, with a room, for as long as they run.
struct generation {
  generation(naru::proactor& proactor, tally& seen)
      : sessions(proactor, for_spin(),
                 [&] { return std::make_shared<spinning_session>(seen, pool); }),
        guests(proactor, for_spin(), [&] { return std::make_shared<spinning_guest>(seen); }) {
    sessions.start();
    guests.start();
  }

  naru::blocking_pool pool{2};
  naru::server<spinning_session> sessions;
  naru::server<spinning_guest> guests;
  naru::room<spinning_session> room;
  naru::room<spinning_guest> lounge;
};

/// The current servers, which threads use while others are made.
class present {
 public:
  void set(std::shared_ptr<generation> next) {
    const std::lock_guard lock(mutex_);
    now_ = std::move(next);
  }
  [[nodiscard]] std::shared_ptr<generation> get() const {
    const std::lock_guard lock(mutex_);
    return now_;
  }

 private:
  mutable std::mutex mutex_;  // guards now_
  std::shared_ptr<generation> now_;
};

template <class Server, class Room>
void meddle(Server& server, Room& room, random_numbers& random) {
  const bytes message = same_bytes(between(random, 1, 800), between(random, 1, 255));
  const std::size_t chosen = between(random, 0, 9);
  if (chosen == 0) {
    server.broadcast(naru::buffer(message));
  } else if (chosen == 1) {
    room.broadcast(naru::buffer(message));
  } else if (chosen == 2) {
    static_cast<void>(server.counters());
  } else {
    server.for_each([&](auto& each) {
      switch (between(random, 0, 60)) {
        case 0:
          return each.close();
        case 1:
          return each.abort();
        case 2:
          room.join(each);
          return;
        case 3:
          room.leave(each);
          return;
        case 4:
          each.post([&each, message] { each.send(naru::buffer(message)); });
          return;
        case 5:
          static_cast<void>(each.close_error());
          static_cast<void>(each.remote_endpoint());
          return;
        default:
          each.send(naru::buffer(message));
      }
    });
  }
}

void meddle_until(const std::atomic<bool>& over, const present& now, std::uint64_t seed) {
  random_numbers random(seed);
  while (!over) {
    const std::shared_ptr<generation> servers = now.get();
    meddle(servers->sessions, servers->room, random);
    meddle(servers->guests, servers->lounge, random);
    std::this_thread::sleep_for(std::chrono::microseconds(between(random, 0, 2'000)));
  }
}

/// True if every whole frame that came consists of one byte value.
bool is_whole(bytes& received, std::size_t& filled) {
  wire decoder;
  std::size_t begin = 0;
  bool good = true;
  while (begin != filled) {
    const auto rest = naru::const_buffer(received).subspan(begin, filled - begin);
    const naru::frame<> next = decoder.decode(rest, received.size());
    if (next.status != naru::frame_status::complete) break;
    good = good && all_same(next.message);
    begin += next.bytes;
  }
  std::copy(received.begin() + static_cast<std::ptrdiff_t>(begin),
            received.begin() + static_cast<std::ptrdiff_t>(filled), received.begin());
  filled -= begin;
  return good;
}

naru::task<> visit(naru::proactor& proactor, naru::endpoint place, std::size_t number,
                   random_numbers& random, tally& seen) {
  bytes received(2'000);
  std::size_t filled = 0;
  naru::tcp_stream stream(proactor);
  const naru::io_result connected = co_await naru::with_timeout(stream.connect(place), 1s);
  if (connected.error) co_return;
  for (std::size_t steps = between(random, 0, 30); steps != 0; --steps) {
    bytes frame = framed(text_of(same_bytes(between(random, 1, 500), number)));
    const bool half = between(random, 0, 40) == 0;
    if (half) frame.resize(frame.size() / 2);
    const naru::io_result sent = co_await naru::with_timeout(stream.send(frame), 1s);
    if (half || sent.error) break;
    const auto patience = std::chrono::microseconds(between(random, 0, 4'000));
    const naru::io_result in = co_await naru::with_timeout(
        stream.receive(naru::mutable_buffer(received).subspan(filled)), patience);
    filled += in.bytes;
    if (!is_whole(received, filled)) ++seen.foreign;
    if (in.error && in.error != std::errc::timed_out) break;
  }
  stream.close(between(random, 0, 3) == 0 ? naru::close_mode::graceful : naru::close_mode::reset);
}

naru::task<> visit_until(naru::proactor& proactor, const std::atomic<bool>& over,
                         const present& now, std::size_t number, std::uint64_t seed, tally& seen) {
  random_numbers random(seed);
  while (!over) {
    naru::endpoint place;
    {
      const std::shared_ptr<generation> servers = now.get();
      place = between(random, 0, 1) == 0 ? servers->sessions.local_endpoint()
                                         : servers->guests.local_endpoint();
    }
    if (place.port() != 0) co_await visit(proactor, place, number, random, seen);
    co_await naru::sleep_for(std::chrono::microseconds(between(random, 0, 2'000)));
  }
}

naru::task<> all_visit(naru::proactor& proactor, const std::atomic<bool>& over, const present& now,
                       std::uint64_t seed, tally& seen) {
  naru::task_scope scope(proactor);
  for (std::size_t i = 1; i <= peers; ++i) {
    scope.spawn(visit_until(proactor, over, now, i, seed + i, seen));
  }
  co_await scope.join();
}

/// Replaces the servers again and again.
void replace_servers(naru::proactor& proactor, present& now, random_numbers& random, tally& seen) {
  const auto end = std::chrono::steady_clock::now() + stress::chosen_time(4s);
  while (std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(time_of_a_server);
    const std::shared_ptr<generation> old = now.get();
    now.set(std::make_shared<generation>(proactor, seen));
    CHECK(old->sessions.stop_blocking(std::chrono::milliseconds(between(random, 0, 60))));
    if (between(random, 0, 1) == 0) CHECK(old->guests.stop_blocking(20ms));
    CHECK(wait_until([&] { return old.use_count() == 1; }));
    if (!old->guests.stop_blocking(20ms)) CHECK(old->guests.size() == 0);
  }
}

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("whatever_is_done_to_sessions_each_begins_and_ends_once") {
  const std::uint64_t seed = stress::chosen_seed();
  MESSAGE("NARU_STRESS_SEED=" << seed);
  random_numbers random(seed);
  const std::size_t segments = naru::detail::segments_in_use();
  const std::ptrdiff_t frames = naru::detail::live_frames();
  tally seen;
  naru::proactor_options told;
  told.on_failure = [&](const naru::failure&) { ++seen.reported; };
  const auto proactor = test_proactor(told);
  {
    std::atomic<bool> over{false};
    present now;
    now.set(std::make_shared<generation>(*proactor, seen));
    const naru::work_guard running(*proactor);
    naru::worker_pool workers(*proactor, workers_wanted);
    std::thread first([&] { meddle_until(over, now, seed - 1); });
    std::thread second([&] { meddle_until(over, now, seed - 2); });
    std::thread visiting(
        [&] { naru::sync_wait(*proactor, all_visit(*proactor, over, now, seed, seen)); });
    replace_servers(*proactor, now, random, seen);
    over = true;
    first.join();
    second.join();
    visiting.join();
    const std::shared_ptr<generation> last = now.get();
    now.set(nullptr);
    CHECK(last->sessions.stop_blocking(50ms));
    CHECK(last->guests.stop_blocking(50ms));
    CHECK(last->sessions.size() + last->guests.size() == 0);
  }
  MESSAGE(seen.began.load() << " sessions, " << seen.messages.load() << " messages, "
                            << seen.thrown.load() << " exceptions");
  CHECK(seen.began > 0);
  CHECK(seen.ended == seen.began);
  CHECK(seen.ended_before == 0);
  CHECK(seen.foreign == 0);
  CHECK(seen.reported == seen.thrown);
  CHECK(naru::detail::segments_in_use() == segments);
  CHECK(naru::detail::live_frames() == frames);
}

TEST_SUITE_END();
