// One function of a session runs at a time, on any number of threads; and functions that are
// posted into it.
#include "sessions.hpp"

#include <array>
#include <cstddef>
#include <deque>
#include <string>
#include <thread>
#include <vector>

using namespace contract;

namespace {

constexpr std::size_t workers_wanted = 5;

/// Notices if two are inside at the same time. Now and then one lets other threads run meanwhile.
/// It does so seldom, because a busy machine takes long to come back.
class turnstile {
 public:
  template <class Function>
  void pass(Function function) {
    if (inside_.exchange(true)) ++collisions_;
    function();
    if (++passed_ % 512 == 0) std::this_thread::yield();
    inside_ = false;
  }
  [[nodiscard]] int collisions() const { return collisions_; }

 private:
  std::atomic<bool> inside_{false};
  std::atomic<int> collisions_{0};
  std::size_t passed_ = 0;  // one thread at a time writes it
};

/// Posts numbers into one session until that is refused, and checks that they arrive in order.
struct poster {
  void post_into(naru::session_base& session, std::size_t most) {
    while (posted < most && session.post([this, number = posted] { ran(number); })) ++posted;
  }
  void ran(std::size_t number) {
    if (number != expected) ++misplaced;
    expected = number + 1;
  }

  std::size_t posted = 0;
  std::size_t expected = 0;  // only the session uses the rest
  std::size_t misplaced = 0;
};

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("no_two_functions_of_one_session_run_at_once") {
  if (!runs_on_threads()) return;
  constexpr std::size_t posters = 3;
  const std::size_t each = scaled(20'000);
  const std::size_t messages = scaled(5'000);
  bytes sent;
  for (std::size_t i = 0; i < messages; ++i) sent = joined(std::move(sent), framed("message"));
  recorder all_sent;
  turnstile gate;
  naru::session_options options;
  options.send_queue_max = 2'000;
  options.on_overflow = naru::overflow_policy::call_back;
  std::atomic<std::size_t> heard{0};
  std::atomic<std::size_t> ran{0};
  const auto pass = [&](scripted_session&) { gate.pass([] {}); };
  stage scene(options, {.connected = pass,
                        .message =
                            [&](scripted_session& session, const std::string& text) {
                              gate.pass([&] { session.send(text); });
                              ++heard;
                            },
                        .closed = [&](scripted_session& session, auto) { pass(session); },
                        .queue_full = pass,
                        .queue_drained = pass});
  collector other(*scene.proactor, scene.endpoint());
  other.start();
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  const auto session = scene.only();
  naru::worker_pool workers(*scene.proactor, workers_wanted - 1);  // and this thread
  other.sender().stream().send(sent, all_sent);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < posters; ++i) {
    threads.emplace_back([&] {
      for (std::size_t k = 0; k < each; ++k) {
        session->post([&] { gate.pass([&] { ++ran; }); });
        session->send("from elsewhere");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(run_while_changing(
      *scene.proactor, [&] { return heard == messages && ran == posters * each; },
      [&] { return heard + ran; }));
  CHECK(session->full > 0);
  CHECK(scene.until([&] { return session->drained == session->full; }));
  session->abort();
  CHECK(scene.until_ended());
  CHECK(gate.collisions() == 0);
  CHECK(scene.written.endings() == 1);
}

TEST_CASE("what_one_thread_posts_runs_in_its_order") {
  if (!runs_on_threads()) return;
  constexpr std::size_t posters = 4;
  const std::size_t each = scaled(20'000);
  std::array<poster, posters> all;
  stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  naru::worker_pool workers(*scene.proactor, workers_wanted - 1);
  std::vector<std::thread> threads;
  for (poster& one : all) threads.emplace_back([&] { one.post_into(*session, each); });
  for (std::thread& thread : threads) thread.join();
  std::atomic<bool> last{false};
  CHECK(session->post([&] { last = true; }));
  CHECK(scene.until([&] { return last.load(); }, 30s));
  for (const poster& one : all) {
    CHECK(one.expected == each);
    CHECK(one.misplaced == 0);
  }
}

TEST_CASE("a_posted_function_never_runs_inside_post") {
  stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  bool outside_ran = false;
  bool inside_ran = false;
  bool ran_within = false;
  CHECK(session->post([&] {
    outside_ran = true;
    CHECK(session->post([&] { inside_ran = true; }));
    ran_within = inside_ran;
  }));
  CHECK_FALSE(outside_ran);
  CHECK(scene.until([&] { return inside_ran; }));
  CHECK_FALSE(ran_within);
}

TEST_CASE("a_session_that_posts_for_ever_holds_up_nobody") {
  stage scene(
      {.message = [](scripted_session& session, const std::string& text) { session.send(text); }});
  peer busy = scene.join();
  const auto session = scene.only();
  std::size_t rounds = 0;
  std::function<void()> again = [&] {
    ++rounds;
    session->post(again);
  };
  CHECK(session->post(again));
  // Its own messages and another's.
  REQUIRE(busy.send("hello"));
  CHECK(busy.receive() == "hello");
  peer other(*scene.proactor, scene.endpoint());
  REQUIRE(other.send("hello"));
  CHECK(other.receive() == "hello");
  CHECK(rounds > 0);
  again = [] {};
  CHECK(scene.until([&] { return session.use_count() > 0; }));
}

TEST_CASE("a_function_posted_before_the_end_runs_before_on_closed_and_none_after") {
  stage scene({.closed = [](scripted_session& session, naru::close_reason) {
    CHECK_FALSE(session.post([] {}));
  }});
  peer other = scene.join();
  const auto session = scene.only();
  std::vector<int> endings_seen;
  const auto note = [&] { endings_seen.push_back(scene.written.endings()); };
  CHECK(session->post(note));
  session->close();
  CHECK(session->post(note));  // the connection is still there
  other.close();
  CHECK(scene.until_ended());
  CHECK(endings_seen == std::vector<int>{0, 0});
  CHECK_FALSE(session->post(note));
  scene.proactor->poll();
  CHECK(endings_seen.size() == 2);
}

TEST_CASE("a_function_that_posts_itself_again_does_not_keep_its_session_from_its_end") {
  stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  std::function<void()> again = [&] { session->post(again); };
  CHECK(session->post(again));
  session->abort();
  CHECK(scene.until_ended());
}

TEST_CASE("every_function_that_post_took_runs_although_the_session_ends_meanwhile") {
  if (!runs_on_threads()) return;
  constexpr std::size_t posters = 3;
  constexpr std::size_t at_once = 4;
  const std::size_t rounds = promised(1'000) / at_once;
  std::atomic<std::size_t> ran{0};
  std::size_t taken = 0;
  stage scene;
  naru::worker_pool workers(*scene.proactor, 2);
  for (std::size_t round = 0; round < rounds; ++round) {
    std::deque<collector> others;
    for (std::size_t i = 0; i < at_once; ++i) {
      others.emplace_back(*scene.proactor, scene.endpoint()).start();
    }
    const int before = static_cast<int>(round * at_once);
    REQUIRE(scene.until(
        [&] { return scene.written.connections() == before + static_cast<int>(at_once); }));
    std::vector<std::shared_ptr<scripted_session>> sessions;
    scene.server.for_each([&](scripted_session& each) { sessions.push_back(each.self()); });
    std::array<std::size_t, posters> took{};
    std::vector<std::thread> threads;
    for (std::size_t& count : took) {
      threads.emplace_back([&] {
        bool any = true;
        while (any) {
          any = false;
          for (const auto& each : sessions) {
            if (!each->post([&ran] { ++ran; })) continue;
            any = true;
            ++count;
          }
        }
      });
    }
    for (const auto& each : sessions) each->abort();
    for (std::thread& thread : threads) thread.join();
    for (const std::size_t count : took) taken += count;
    CHECK(scene.until([&] { return scene.server.size() == 0; }));
    if (!scene.until([&] { return ran == taken; }, 1s)) break;
  }
  CHECK(ran == taken);
}

TEST_SUITE_END();
