// Events of a session while another thread holds its turn, while it begins, and while there is no
// memory.
#include "failing_memory.hpp"
#include "heap_counter.hpp"
#include "sessions.hpp"

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

using namespace contract;
using namespace std::string_view_literals;

namespace {

class holding_session;

/// The state that the test and the session share. It outlives the session.
struct agreement {
  std::atomic<holding_session*> holder{nullptr};  // set once the turn is held
  std::atomic<bool> ending{false};                // on_ending has been called
  std::atomic<bool> given_back{false};            // on_ending may return
  std::atomic<bool> waits{false};                 // on_ending has to wait for that
  std::atomic<bool> destroyed{false};
  std::atomic<bool> destroyed_before_return{false};
  std::atomic<int> closed{0};
};

/// Its turn is held from a posted function on, like a coroutine_session's by its coroutine.
class holding_session final : public naru::detail::framed_session<wire> {
 public:
  explicit holding_session(agreement& shared) : shared_(shared) {}
  ~holding_session() override { shared_.destroyed = true; }

  void hold() { hold_turn(); }
  void give_back() { give_back_turn(); }

 private:
  void on_closed(naru::close_reason) override { ++shared_.closed; }
  void on_held() override { shared_.holder = this; }
  void on_ending() noexcept override {
    agreement& shared = shared_;
    if (shared.ending.exchange(true) || !shared.waits) return;
    if (!wait_until([&] { return shared.given_back.load(); })) return;
    shared.destroyed_before_return = shared.destroyed.load();
  }
  naru::detail::taken_messages decode_received(naru::const_buffer, std::size_t) override {
    return {};
  }

  agreement& shared_;
};

struct holding_stage {
  explicit holding_stage(const naru::session_options& options = {})
      : server(*proactor, with_limits(options),
               [this] { return std::make_shared<holding_session>(shared); }) {
    server.start();
  }
  [[nodiscard]] peer join() {
    peer joined(*proactor, server.local_endpoint());
    REQUIRE(run_until(*proactor, [&] { return server.counters().accepted == 1; }));
    return joined;
  }
  void post_hold() {
    server.for_each([](holding_session& each) { CHECK(each.post([&each] { each.hold(); })); });
  }

  agreement shared;
  const std::unique_ptr<naru::proactor> proactor = test_proactor();
  naru::server<holding_session> server;
};

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("a_session_whose_turn_is_given_back_while_its_end_is_told_stays_until_that_returns") {
  if (!runs_on_threads()) return;
  for (const naru::close_mode mode : {naru::close_mode::graceful, naru::close_mode::reset}) {
    CAPTURE(static_cast<int>(mode));
    holding_stage scene;
    peer other = scene.join();
    scene.post_hold();
    REQUIRE(run_until(*scene.proactor, [&] { return scene.shared.holder != nullptr; }));
    scene.shared.waits = true;
    {
      naru::worker_pool workers(*scene.proactor, 1);
      other.close(mode);
      REQUIRE(wait_until([&] { return scene.shared.ending.load(); }));
      scene.shared.holder.load()->give_back();  // while on_ending runs on the other thread
      scene.shared.given_back = true;
      CHECK(wait_until([&] { return scene.server.size() == 0; }));
    }
    CHECK_FALSE(scene.shared.destroyed_before_return);
    CHECK(scene.shared.closed == 1);
  }
}

// The round cancels the receive in order to give the buffer back. Before that is noticed, the turn
// is held.
TEST_CASE("a_peer_that_leaves_is_noticed_although_its_buffer_was_about_to_be_released") {
  holding_stage scene({.buffer_release_after = 60ms, .handshake_timeout = 0ms});
  peer other = scene.join();
  scene.proactor->run_for(15ms);  // a round has noticed it
  hold_up(100ms);                 // the next round finds it silent for long enough
  scene.post_hold();              // runs before this
  REQUIRE(run_until(*scene.proactor, [&] { return scene.shared.holder != nullptr; }));
  scene.proactor->run_for(15ms);
  other.close();
  CHECK(run_until(*scene.proactor, [&] { return scene.shared.ending.load(); }));
  scene.shared.holder.load()->give_back();
  CHECK(run_until(*scene.proactor, [&] { return scene.shared.closed == 1; }));
}

TEST_CASE("a_session_that_was_being_made_when_the_server_stopped_does_not_begin") {
  if (!runs_on_threads()) return;
  journal written;
  const script lines;
  std::atomic<bool> making{false};
  std::atomic<bool> stop_was_called{false};
  recorder connected;
  recorder stopped;
  const auto proactor = test_proactor();
  naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
    making = true;
    CHECK(wait_until([&] { return stop_was_called.load(); }));
    return std::make_shared<scripted_session>(written, lines);
  });
  server.start();
  naru::tcp_stream stream(*proactor);
  stream.connect(server.local_endpoint(), connected);
  {
    const naru::work_guard running(*proactor);
    naru::worker_pool workers(*proactor, 1);
    REQUIRE(wait_until([&] { return making.load(); }));
    server.stop(10min, stopped);
    stop_was_called = true;
    CHECK(wait_until([&] { return stopped.completed(); }));
    CHECK(server.size() == 0);
  }
  CHECK(written.connections() == 0);
  CHECK(server.counters().refused == 1);
}

TEST_CASE("a_session_hears_of_its_queue_although_there_is_no_memory") {
  if (!has_memory_of_the_system()) return;
  naru::session_options options;
  options.send_queue_max = 100;
  options.on_overflow = naru::overflow_policy::call_back;
  stage scene(options);
  peer other = scene.join();
  const auto session = scene.only();
  const std::string most(90, 'x');
  for (int round = 1; round <= 3; ++round) {
    CHECK(session->send(std::string_view(most)) == naru::send_outcome::queued);
    {
      const heap_shortage shortage(0);
      CHECK(session->send(std::string_view(most)) == naru::send_outcome::refused);
      CHECK_FALSE(shortage.felt());
    }
    CHECK(other.receive() == most);
    CHECK(scene.until([&] { return session->drained == round; }));
    CHECK(session->full == round);
  }
}

TEST_CASE("a_session_that_finds_no_memory_to_receive_into_ends_and_others_go_on") {
  if (!has_memory_of_the_system()) return;
  const std::string text(2u << 20, 'x');  // memory of that size is never kept
  const bytes frame = framed(text);
  std::size_t points = 0;
  for (std::size_t before = 0; before < 60; ++before) {
    CAPTURE(before);
    recorder sent;
    bool felt = false;
    stage scene({.message_size_max = 4u << 20});
    peer good = scene.join();
    peer large = scene.join();
    {
      const heap_shortage shortage(before);
      large.stream().send(frame, sent);
      CHECK(scene.until(
          [&] { return scene.written.endings() == 1 || scene.written.message_count() == 1; }));
      felt = shortage.felt();
    }
    if (scene.written.endings() == 1) {
      ++points;
      CHECK(felt);
      CHECK(scene.written.reason() == naru::close_reason::out_of_memory);
      CHECK(scene.failures.size() == 1);
    }
    REQUIRE(good.send("hello"));
    CHECK(scene.until([&] {
      const auto messages = scene.written.messages();
      return !messages.empty() && messages.back() == "hello";
    }));
    large.close(naru::close_mode::reset);
    CHECK(run_until(*scene.proactor, [&] { return sent.completed(); }));
    if (!felt) break;
  }
  CHECK(points > 0);
}

// For instance, the round's timer may find no memory when the session already has its connection.
TEST_CASE("a_session_that_its_factory_keeps_but_that_cannot_begin_loses_its_connection") {
  if (!has_memory_of_the_system()) return;
  const std::size_t points = fail_each_allocation([](std::size_t before) {
    journal written;
    const script lines;
    failure_log failures;
    const auto proactor = failures.proactor();
    std::deque<naru::timer> timers;
    std::deque<recorder> expired(63);  // with one more, the timers' queue has to grow
    for (recorder& each : expired) timers.emplace_back(*proactor).wait_for(1h, each);
    std::optional<heap_shortage> shortage;
    std::shared_ptr<scripted_session> kept;
    naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
      kept = std::make_shared<scripted_session>(written, lines);
      shortage.emplace(before);
      return kept;
    });
    server.start();
    peer other(*proactor, server.local_endpoint());
    CHECK(run_until(*proactor, [&] { return failures.size() == 1 || written.connections() == 1; }));
    REQUIRE(shortage.has_value());
    const bool felt = shortage->felt();
    shortage.reset();
    if (server.size() == 0) {
      CHECK(other.receive_reset());
      CHECK_FALSE(kept->is_open());
    }
    for (naru::timer& each : timers) each.cancel();
    recorder stopped;
    server.stop(1s, stopped);
    other.close();
    CHECK(run_until_completed(*proactor, {&stopped}));
    return felt;
  });
  CHECK(points > 0);
}

TEST_CASE("what_waits_to_be_sent_when_the_proactor_goes_is_dropped") {
  journal written;
  const script lines;
  auto proactor = test_proactor();
  auto server = std::make_unique<naru::server<scripted_session>>(*proactor, with_limits({}), [&] {
    return std::make_shared<scripted_session>(written, lines);
  });
  server->start();
  const peer other(*proactor, server->local_endpoint());
  CHECK(run_until(*proactor, [&] { return written.connections() == 1; }));
  server->for_each([](scripted_session& each) {
    CHECK(each.send("one"sv) == naru::send_outcome::queued);
    CHECK(each.send("two"sv) == naru::send_outcome::queued);
  });
  proactor.reset();
  server.reset();
  CHECK(written.endings() == 1);
}

// A factory may give a session to others before it begins.
TEST_CASE("a_session_that_begins_is_seen_whole_by_other_threads") {
  if (!runs_on_threads()) return;
  journal written;
  const script lines;
  std::mutex mutex;
  std::shared_ptr<scripted_session> made;
  std::atomic<bool> over{false};
  const auto proactor = test_proactor();
  naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
    const std::lock_guard lock(mutex);
    return made = std::make_shared<scripted_session>(written, lines);
  });
  server.start();
  std::thread sender([&] {
    while (!over) {
      std::shared_ptr<scripted_session> found;
      {
        const std::lock_guard lock(mutex);
        found = made;
      }
      if (found && found->send("early"sv) == naru::send_outcome::queued) return;
    }
  });
  peer other(*proactor, server.local_endpoint());
  CHECK(other.receive() == "early");
  over = true;
  sender.join();
}

TEST_SUITE_END();
