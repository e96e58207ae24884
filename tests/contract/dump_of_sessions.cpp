// The dump of a server's sessions: what each is doing, also while they come and go.
#include "sessions.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <thread>

using namespace contract;

TEST_SUITE_BEGIN("observing");

TEST_CASE("a_dump_tells_what_each_session_is_doing") {
  stage scene;
  peer first = scene.join();
  peer second = scene.join();
  CHECK(scene.until([&] { return scene.written.connections() == 2; }));
  scene.proactor->run_for(1ms);
  auto states = scene.server.states();
  REQUIRE(states.size() == 2);
  for (const naru::session_state& each : states) {
    CHECK(each.phase == naru::session_phase::open);
    CHECK(each.id != 0);
    CHECK_FALSE(each.runs);
    CHECK_FALSE(each.task_works);
    CHECK_FALSE(each.paused);
    CHECK(each.queued_bytes == 0);
  }
  CHECK(states[0].peer != states[1].peer);
  const auto one = scene.server.find(states[0].id);
  REQUIRE(one != nullptr);
  one->pause_receiving();
  one->send("not on its way before the loop runs");
  states = scene.server.states();
  CHECK(states[0].paused);
  CHECK(states[0].queued_bytes != 0);
  const std::string text = naru::dump(scene.server);
  CHECK(text.starts_with("2 sessions\n"));
  CHECK(text.find("session " + std::to_string(states[1].id) + " of " + states[1].peer.to_string() +
                  ": open, waits, 0 bytes queued\n") != std::string::npos);
  CHECK(text.find("open, paused, ") != std::string::npos);
}

TEST_CASE("a_session_that_runs_says_so") {
  std::string seen;
  const stage* all = nullptr;
  stage scene(script{
      .message = [&](scripted_session&, const std::string&) { seen = naru::dump(all->server); }});
  all = &scene;
  peer other = scene.join();
  CHECK(other.send("look"));
  CHECK(scene.until([&] { return !seen.empty(); }));
  CHECK(seen.find(": open, runs, ") != std::string::npos);
}

TEST_CASE("a_dump_tells_that_a_session_closes") {
  stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  session->send("last words");
  session->close();
  CHECK(scene.server.states()[0].phase == naru::session_phase::flushing);
  CHECK(naru::dump(scene.server).find(": closes, sends its queue, ") != std::string::npos);
  CHECK(
      scene.until([&] { return scene.server.states()[0].phase == naru::session_phase::draining; }));
  CHECK(naru::dump(scene.server).find(": closes, waits for the peer's end, ") != std::string::npos);
  other.close();
  CHECK(scene.until_ended());
}

TEST_CASE("a_state_tells_what_a_session_has_received_and_sent") {
  for (const bool observed : {true, false}) {
    naru::server_options options{.address = loopback()};
    if (observed) options.observer = std::make_shared<naru::session_observer>();
    stage scene(options, {.message = [](scripted_session& self, const std::string& text) {
                  self.send(text);
                  self.send(text);
                }});
    peer other = scene.join();
    CHECK(other.send("12345"));
    CHECK(other.receive() == "12345");
    CHECK(other.receive() == "12345");
    CHECK(scene.until([&] { return scene.server.counters().messages_sent == 2; }));
    const naru::session_state state = scene.server.states()[0];
    CHECK(state.had_message);
    CHECK(state.bytes_received == (observed ? 9 : 0));
    CHECK(state.bytes_sent == (observed ? 18 : 0));
    CHECK(state.messages_received == (observed ? 1 : 0));
    CHECK(state.messages_sent == (observed ? 2 : 0));
  }
}

TEST_CASE("a_state_tells_how_long_a_session_waits_for_its_peer") {
  naru::session_options limits{.send_queue_max = 64 * mebibyte};
  limits.write_timeout = 60s;
  limits.buffer_release_after = 200ms;
  stage scene(limits);
  peer other = scene.join();
  const auto session = scene.only();
  CHECK(scene.server.states()[0].unsent_for == 0ms);
  CHECK_FALSE(scene.server.states()[0].had_message);
  session->send(std::string(60'000, 'x'));
  for (int i = 0; i < 500; ++i) session->send(std::string(60'000, 'x'));  // nobody reads
  CHECK(scene.until([&] {
    const naru::session_state state = scene.server.states()[0];
    return state.unsent_for > 300ms && state.silent_for > 300ms;
  }));
  const auto waited = scene.server.states()[0].unsent_for;
  CHECK(waited < 60s);
  session->abort();
  CHECK(scene.until_ended());
}

TEST_CASE("the_limits_of_sessions_are_told_as_they_are_now") {
  stage scene(naru::session_options{.send_queue_max = 4'321});
  CHECK(scene.server.session_limits().send_queue_max == 4'321);
  CHECK(scene.server.session_limits().idle_timeout == 5min);
  scene.server.set_limits({.idle_timeout = 7s});
  CHECK(scene.server.session_limits().idle_timeout == 7s);
}

TEST_CASE("sessions_are_dumped_while_they_come_and_go") {
  if (!runs_on_threads()) return;
  stage scene;
  std::atomic<bool> over = false;
  std::thread looks([&] {
    while (!over) CHECK(naru::dump(scene.server).find("sessions\n") != std::string::npos);
  });
  for (int i = 0; i < 20; ++i) {
    peer other = scene.join();
    other.close();
  }
  CHECK(scene.until_ended(20));
  over = true;
  looks.join();
  CHECK(naru::dump(scene.server) == "0 sessions\n");
}

TEST_SUITE_END();
