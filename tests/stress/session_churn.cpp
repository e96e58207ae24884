// Sessions come and go by the thousand, and both sides break off at random: in the middle of a
// message, during a broadcast, in an orderly way or with a reset. Afterwards nothing of them is
// left.
//
// NARU_STRESS_SEED repeats the choices of a run, but not the order in which threads make them.
#include "machine.hpp"
#include "sessions.hpp"
#include "stress_time.hpp"
#include "support.hpp"
#include "system.hpp"

#include <naru/detail/frame_memory.hpp>
#include <naru/detail/segment.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace contract;

namespace {

constexpr std::size_t visitors = 32;
constexpr std::size_t message_size_max = 10'000;
constexpr std::size_t room_count = 3;
constexpr auto time_max = 20s;
constexpr std::size_t handles_tolerated = 3;  // the system may open some in the background

struct world;

/// Does what the first byte of each message tells it.
class churning_session final : public naru::session<wire> {
 public:
  explicit churning_session(world& shared) : world_(shared) {}

  void post_something();

 private:
  class turn;

  void on_connected() override;
  void on_message(naru::const_buffer message) override;
  void on_closed(naru::close_reason reason) override;

  world& world_;
  std::atomic<bool> in_turn_{false};
};

/// The state that the sessions of a run share.
struct world {
  std::array<naru::room<churning_session>, room_count> rooms;
  std::atomic<std::size_t> connected{0};
  std::atomic<std::size_t> closed{0};
  std::atomic<std::size_t> out_of_turn{0};
  std::atomic<std::size_t> posted{0};
  std::atomic<std::size_t> posts_ran{0};
};

/// Notices if two functions of a session run at the same time.
class churning_session::turn {
 public:
  explicit turn(churning_session& session) : session_(session) {
    if (session.in_turn_.exchange(true)) ++session.world_.out_of_turn;
  }
  ~turn() { session_.in_turn_ = false; }
  turn(const turn&) = delete;
  turn& operator=(const turn&) = delete;

 private:
  churning_session& session_;
};

void churning_session::post_something() {
  const bool taken = post([this] {
    const turn mine(*this);
    ++world_.posts_ran;
    send(naru::buffer(std::string_view("posted")));
  });
  if (taken) ++world_.posted;
}

void churning_session::on_connected() {
  const turn mine(*this);
  ++world_.connected;
  world_.rooms[id() % room_count].join(*this);
}

void churning_session::on_message(naru::const_buffer message) {
  const turn mine(*this);
  const auto number = std::to_integer<unsigned>(message.front());
  naru::room<churning_session>& room = world_.rooms[number % room_count];
  switch (number % 12) {
    case 0:
      return close();
    case 1:
      return abort();
    case 2:
      room.join(*this);
      break;
    case 3:
      room.leave(*this);
      break;
    case 4:
      room.broadcast(message);
      break;
    case 5:
      return post_something();
    case 6:  // more than its queue may hold
      for (int i = 0; i < 20 && is_open(); ++i) send(message);
      break;
    default:
      send(message);
  }
}

void churning_session::on_closed(naru::close_reason) {
  const turn mine(*this);
  ++world_.closed;
  for (const auto& each : world_.rooms) {
    if (each.contains(*this)) ++world_.out_of_turn;
  }
}

using churning_server = naru::server<churning_session>;
using stress::between;
using stress::random_numbers;
using stress::workers_wanted;

naru::server_options for_churn() {
  naru::server_options options = with_limits({});
  options.sessions_max = visitors - 2;  // so that some are turned away
  options.sessions.message_size_max = message_size_max;
  options.sessions.receive_buffer_size = 256;
  options.sessions.send_queue_max = 50'000;
  options.sessions.buffer_release_after = 5ms;
  options.sessions.handshake_timeout = 100ms;
  options.sessions.idle_timeout = 100ms;
  options.sessions.write_timeout = 100ms;
  options.sessions.close_timeout = 50ms;
  return options;
}

bytes random_frame(random_numbers& random) {
  bytes message = pattern(between(random, 1, between(random, 0, 9) == 0 ? message_size_max : 300));
  message.front() = static_cast<std::byte>(between(random, 0, 255));
  return framed(text_of(message));
}

/// Takes one step of a visit; returns false if it was the last.
naru::task<bool> take_step(naru::tcp_stream& stream, random_numbers& random) {
  std::array<std::byte, 2'000> room;
  bytes out = random_frame(random);
  switch (between(random, 0, between(random, 0, 19) == 0 ? 10 : 9)) {
    case 10: {  // is silent longer than allowed
      co_await naru::sleep_for(150ms);
      co_return true;
    }
    case 0: {  // leaves in the middle of a message
      out.resize(between(random, 1, out.size() - 1));
      static_cast<void>(co_await stream.send(out));
      co_return false;
    }
    case 1: {  // sends nonsense: too large, or no size at all
      out.assign(4, static_cast<std::byte>(between(random, 0, 1)));
      const naru::io_result sent = co_await stream.send(out);
      co_return !sent.error;
    }
    case 2: {  // sends a message in two parts
      const std::size_t part = between(random, 1, out.size() - 1);
      static_cast<void>(co_await stream.send(naru::const_buffer(out).first(part)));
      co_await naru::sleep_for(std::chrono::microseconds(between(random, 0, 3'000)));
      const naru::io_result sent = co_await stream.send(naru::const_buffer(out).subspan(part));
      co_return !sent.error;
    }
    case 3:
    case 4: {
      const naru::io_result received =
          co_await naru::with_timeout(stream.receive(naru::buffer(room)), 2ms);
      co_return !received.error || received.error == std::errc::timed_out;
    }
    default: {
      const naru::io_result sent = co_await stream.send(out);
      co_return !sent.error;
    }
  }
}

naru::task<> leave(naru::tcp_stream& stream, random_numbers& random) {
  std::array<std::byte, 2'000> room;
  const std::size_t way = between(random, 0, 3);
  if (way == 0) {
    // Waits for everything that is on its way, however long the server takes for it.
    bool more = !stream.shutdown_send();
    while (more) {
      const naru::io_result received = co_await stream.receive(naru::buffer(room));
      more = !received.error;
    }
  }
  stream.close(way == 1 ? naru::close_mode::graceful : naru::close_mode::reset);
}

naru::task<> visit(naru::proactor& proactor, naru::endpoint place, std::size_t visits,
                   std::chrono::steady_clock::time_point end, std::uint64_t seed) {
  random_numbers random(seed);
  for (std::size_t i = 0; i < visits && std::chrono::steady_clock::now() < end; ++i) {
    naru::tcp_stream stream(proactor);
    const naru::io_result connected = co_await stream.connect(place);
    if (connected.error) continue;
    bool goes_on = true;
    for (std::size_t steps = between(random, 0, 8); steps != 0 && goes_on; --steps) {
      goes_on = co_await take_step(stream, random);
    }
    co_await leave(stream, random);
  }
}

naru::task<> all_visits(naru::proactor& proactor, naru::endpoint place, std::size_t visits,
                        std::uint64_t seed) {
  const auto end = std::chrono::steady_clock::now() + time_max;
  naru::task_scope scope(proactor);
  for (std::size_t i = 0; i < visitors; ++i) {
    scope.spawn(visit(proactor, place, visits, end, seed + i));
  }
  co_await scope.join();
}

/// Disturbs the sessions from a thread that runs no proactor.
class meddler {
 public:
  meddler(churning_server& disturbed, world& shared, std::uint64_t seed)
      : thread_([&, seed, this] {
          random_numbers random(seed);
          while (!over_) meddle(disturbed, shared, random);
        }) {}
  ~meddler() {
    over_ = true;
    thread_.join();
  }
  meddler(const meddler&) = delete;
  meddler& operator=(const meddler&) = delete;

 private:
  static void meddle(churning_server& disturbed, world& shared, random_numbers& random) {
    const bytes message = pattern(between(random, 1, 2'000));
    naru::room<churning_session>& room = shared.rooms[between(random, 0, room_count - 1)];
    switch (between(random, 0, 5)) {
      case 0:
        disturbed.broadcast(naru::buffer(message));
        break;
      case 1:
        room.broadcast(naru::buffer(message));
        break;
      case 2:
        disturbed.for_each([&](churning_session& each) { each.post_something(); });
        break;
      case 3:
        disturbed.for_each([&](churning_session& each) {
          if (between(random, 0, 99) == 0) between(random, 0, 1) == 0 ? each.close() : each.abort();
        });
        break;
      case 4:
        room.for_each([&](churning_session& each) {
          if (disturbed.find(each.id())) room.leave(each);
        });
        break;
      default:
        static_cast<void>(disturbed.counters());
    }
    std::this_thread::sleep_for(std::chrono::microseconds(between(random, 0, 1'000)));
  }

  std::atomic<bool> over_{false};
  std::thread thread_;
};

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("sessions_that_come_and_go_at_random_leave_nothing") {
  const std::uint64_t seed = stress::chosen_seed();
  MESSAGE("NARU_STRESS_SEED=" << seed);
  const std::size_t visits = scaled(10'000) / visitors + 1;
  const std::size_t segments = naru::detail::segments_in_use();
  const std::ptrdiff_t frames = naru::detail::live_frames();
  world shared;
  const auto proactor = test_proactor();
  {
    const connected_pair first(*proactor);  // the system opens some handles once
  }
  proactor->poll();
  const std::size_t handles = open_handles();
  {
    churning_server crowded(*proactor, for_churn(),
                            [&] { return std::make_shared<churning_session>(shared); });
    crowded.start();
    naru::worker_pool workers(*proactor, workers_wanted);
    {
      const meddler disturbance(crowded, shared, seed - 1);
      naru::sync_wait(*proactor, all_visits(*proactor, crowded.local_endpoint(), visits, seed));
    }
    crowded.stop_blocking(200ms);
    const naru::session_counters counted = crowded.counters();
    for (std::size_t i = 0; i < counted.ended.size(); ++i) {
      if (counted.ended[i] == 0) continue;
      MESSAGE(counted.ended[i] << " sessions: "
                               << naru::describe(static_cast<naru::close_reason>(i)));
    }
    MESSAGE(counted.refused << " connections: turned away");
    CHECK(counted.sessions == 0);
    CHECK(counted.queued_bytes == 0);
    CHECK(shared.connected == counted.accepted);
    CHECK(shared.closed == counted.accepted);
    CHECK(std::accumulate(counted.ended.begin(), counted.ended.end(), std::uint64_t{0}) ==
          counted.accepted);
    workers.join();  // nothing is pending
  }
  CHECK(shared.out_of_turn == 0);
  CHECK(shared.posted == shared.posts_ran);
  for (const auto& each : shared.rooms) CHECK(each.size() == 0);
  CHECK(naru::detail::segments_in_use() == segments);
  CHECK(naru::detail::live_frames() == frames);
  CHECK(proactor->counters().started == proactor->counters().completed);
  CHECK(run_until(*proactor, [&] { return open_handles() <= handles + handles_tolerated; }));
}

TEST_SUITE_END();
