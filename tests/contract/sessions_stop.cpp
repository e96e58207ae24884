// The end of a server: in an orderly way, at a deadline, without a stop, and with its proactor.
#include "coroutines.hpp"
#include "native_socket.hpp"
#include "sessions.hpp"

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace contract;

namespace {

constexpr std::size_t large = 32'768;

bool was_refused(const recorder& stopped) {
  return stopped.error() == naru::error::operation_already_pending;
}

/// Sends more than the system takes by itself from a peer that does not read.
void send_too_much(const scripted_session& session) {
  const std::string text(large, 'x');
  while (session.send(text) == naru::send_outcome::queued) {
  }
}

naru::session_options endless_queue() {
  naru::session_options options;
  options.send_queue_max = std::size_t{64} << 20;
  options.on_overflow = naru::overflow_policy::refuse;
  return options;
}

/// Calls a function just before the next operation counts as started.
class interrupting_tracer final : public naru::tracer {
 public:
  void interrupt(std::function<void()> function) { function_ = std::move(function); }

 private:
  void operation_started(const void*, naru::operation_kind) noexcept override {
    if (const auto function = std::exchange(function_, nullptr)) function();
  }

  std::function<void()> function_;
};

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("stop_closes_every_session_and_completes_after_the_last_on_closed") {
  constexpr int count = 5;
  recorder stopped;
  int closed_before = 0;
  stage scene({.closed = [&](scripted_session&, naru::close_reason) {
    if (!stopped.completed()) ++closed_before;
  }});
  std::deque<collector> others;
  for (int i = 0; i < count; ++i) others.emplace_back(*scene.proactor, scene.endpoint()).start();
  REQUIRE(scene.until([&] { return scene.written.connections() == count; }));
  scene.server.stop(10s, stopped);
  CHECK(scene.server.local_endpoint() == naru::endpoint());
  CHECK(run_until_completed(*scene.proactor, {&stopped}));
  CHECK(stopped.error() == std::error_code());
  CHECK(closed_before == count);
  CHECK(scene.written.endings() == count);
  CHECK(scene.written.endings_for(naru::close_reason::server_stopped) == count);
  CHECK(scene.server.size() == 0);
  for (const collector& each : others) CHECK(each.end() == naru::error::end_of_stream);
  // Nothing of the server is left, so run returns.
  others.clear();
  scene.proactor->run();
}

TEST_CASE("stop_sends_what_is_queued") {
  constexpr int count = 100;
  recorder stopped;
  naru::session_options options;
  options.send_queue_max = count * (large + 4);
  stage scene(options);
  collector other(*scene.proactor, scene.endpoint());
  other.start();
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  const auto session = scene.only();
  for (int i = 0; i < count; ++i) session->send(std::string(large, 'x'));
  scene.server.stop(10s, stopped);
  CHECK(session->send("too late") == naru::send_outcome::closed);
  CHECK(run_until_completed(*scene.proactor, {&stopped}));
  CHECK(other.messages() == count);
  CHECK(scene.written.reason() == naru::close_reason::server_stopped);
}

TEST_CASE("stop_aborts_what_is_left_at_its_deadline_and_not_before") {
  constexpr std::chrono::milliseconds drain = 150ms;
  recorder stopped;
  stage scene(endless_queue());
  peer silent = scene.join();
  peer polite = scene.join();
  scene.server.for_each([](const scripted_session& each) { send_too_much(each); });
  polite.close(naru::close_mode::reset);
  CHECK(scene.until([&] { return scene.written.endings() == 1; }));
  const auto begin = backend_clock::now();
  scene.server.stop(drain, stopped);
  CHECK(run_until_completed(*scene.proactor, {&stopped}));
  CHECK(backend_clock::now() - begin >= drain);
  CHECK(scene.written.endings() == 2);
  CHECK(scene.written.reason() == naru::close_reason::server_stopped);
}

TEST_CASE("stop_with_no_time_at_all_ends_every_session_at_once") {
  recorder stopped;
  stage scene(endless_queue());
  peer silent = scene.join();
  send_too_much(*scene.only());
  scene.server.stop(0s, stopped);
  CHECK(run_until_completed(*scene.proactor, {&stopped}));
  CHECK(scene.written.endings() == 1);
  CHECK(silent.receive_reset());
}

TEST_CASE("stop_may_take_as_long_as_can_be_told") {
  recorder stopped;
  stage scene;
  collector other(*scene.proactor, scene.endpoint());
  other.start();
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  scene.server.stop(naru::proactor::duration::max(), stopped);
  CHECK(run_until_completed(*scene.proactor, {&stopped}));
  CHECK(other.end() == naru::error::end_of_stream);
}

TEST_CASE("a_second_stop_is_refused") {
  recorder first;
  recorder second;
  recorder third;
  stage scene;
  peer other = scene.join();
  scene.server.stop(10s, first);
  scene.server.stop(0s, second);
  CHECK(run_until_completed(*scene.proactor, {&second}));
  CHECK(was_refused(second));
  CHECK_FALSE(first.completed());
  other.close();
  CHECK(run_until_completed(*scene.proactor, {&first}));
  CHECK(first.error() == std::error_code());
  scene.server.stop(0s, third);
  CHECK(run_until_completed(*scene.proactor, {&third}));
  CHECK(was_refused(third));
}

TEST_CASE("stop_without_sessions_completes") {
  recorder stopped;
  stage scene;
  scene.server.stop(10s, stopped);
  CHECK_FALSE(stopped.completed());
  CHECK(run_until_completed(*scene.proactor, {&stopped}));
  CHECK(stopped.error() == std::error_code());
  scene.proactor->run();
}

TEST_CASE("stop_before_start_completes_and_no_connection_is_served") {
  recorder stopped;
  journal written;
  const script lines;
  const auto proactor = test_proactor();
  naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
    return std::make_shared<scripted_session>(written, lines);
  });
  const naru::endpoint address = server.local_endpoint();
  server.stop(10s, stopped);
  CHECK(run_until_completed(*proactor, {&stopped}));
  CHECK(stopped.error() == std::error_code());
  naru::tcp_stream late(*proactor);
  CHECK(connect(*proactor, late, address).error == std::errc::connection_refused);
  proactor->run();
}

TEST_CASE("connections_that_have_come_are_served_although_the_first_ends_the_accepting") {
  if (!has_native_handles()) return;
  constexpr int clients = 5;
  bool asked = false;
  recorder ended;
  stage* all = nullptr;
  stage scene({.connected = [&](scripted_session&) {
    if (!std::exchange(asked, true)) all->server.stop_accepting(ended);
  }});
  all = &scene;
  std::deque<native_socket> waiting;
  for (int i = 0; i < clients; ++i) {
    waiting.emplace_back(native_socket::kind::stream);
    REQUIRE(waiting.back().connect(scene.endpoint()));
  }
  CHECK(scene.until([&] { return scene.written.connections() == clients; }));
  CHECK(scene.until([&] { return ended.completed(); }));
  CHECK(scene.server.counters().refused == 0);
}

TEST_CASE("a_connection_waits_until_start") {
  journal written;
  const script lines;
  const auto proactor = test_proactor();
  naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
    return std::make_shared<scripted_session>(written, lines);
  });
  peer early(*proactor, server.local_endpoint());
  REQUIRE(early.send("early"));
  proactor->poll();
  CHECK(written.connections() == 0);
  server.start();
  CHECK(run_until(*proactor, [&] { return written.message_count() == 1; }));
}

TEST_CASE("stop_and_wait_returns_when_the_workers_have_ended_every_session") {
  if (!runs_on_threads()) return;
  constexpr int count = 20;
  stage scene;
  std::deque<collector> others;
  for (int i = 0; i < count; ++i) others.emplace_back(*scene.proactor, scene.endpoint()).start();
  REQUIRE(scene.until([&] { return scene.written.connections() == count; }));
  naru::worker_pool workers(*scene.proactor, 3);
  CHECK(scene.server.stop_blocking(10s));
  CHECK(scene.written.endings() == count);
  CHECK(scene.written.endings_for(naru::close_reason::server_stopped) == count);
  CHECK_FALSE(scene.server.stop_blocking(10s));
  others.clear();
  workers.join();  // nothing is outstanding
  CHECK_FALSE(scene.server.stop_blocking(10s));
}

TEST_CASE("a_stop_of_a_server_with_nothing_left_needs_no_thread_in_run") {
  const auto proactor = test_proactor();
  naru::server<scripted_session> server(*proactor, naru::server_options(),
                                        [] { return std::shared_ptr<scripted_session>(); });
  CHECK(server.stop_blocking(10s));
  CHECK_FALSE(server.stop_blocking(10s));
}

// The accepts are the only work. Their end must not let the workers leave before the stop has
// completed.
TEST_CASE("a_stop_completes_although_the_last_work_ends_while_it_begins") {
  if (!runs_on_threads()) return;
  for (int i = 0; i < 200; ++i) {
    const bool waits = i % 2 == 0;
    stage scene;
    naru::worker_pool workers(*scene.proactor, 1);
    recorder stopped;
    if (waits) {
      CHECK(scene.server.stop_blocking(10s));
    } else {
      scene.server.stop(10s, stopped);
    }
    workers.join();
    CHECK(stopped.completed() == !waits);
  }
}

TEST_CASE("a_stop_keeps_the_threads_in_run_while_it_begins") {
  if (!runs_on_threads()) return;
  interrupting_tracer tracer;
  std::atomic<bool> left = false;
  recorder entered;
  recorder stopped;
  naru::proactor_options options;
  options.tracer = &tracer;
  const auto proactor = test_proactor(options);
  naru::server<scripted_session> server(*proactor, naru::server_options(),
                                        [] { return std::shared_ptr<scripted_session>(); });
  auto last_work = std::make_unique<naru::work_guard>(*proactor);
  std::thread runner([&] {
    proactor->run();
    left = true;
  });
  proactor->post(entered);
  CHECK(wait_until([&] { return entered.completed(); }));
  tracer.interrupt([&] {
    last_work.reset();
    CHECK_FALSE(wait_until([&] { return left.load(); }, 50ms));
  });
  server.stop(10s, stopped);
  runner.join();
  CHECK(stopped.completed());
}

TEST_CASE_FIXTURE(no_frame_is_left, "stop_can_be_awaited") {
  struct local {
    static naru::task<> stop_twice(naru::server<scripted_session>& server, std::error_code& first,
                                   std::error_code& second) {
      const naru::io_result stopped = co_await server.stop(10s);
      first = stopped.error;
      const naru::io_result again = co_await server.stop(10s);
      second = again.error;
    }
  };
  std::error_code first = std::make_error_code(std::errc::timed_out);
  std::error_code second;
  stage scene;
  collector other(*scene.proactor, scene.endpoint());
  other.start();
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  naru::run(*scene.proactor, local::stop_twice(scene.server, first, second));
  CHECK(first == std::error_code());
  CHECK(second == naru::error::operation_already_pending);
  CHECK(scene.written.endings() == 1);
}

TEST_CASE("stop_inside_a_session_s_own_function_ends_that_session_too") {
  recorder stopped;
  stage* server = nullptr;
  stage scene({.message = [&](scripted_session&, const std::string&) {
    server->server.stop(10s, stopped);
  }});
  server = &scene;
  collector other(*scene.proactor, scene.endpoint());
  other.start();
  REQUIRE(other.sender().send("stop"));
  CHECK(run_until_completed(*scene.proactor, {&stopped}));
  CHECK(scene.written.endings() == 1);
}

TEST_CASE("a_server_destroyed_without_stop_calls_no_function_and_leaves_nothing_pending") {
  const bytes unheard = framed("unheard");
  recorder sent;
  journal written;
  script lines;
  std::atomic<bool> gone{false};
  std::atomic<int> calls_after{0};
  const auto note = [&] {
    if (gone) ++calls_after;
  };
  lines.connected = [&](scripted_session&) { note(); };
  lines.message = [&](scripted_session&, const std::string&) { note(); };
  lines.closed = [&](scripted_session&, naru::close_reason) { note(); };
  const auto proactor = test_proactor();
  std::optional<naru::server<scripted_session>> server;
  server.emplace(*proactor, with_limits(endless_queue()),
                 [&] { return std::make_shared<scripted_session>(written, lines); });
  server->start();
  peer one(*proactor, server->local_endpoint());
  peer other(*proactor, server->local_endpoint());
  REQUIRE(run_until(*proactor, [&] { return written.connections() == 2; }));
  bool ran = false;
  one.stream().send(unheard, sent);
  server->for_each([&](scripted_session& each) {
    send_too_much(each);
    each.post([&] { ran = true; });
  });
  gone = true;
  server.reset();
  proactor->run();  // returns: nothing is pending
  CHECK_FALSE(ran);
  CHECK(calls_after == 0);
  CHECK(written.endings() == 0);
  CHECK(one.receive_reset());
}

TEST_CASE("a_server_that_is_destroyed_waits_for_the_function_that_runs") {
  if (!runs_on_threads()) return;
  struct occasion {
    const char* name;
    std::function<void(script&, std::function<void()>)> put;
  };
  const occasion occasions[] = {
      {"on_connected",
       [](script& lines, auto slow) { lines.connected = [slow](auto&) { slow(); }; }},
      {"on_message",
       [](script& lines, auto slow) { lines.message = [slow](auto&, const auto&) { slow(); }; }},
      {"on_closed",
       [](script& lines, auto slow) { lines.closed = [slow](auto&, auto) { slow(); }; }},
  };
  for (const occasion& each : occasions) {
    CAPTURE(each.name);
    const bytes frame = framed("hello");
    recorder connected;
    recorder sent;
    std::promise<void> entered;
    std::atomic<bool> returned{false};
    journal written;
    script lines;
    each.put(lines, [&] {
      entered.set_value();
      hold_up(50ms);  // long enough for a destructor that does not wait
      returned = true;
    });
    const auto proactor = test_proactor();
    std::optional<naru::server<scripted_session>> server;
    server.emplace(*proactor, with_limits({}),
                   [&] { return std::make_shared<scripted_session>(written, lines); });
    server->start();
    naru::tcp_stream stream(*proactor);
    connected.then([&](naru::io_result) {
      stream.send(frame, sent);
      stream.shutdown_send();
    });
    sent.then([&](naru::io_result) { stream.shutdown_send(); });
    stream.connect(server->local_endpoint(), connected);
    naru::worker_pool workers(*proactor, 1);
    const bool began = entered.get_future().wait_for(deadline) == std::future_status::ready;
    server.reset();
    CHECK(began);
    CHECK(returned);
    workers.join();
  }
}

TEST_CASE("a_server_may_be_destroyed_by_a_function_of_its_own_session") {
  journal written;
  script lines;
  const auto proactor = test_proactor();
  std::optional<naru::server<scripted_session>> server;
  lines.message = [&](scripted_session&, const std::string&) { server.reset(); };
  server.emplace(*proactor, with_limits({}),
                 [&] { return std::make_shared<scripted_session>(written, lines); });
  server->start();
  peer other(*proactor, server->local_endpoint());
  REQUIRE(other.send("go"));
  CHECK(run_until(*proactor, [&] { return !server; }));
  proactor->run();
  CHECK(written.endings() == 0);
}

TEST_CASE("a_server_destroyed_under_traffic_calls_nothing_afterwards") {
  if (!runs_on_threads()) return;
  constexpr int peers = 8;
  const std::size_t rounds = scaled(200);
  bytes many;
  for (int i = 0; i < 20; ++i) many = joined(std::move(many), framed("hello"));
  many = joined(std::move(many), framed("leave"));
  for (std::size_t round = 0; round < rounds; ++round) {
    std::deque<recorder> sent(peers);
    journal written;
    script lines;
    std::atomic<bool> gone{false};
    std::atomic<int> calls_after{0};
    const auto note = [&] {
      if (gone) ++calls_after;
    };
    lines.connected = [&](scripted_session&) { note(); };
    lines.message = [&](scripted_session& session, const std::string& text) {
      note();
      session.send(text);
      if (text == "leave") session.abort();
    };
    lines.closed = [&](scripted_session&, naru::close_reason) { note(); };
    const auto proactor = test_proactor();
    std::optional<naru::server<scripted_session>> server;
    server.emplace(*proactor, with_limits({}),
                   [&] { return std::make_shared<scripted_session>(written, lines); });
    server->start();
    std::deque<collector> others;
    for (int i = 0; i < peers; ++i) {
      others.emplace_back(*proactor, server->local_endpoint()).start();
    }
    for (std::size_t i = 0; i < others.size(); ++i) {
      others[i].sender().stream().send(many, sent[i]);
    }
    naru::worker_pool workers(*proactor, 3);
    while (written.message_count() < round % 40) std::this_thread::yield();
    server.reset();
    gone = true;
    others.clear();
    workers.join();
    CHECK(calls_after == 0);
  }
}

TEST_CASE("a_proactor_that_is_destroyed_ends_each_session_once") {
  journal written;
  script lines;
  auto proactor = test_proactor();
  naru::server<scripted_session> server(*proactor, with_limits(endless_queue()), [&] {
    return std::make_shared<scripted_session>(written, lines);
  });
  server.start();
  peer one(*proactor, server.local_endpoint());
  peer other(*proactor, server.local_endpoint());
  REQUIRE(run_until(*proactor, [&] { return written.connections() == 2; }));
  int ran = 0;
  server.for_each([&](scripted_session& each) {
    send_too_much(each);
    CHECK(each.post([&] { ++ran; }));
  });
  proactor.reset();
  CHECK(written.endings() == 2);
  CHECK(written.endings_for(naru::close_reason::server_stopped) == 2);
  CHECK(ran == 2);
  CHECK(server.size() == 0);
}

TEST_CASE("stopping_and_waiting_on_the_loops_own_thread_is_refused") {
  stage scene;
  bool refused = false;
  recorder stops([&](naru::io_result) {
    try {
      scene.server.stop_blocking(1ms);
    } catch (const std::logic_error&) {
      refused = true;
    }
  });
  scene.proactor->post(stops);
  REQUIRE(run_until_completed(*scene.proactor, {&stops}));
  CHECK(refused);
  peer other = scene.join();
  CHECK(scene.only() != nullptr);
}

TEST_SUITE_END();
