// Messages that have come count before limits that have passed (rule 14): a server that was held up
// does not take its own pause for a peer's silence.
#include "held_look.hpp"
#include "sessions.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <thread>

using namespace contract;

namespace {

/// Peers on a thread of their own, so that they go on while the server is held up. Each sends its
/// messages in two parts.
class talkers {
 public:
  talkers(const naru::endpoint& server, std::size_t count, std::chrono::milliseconds pause)
      : thread_([this, server, count, pause] {
          naru::run(*proactor_, talk_all(server, count, pause));
        }) {}
  ~talkers() {
    ended_ = true;
    thread_.join();
  }
  talkers(const talkers&) = delete;
  talkers& operator=(const talkers&) = delete;

  [[nodiscard]] std::size_t failures() const { return failures_; }

 private:
  naru::task<> talk(naru::endpoint server, std::chrono::milliseconds pause) {
    naru::tcp_stream stream(*proactor_);
    const naru::io_result connected = co_await stream.connect(server);
    bool fails = static_cast<bool>(connected.error);
    const bytes frame = framed("still here");
    while (!fails && !ended_) {
      const naru::io_result first = co_await stream.send(naru::const_buffer(frame.data(), 5));
      co_await naru::sleep_for(pause / 2);
      const naru::io_result rest =
          co_await stream.send(naru::const_buffer(frame.data() + 5, frame.size() - 5));
      co_await naru::sleep_for(pause / 2);
      fails = first.error || rest.error;
    }
    if (fails) ++failures_;
  }
  naru::task<> talk_all(naru::endpoint server, std::size_t count, std::chrono::milliseconds pause) {
    naru::task_scope scope(*proactor_);
    for (std::size_t i = 0; i < count; ++i) scope.spawn(talk(server, pause));
    co_await scope.join();
  }

  const std::unique_ptr<naru::proactor> proactor_ = test_proactor();
  std::atomic<bool> ended_ = false;
  std::atomic<std::size_t> failures_ = 0;
  std::thread thread_;
};

/// `held_up` of the threads stay in a handler for longer than any limit, while peers go on.
void check_survival(std::size_t threads, std::size_t held_up) {
  if (!runs_on_threads()) return;
  constexpr std::size_t peers = 10;
  constexpr std::chrono::milliseconds time = 800ms;
  constexpr std::chrono::milliseconds stall = 1'200ms;
  naru::session_options options;
  options.handshake_timeout = options.message_timeout = time;
  options.idle_timeout = options.write_timeout = time;
  std::atomic<std::size_t> to_hold_up = 0;
  std::atomic<std::size_t> held = 0;
  // In a handler, so that what came together with its message waits behind it.
  stage scene(options, {.message = [&](scripted_session&, const std::string&) {
                std::size_t left = to_hold_up;
                while (left != 0 && !to_hold_up.compare_exchange_weak(left, left - 1)) {
                }
                if (left == 0) return;
                hold_up(stall);
                ++held;
              }});
  const talkers all(scene.endpoint(), peers, 60ms);
  const naru::worker_pool workers(*scene.proactor, threads);
  CHECK(wait_until([&] { return scene.written.message_count() >= 2 * peers; }));
  to_hold_up = held_up;
  CHECK(wait_until([&] { return held == held_up; }));
  // As many as piled up, and some that came after the stall.
  const std::size_t before = scene.written.message_count();
  CHECK(wait_until([&] { return scene.written.message_count() >= before + 4 * peers; }));
  CHECK(scene.written.endings() == 0);
  CHECK(all.failures() == 0);
  CHECK(scene.server.counters().timed_out() == 0);
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("sessions_survive_a_stall_of_the_server") { check_survival(1, 1); }

TEST_CASE("sessions_survive_a_stall_of_one_of_four_threads") { check_survival(4, 1); }

TEST_CASE("sessions_survive_a_stall_of_four_threads") { check_survival(4, 4); }

TEST_CASE("a_limit_waits_for_what_another_thread_holds") {
  if (!runs_on_threads()) return;
  constexpr std::chrono::milliseconds time = 100ms;
  naru::session_options options;
  options.handshake_timeout = 0ms;
  options.idle_timeout = time;
  stage scene(options);
  const auto theirs = test_proactor();
  peer client(*theirs, scene.endpoint());
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  scene.proactor->run_for(10ms);
  REQUIRE(client.send("in time"));
  held_look held(*scene.proactor);
  REQUIRE(held.complete());
  CHECK(held.pass_limits(10 * time));
  CHECK(scene.written.endings() == 0);
  held.release();
  CHECK(wait_until([&] { return scene.written.message_count() == 1; }));
}

TEST_CASE("a_peer_that_was_silent_during_a_stall_is_still_ended") {
  constexpr std::chrono::milliseconds time = 200ms;
  naru::session_options options;
  options.handshake_timeout = 0ms;
  options.idle_timeout = time;
  stage scene(options);
  peer silent = scene.join();
  scene.proactor->run_for(10ms);
  hold_up(2 * time);
  CHECK(scene.until([&] { return scene.written.endings() == 1; }));
  CHECK(scene.written.reason() == naru::close_reason::idle_timeout);
}

TEST_CASE("what_piled_up_during_a_stall_is_no_burst_of_the_peer") {
  if (!runs_on_threads()) return;
  naru::session_options options;
  options.messages_per_second_max = 40;
  stage scene(options);
  const talkers all(scene.endpoint(), 1, 40ms);  // at most 25 messages in a second
  CHECK(scene.until([&] { return scene.written.message_count() >= 5; }));
  hold_up(1'500ms);
  const std::size_t before = scene.written.message_count();
  CHECK(scene.until([&] { return scene.written.message_count() >= before + 40; }));
  CHECK(scene.written.endings() == 0);
  CHECK(all.failures() == 0);
}

TEST_CASE("the_time_of_a_stop_does_not_pass_during_a_stall") {
  if (!runs_on_threads()) return;
  constexpr std::size_t size = 60'000;
  constexpr std::size_t count = 100;
  constexpr std::chrono::milliseconds drain = 500ms;
  recorder stopped;
  naru::session_options options;
  options.send_queue_max = 2 * count * size;
  stage scene(options);
  const auto theirs = test_proactor();
  collector other(*theirs, scene.endpoint());
  other.start();
  const naru::worker_pool taking(*theirs, 1);
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  const auto session = scene.only();
  const std::string text(size, 'x');
  for (std::size_t i = 0; i < count; ++i) session->send(std::string_view(text));
  scene.server.stop(drain, stopped);
  hold_up(2 * drain);
  CHECK(run_until_completed(*scene.proactor, {&stopped}));
  CHECK(wait_until([&] { return other.messages() == count; }));
}

TEST_SUITE_END();
