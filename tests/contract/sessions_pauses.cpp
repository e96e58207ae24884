// Sessions that take no messages for a while: because the program pauses them, or because the peer
// sends more than its rate.
#include "coroutines.hpp"
#include "native_socket.hpp"
#include "sessions.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace contract;

namespace {

using steady = backend_clock;

/// The time since `begin`, and the time by which the loop was late: rates of messages and bytes
/// give that to the peer as credit. Twice, because a thread may also lose its processor after it
/// was late.
std::chrono::nanoseconds time_and_credit(const naru::proactor& proactor, steady::time_point begin) {
  return steady::now() - begin + 2 * proactor.counters().timer_lateness;
}

/// A burst of `count` messages with the numbers from `first` on.
bytes numbers(int first, int count) {
  bytes all;
  for (int i = first; i < first + count; ++i)
    all = joined(std::move(all), framed(std::to_string(i)));
  return all;
}

std::vector<std::string> numbers_up_to(int count) {
  std::vector<std::string> all;
  for (int i = 0; i < count; ++i) all.push_back(std::to_string(i));
  return all;
}

/// The first message pauses the session.
script pausing() {
  return {.message = [](scripted_session& session, const std::string& text) {
    if (text == "0") session.pause_receiving();
  }};
}

/// Whether nothing more comes for a while.
bool stays_at(stage& scene, std::size_t messages) {
  scene.proactor->run_for(50ms);
  return scene.written.message_count() == messages;
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("a_paused_session_gets_no_message_until_it_goes_on") {
  stage scene(pausing());
  peer other = scene.join();
  const auto session = scene.only();
  REQUIRE(other.send(numbers(0, 5)));
  CHECK(scene.until([&] { return scene.written.message_count() == 1; }));
  CHECK(stays_at(scene, 1));
  REQUIRE(other.send(numbers(5, 5)));
  CHECK(stays_at(scene, 1));
  session->resume_receiving();
  CHECK(scene.until([&] { return scene.written.message_count() == 10; }));
  CHECK(scene.written.messages() == numbers_up_to(10));
}

TEST_CASE("an_idle_session_can_be_paused_from_outside") {
  stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  session->pause_receiving();
  REQUIRE(other.send(numbers(0, 3)));
  CHECK(stays_at(scene, 0));
  session->resume_receiving();
  CHECK(scene.until([&] { return scene.written.message_count() == 3; }));
  session->resume_receiving();  // no effect
  REQUIRE(other.send(numbers(3, 2)));
  CHECK(scene.until([&] { return scene.written.messages() == numbers_up_to(5); }));
}

TEST_CASE("a_pause_is_a_state_and_not_a_count") {
  stage scene({.connected = [](scripted_session& session) {
    session.pause_receiving();
    session.pause_receiving();
  }});
  peer other = scene.join();
  REQUIRE(other.send(numbers(0, 2)));
  CHECK(stays_at(scene, 0));
  scene.only()->resume_receiving();
  CHECK(scene.until([&] { return scene.written.message_count() == 2; }));
}

TEST_CASE("a_pause_that_ends_at_once_loses_nothing") {
  stage scene({.message = [](scripted_session& session, const std::string&) {
    session.pause_receiving();
    session.resume_receiving();
  }});
  peer other = scene.join();
  REQUIRE(other.send(numbers(0, 20)));
  CHECK(scene.until([&] { return scene.written.messages() == numbers_up_to(20); }));
}

TEST_CASE("a_session_can_take_one_message_at_a_time") {
  stage scene({.message = [](scripted_session& session, const std::string&) {
    session.pause_receiving();
    session.post([&session] { session.resume_receiving(); });
  }});
  peer other = scene.join();
  for (int i = 0; i < 5; ++i) REQUIRE(other.send(numbers(10 * i, 10)));
  CHECK(scene.until([&] { return scene.written.messages() == numbers_up_to(50); }));
}

TEST_CASE("the_peer_of_a_paused_session_has_to_wait") {
  constexpr std::size_t size = 60'000;
  constexpr std::size_t count = 400;
  stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  session->pause_receiving();
  bytes all;
  const bytes one = framed(std::string(size, 'x'));
  for (std::size_t i = 0; i < count; ++i) all.insert(all.end(), one.begin(), one.end());
  recorder sent;
  other.stream().send(naru::const_buffer(naru::buffer(all)), sent);
  scene.proactor->run_for(100ms);
  CHECK_FALSE(sent.completed());
  CHECK(scene.server.counters().bytes_received <= 2 * 8'192);
  CHECK(scene.written.message_count() == 0);
  session->resume_receiving();
  CHECK(run_while_changing(
      *scene.proactor, [&] { return scene.written.message_count() == count; },
      [&] { return scene.written.message_count(); }));
  CHECK(scene.until([&] { return sent.completed(); }));
}

TEST_CASE("a_paused_session_sends_and_runs_what_is_posted") {
  stage scene(pausing());
  peer other = scene.join();
  const auto session = scene.only();
  REQUIRE(other.send(numbers(0, 3)));
  CHECK(scene.until([&] { return scene.written.message_count() == 1; }));
  CHECK(session->post([&] { session->send("from within"); }));
  CHECK(other.receive() == "from within");
  scene.server.broadcast("to all");
  CHECK(other.receive() == "to all");
  CHECK(scene.written.message_count() == 1);
}

TEST_CASE("a_paused_session_ends_when_it_is_to_end") {
  using ending = std::function<void(stage&, scripted_session&, recorder&)>;
  const std::vector<ending> endings{
      [](stage&, scripted_session& session, recorder&) { session.close(); },
      [](stage&, scripted_session& session, recorder&) { session.abort(); },
      [](stage&, scripted_session& session, recorder&) {
        session.post([&session] { session.close(); });
      },
      [](stage&, scripted_session& session, recorder&) { session.post([] { throw 1; }); },
      [](stage& scene, scripted_session&, recorder& stopped) { scene.server.stop(0s, stopped); }};
  for (std::size_t i = 0; i < endings.size(); ++i) {
    for (const int unread : {0, 3, 3'000}) {  // nothing, some, and more than the buffer takes
      CAPTURE(i);
      CAPTURE(unread);
      recorder stopped;
      stage scene(pausing());
      collector other(*scene.proactor, scene.endpoint());
      other.start();
      REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
      const auto session = scene.only();
      REQUIRE(other.sender().send(numbers(0, 1 + unread)));
      CHECK(scene.until([&] { return scene.written.message_count() == 1; }));
      CHECK(stays_at(scene, 1));
      endings[i](scene, *session, stopped);
      CHECK(scene.until_ended());
      CHECK(scene.written.endings() == 1);
      CHECK(scene.written.message_count() == 1);
      session->resume_receiving();  // no effect any more
    }
  }
}

TEST_CASE("a_paused_session_whose_server_is_destroyed_ends") {
  journal written;
  const script lines = pausing();
  const auto proactor = test_proactor();
  {
    naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
      return std::make_shared<scripted_session>(written, lines);
    });
    server.start();
    peer other(*proactor, server.local_endpoint());
    REQUIRE(other.send(numbers(0, 3'000)));
    CHECK(run_until(*proactor, [&] { return written.message_count() == 1; }));
    proactor->run_for(20ms);
  }
  proactor->run();  // nothing is pending for ever
}

TEST_CASE("what_came_before_the_end_is_taken_before_the_end") {
  stage scene(pausing());
  peer other = scene.join();
  const auto session = scene.only();
  REQUIRE(other.send(numbers(0, 5)));
  other.close();
  CHECK(stays_at(scene, 1));
  CHECK(scene.written.endings() == 0);
  session->resume_receiving();
  CHECK(scene.until_ended());
  CHECK(scene.written.messages() == numbers_up_to(5));
  CHECK(scene.written.reason() == naru::close_reason::peer_closed);
}

TEST_CASE("a_paused_session_without_anything_to_take_notices_the_end") {
  stage scene({.connected = [](scripted_session& session) { session.pause_receiving(); }});
  peer closing = scene.join();
  closing.close();
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::peer_closed);
}

TEST_CASE("a_pause_counts_for_no_limit_of_the_peer") {
  constexpr std::chrono::milliseconds limit = 100ms;
  naru::session_options options;
  options.handshake_timeout = options.message_timeout = limit;
  options.idle_timeout = limit;
  stage scene(options, pausing());
  peer other = scene.join();
  const auto session = scene.only();
  REQUIRE(other.send(joined(numbers(0, 2), bytes(3))));  // a part of a message, too
  CHECK(scene.until([&] { return scene.written.message_count() == 1; }));
  scene.proactor->run_for(400ms);
  CHECK(scene.written.endings() == 0);
  const auto begin = steady::now();
  session->resume_receiving();
  CHECK(scene.until_ended());
  CHECK(steady::now() - begin >= limit);
  CHECK(scene.written.message_count() == 2);
}

TEST_CASE("an_idle_pause_counts_for_no_limit_of_the_peer") {
  constexpr std::chrono::milliseconds limit = 100ms;
  naru::session_options options;
  options.handshake_timeout = options.idle_timeout.emplace(limit);
  options.buffer_release_after = 20ms;
  stage scene(options, {.connected = [](scripted_session& session) { session.pause_receiving(); }});
  peer other = scene.join();
  const auto session = scene.only();
  scene.proactor->run_for(400ms);
  CHECK(scene.written.endings() == 0);
  session->resume_receiving();
  REQUIRE(other.send(numbers(0, 1)));
  CHECK(scene.until([&] { return scene.written.message_count() == 1; }));
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::idle_timeout);
}

TEST_CASE("a_session_is_paused_on_one_thread_and_goes_on_on_another") {
  if (!runs_on_threads()) return;
  const int count = 20 * static_cast<int>(scaled(100));
  stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  const std::size_t pauses = scaled(2'000);
  const auto all_came = [&] {
    return scene.written.message_count() == static_cast<std::size_t>(count);
  };
  {
    naru::worker_pool workers(*scene.proactor, 2);
    std::thread changes([&] {  // a busy machine takes long for each yield
      for (std::size_t i = 0; i < pauses && !all_came(); ++i) {
        session->pause_receiving();
        std::this_thread::yield();
        session->resume_receiving();
        std::this_thread::yield();
      }
    });
    for (int i = 0; i < count; i += 20) REQUIRE(other.send(numbers(i, 20)));
    changes.join();
    CHECK(run_while_changing(*scene.proactor, all_came,
                             [&] { return scene.written.message_count(); }));
  }
  scene.proactor->restart();
  CHECK(scene.written.messages() == numbers_up_to(count));
  other.close();
  CHECK(scene.until_ended());
}

TEST_CASE("sessions_end_while_they_are_paused_and_go_on") {
  if (!runs_on_threads()) return;
  stage scene;
  const std::size_t rounds = scaled(50);
  {
    naru::worker_pool workers(*scene.proactor, 2);
    for (std::size_t i = 0; i < rounds; ++i) {
      peer other = scene.join();
      const auto session = scene.only();
      std::thread changes([&] {
        for (int each = 0; each < 20; ++each) {
          session->pause_receiving();
          session->resume_receiving();
        }
        session->pause_receiving();
      });
      REQUIRE(other.send(numbers(0, 100)));
      if (i % 2 == 0) session->abort();
      changes.join();
      session->close();
      other.close();
      CHECK(scene.until_ended(static_cast<int>(i + 1)));
    }
  }
  scene.proactor->restart();
}

TEST_CASE("a_peer_with_too_many_messages_is_delayed") {
  constexpr std::size_t most = 4;
  naru::session_options options;
  options.messages_per_second_max = most;
  options.on_rate_exceeded = naru::rate_policy::delay;
  options.idle_timeout = 300ms;  // a delay counts for no limit
  stage scene(options);
  peer other = scene.join();
  const auto begin = steady::now();
  REQUIRE(other.send(numbers(0, 10)));
  CHECK(scene.until([&] { return scene.written.message_count() == most; }));
  CHECK(steady::now() - begin < 1s);
  CHECK(scene.until([&] { return scene.written.message_count() == 10; }));
  CHECK(time_and_credit(*scene.proactor, begin) >= 1'900ms);  // two seconds, to a 64th of one
  CHECK(scene.written.messages() == numbers_up_to(10));
  CHECK(scene.server.counters().messages_discarded == 0);
  CHECK(scene.until_ended());
  CHECK(scene.written.reason() == naru::close_reason::idle_timeout);
}

TEST_CASE("a_peer_with_too_many_bytes_is_delayed") {
  naru::session_options options;
  options.bytes_per_second_max = 1'000;
  options.on_rate_exceeded = naru::rate_policy::delay;
  stage scene(options);
  peer other = scene.join();
  const auto begin = steady::now();
  REQUIRE(other.send(framed(std::string(2'496, 'x'))));
  CHECK(scene.until([&] { return scene.written.message_count() == 1; }));
  CHECK(time_and_credit(*scene.proactor, begin) >= 1'900ms);
  CHECK(scene.written.endings() == 0);
}

TEST_CASE("a_delayed_session_ends_when_it_is_to_end") {
  naru::session_options options;
  options.messages_per_second_max = 1;
  options.on_rate_exceeded = naru::rate_policy::delay;
  for (const bool aborts : {false, true}) {
    CAPTURE(aborts);
    stage scene(options);
    collector other(*scene.proactor, scene.endpoint());
    other.start();
    REQUIRE(other.sender().send(numbers(0, 3)));
    CHECK(scene.until([&] { return scene.written.message_count() == 1; }));
    const auto session = scene.only();
    const auto begin = steady::now();
    aborts ? session->abort() : session->close();
    CHECK(scene.until_ended());
    CHECK(steady::now() - begin < 5s);
    CHECK(scene.written.message_count() == 1);
  }
}

TEST_CASE("messages_that_are_too_many_are_dropped_and_counted") {
  naru::session_options options;
  options.messages_per_second_max = 3;
  options.on_rate_exceeded = naru::rate_policy::drop;
  stage scene(options);
  peer other = scene.join();
  REQUIRE(other.send(joined(numbers(0, 10), bytes(2))));  // and a part of the next
  CHECK(scene.until([&] { return scene.server.counters().messages_discarded == 7; }));
  CHECK(scene.written.messages() == numbers_up_to(3));
  CHECK(scene.server.counters().messages_received == 3);
  scene.proactor->run_for(1'100ms);
  bytes rest = framed("3");
  rest.erase(rest.begin(), rest.begin() + 2);
  REQUIRE(other.send(rest));
  CHECK(scene.until([&] { return scene.written.messages() == numbers_up_to(4); }));
  CHECK(scene.written.endings() == 0);
}

TEST_CASE("messages_with_too_many_bytes_are_dropped_and_counted") {
  naru::session_options options;
  options.bytes_per_second_max = 100;
  options.on_rate_exceeded = naru::rate_policy::drop;
  stage scene(options);
  peer other = scene.join();
  REQUIRE(other.send(std::string(90, 'x')));
  CHECK(scene.until([&] { return scene.written.message_count() == 1; }));
  REQUIRE(other.send(std::string(90, 'y')));
  CHECK(scene.until([&] { return scene.server.counters().messages_discarded == 1; }));
  scene.proactor->run_for(1'100ms);
  REQUIRE(other.send("after a while"));
  CHECK(scene.until([&] { return scene.written.message_count() == 2; }));
}

namespace {

/// Writes its messages down, one after the other.
class coroutine_reader final : public naru::coroutine_session<wire> {
 public:
  explicit coroutine_reader(journal& written) : written_(written) {}

 private:
  naru::task<> serve() override {
    written_.connected();
    while (const auto taken = co_await receive()) written_.message(text_of(*taken));
  }
  void on_closed(naru::close_reason reason) override { written_.closed(reason); }

  journal& written_;
};

}  // namespace

TEST_CASE("a_delayed_coroutine_session_receives_what_came_before_the_end") {
  journal written;
  const auto proactor = test_proactor();
  naru::session_options options;
  options.messages_per_second_max = 2;
  options.on_rate_exceeded = naru::rate_policy::delay;
  naru::server<coroutine_reader> server(
      *proactor, with_limits(options), [&] { return std::make_shared<coroutine_reader>(written); });
  server.start();
  peer other(*proactor, server.local_endpoint());
  REQUIRE(other.send(numbers(0, 5)));
  REQUIRE(other.finish_sending());
  CHECK(run_until(*proactor, [&] { return written.endings() == 1; }));
  CHECK(written.messages() == numbers_up_to(5));
  CHECK(written.reason() == naru::close_reason::peer_closed);
}

TEST_CASE("a_coroutine_session_is_delayed_or_loses_messages_too") {
  for (const naru::rate_policy policy : {naru::rate_policy::delay, naru::rate_policy::drop}) {
    const bool delays = policy == naru::rate_policy::delay;
    CAPTURE(delays);
    journal written;
    const auto proactor = test_proactor();
    naru::session_options options;
    options.messages_per_second_max = 2;
    options.on_rate_exceeded = policy;
    naru::server<coroutine_reader> server(*proactor, with_limits(options), [&] {
      return std::make_shared<coroutine_reader>(written);
    });
    server.start();
    peer other(*proactor, server.local_endpoint());
    const auto begin = steady::now();
    REQUIRE(other.send(numbers(0, 4)));
    if (delays) {
      CHECK(run_until(*proactor, [&] { return written.messages() == numbers_up_to(4); }));
      CHECK(steady::now() - begin >= 950ms);
    } else {
      CHECK(run_until(*proactor, [&] { return server.counters().messages_discarded == 2; }));
      CHECK(written.messages() == numbers_up_to(2));
    }
    other.close();
    CHECK(run_until(*proactor, [&] { return written.endings() == 1; }));
  }
}

TEST_CASE("a_pause_that_ends_before_a_session_begins_brings_no_turn") {
  if (!runs_on_threads()) return;
  journal written;
  const script lines{.connected = [](scripted_session& session) { session.close(); }};
  const auto proactor = test_proactor();
  std::mutex mutex;  // guards newest
  std::shared_ptr<scripted_session> newest;
  naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
    auto made = std::make_shared<scripted_session>(written, lines);
    const std::lock_guard lock(mutex);
    return newest = made;
  });
  server.start();
  std::atomic<bool> over = false;
  std::thread pausing([&] {
    while (!over) {
      std::shared_ptr<scripted_session> session;
      {
        const std::lock_guard lock(mutex);
        session = newest;
      }
      for (int i = 0; session && i < 50; ++i) {
        session->pause_receiving();
        session->resume_receiving();
      }
    }
  });
  const auto clients = static_cast<int>(scaled(200));
  {
    naru::worker_pool workers(*proactor, 2);
    for (int i = 0; i < clients; ++i) {
      native_socket client(native_socket::kind::stream);
      REQUIRE(client.connect(server.local_endpoint()));
    }
    CHECK(wait_until([&] { return written.endings() == clients; }));
    over = true;
    pausing.join();
  }
  proactor->restart();
  CHECK(run_until(*proactor, [&] { return server.size() == 0; }));
}

TEST_SUITE_END();
