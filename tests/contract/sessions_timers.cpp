// session_base::after and every: timers whose functions are the session's own.
#include "heap_counter.hpp"
#include "sessions.hpp"

#include <memory>
#include <string>
#include <vector>

using namespace contract;

TEST_SUITE_BEGIN("sessions");

TEST_CASE("a_function_of_later_is_one_of_the_session") {
  std::vector<int> order;
  stage scene(script{.connected = [&](scripted_session& self) {
    CHECK(self.after(20ms, [&] {
      order.push_back(2);
      self.send("later");
    }));
    CHECK(self.after(-1s, [&] { order.push_back(1); }));
    CHECK(order.empty());
  }});
  peer other = scene.join();
  CHECK(other.receive() == "later");
  CHECK(order == std::vector{1, 2});
}

TEST_CASE("a_session_beats_until_it_ends") {
  int beats = 0;
  const auto kept = std::make_shared<int>(0);
  stage scene(script{.connected = [&, kept](scripted_session& self) {
    CHECK(self.every(1ms, [&beats, &self, kept](const naru::tick& now) {
      CHECK(now.number >= 1);
      if (++beats == 5) self.close();
    }));
    CHECK(self.after(1h, [kept] { CHECK(false); }));
    CHECK_THROWS_AS(self.every(0ms, [] {}), std::invalid_argument);
  }});
  peer other = scene.join();
  CHECK(other.receive_end() == naru::error::end_of_stream);
  other.close();
  CHECK(run_until(*scene.proactor, [&] { return scene.written.endings() == 1; }));
  CHECK(beats >= 5);  // they go on while the session waits for the peer's end
  scene.lines = {};
  CHECK(kept.use_count() == 1);
}

TEST_CASE("a_session_that_has_ended_starts_no_timers") {
  std::shared_ptr<scripted_session> session;
  stage scene(script{.connected =
                         [&](scripted_session& self) {
                           session = self.self();
                           self.abort();
                         },
                     .closed =
                         [](scripted_session& self, naru::close_reason) {
                           CHECK_FALSE(self.after(1ms, [] { CHECK(false); }));
                           CHECK_FALSE(self.every(1ms, [] { CHECK(false); }));
                         }});
  const auto unborn = std::make_shared<scripted_session>(scene.written, scene.lines);
  CHECK_FALSE(unborn->after(1ms, [] { CHECK(false); }));
  peer other = scene.join();
  CHECK(run_until(*scene.proactor, [&] { return scene.written.endings() == 1; }));
  CHECK_FALSE(session->after(1ms, [] { CHECK(false); }));
}

TEST_CASE("an_exception_in_a_beat_ends_the_session") {
  failure_log failures;
  int beats = 0;
  journal written;
  const script lines{.connected = [&](scripted_session& self) {
    self.every(1ms, [&beats] {
      ++beats;
      throw std::runtime_error("no such tile");
    });
  }};
  const auto proactor = failures.proactor();
  naru::server<scripted_session> server(*proactor, with_limits({}), [&] {
    return std::make_shared<scripted_session>(written, lines);
  });
  server.start();
  peer other(*proactor, server.local_endpoint());
  CHECK(run_until(*proactor, [&] { return written.endings() == 1; }));
  CHECK(written.reason() == naru::close_reason::handler_failed);
  CHECK(beats == 1);
  CHECK(failures.count("no such tile") == 1);
}

TEST_CASE("timers_of_a_session_take_nothing_from_the_heap") {
  constexpr std::size_t at_once = 200;  // more than a busy machine lets wait later
  std::size_t ran = 0;
  stage scene(script{.connected = [&](scripted_session& self) {
    for (std::size_t i = 0; i < at_once; ++i) self.after(1ms, [&ran] { ++ran; });
    self.every(1ms, [&ran, &self] {
      ++ran;
      self.after(1ms, [&ran] { ++ran; });
    });
  }});
  peer other = scene.join();
  CHECK(run_until(*scene.proactor, [&] { return ran >= at_once + 20; }));
  const std::size_t before = heap_calls();
  CHECK(run_until(*scene.proactor, [&] { return ran >= at_once + 100; }));
  CHECK(heap_calls() == before);
}

TEST_CASE("outcomes_of_blocking_work_come_to_a_session") {
  if (!runs_on_threads()) return;
  naru::blocking_pool pool(1);
  stage scene(script{.message = [&](scripted_session& self, const std::string& name) {
    pool.run([name] { return "row of " + name; }, self,
             [&self](naru::outcome<std::string> found) { self.send(found.value()); });
  }});
  peer other = scene.join();
  CHECK(other.send("kim"));
  CHECK(other.receive() == "row of kim");
}

TEST_SUITE_END();
