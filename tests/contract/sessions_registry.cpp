// The sessions of a server as a whole: ids, finding, visiting, broadcasting.
#include "coroutines.hpp"
#include "sessions.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace contract;
using namespace std::string_view_literals;

namespace {

/// Connects, receives a few messages or none, and disconnects, gracefully or not; and repeats
/// that.
naru::task<> come_and_go(naru::proactor& proactor, naru::endpoint server, std::size_t visits) {
  std::array<std::byte, 4'096> room;
  for (std::size_t i = 0; i < visits; ++i) {
    naru::tcp_stream stream(proactor);
    static_cast<void>(co_await stream.connect(server));
    for (std::size_t k = 0; k < i % 4; ++k) {
      static_cast<void>(co_await stream.receive(naru::buffer(room)));
    }
    stream.close(i % 8 == 0 ? naru::close_mode::graceful : naru::close_mode::reset);
  }
}

naru::task<> many_come_and_go(naru::proactor& proactor, naru::endpoint server, std::size_t visitors,
                              std::size_t visits) {
  naru::task_scope scope(proactor);
  for (std::size_t i = 0; i < visitors; ++i) scope.spawn(come_and_go(proactor, server, visits));
  co_await scope.join();
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("an_id_is_never_used_twice") {
  const std::size_t connections = scaled(500);
  std::set<std::uint64_t> ids;
  stage scene({.connected = [&](const scripted_session& session) { ids.insert(session.id()); }});
  for (std::size_t i = 0; i < connections; ++i) {
    peer one = scene.join();
    peer two = scene.join();
    one.close(naru::close_mode::reset);
    two.close(naru::close_mode::reset);
    CHECK(scene.until([&] { return scene.server.size() == 0; }));
  }
  CHECK(ids.size() == 2 * connections);
  CHECK_FALSE(ids.contains(0));
}

TEST_CASE("a_session_is_found_by_its_id_while_it_is_open") {
  stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  const std::uint64_t id = session->id();
  CHECK(scene.server.find(id) == session);
  for (const std::uint64_t wrong : {std::uint64_t{0}, id + 1, id - 1, id + (std::uint64_t{1} << 20),
                                    std::numeric_limits<std::uint64_t>::max()}) {
    CHECK_FALSE(scene.server.find(wrong));
  }
  session->close();
  CHECK_FALSE(scene.server.find(id));
  other.close();
  CHECK(scene.until_ended());
  peer next = scene.join();  // in the same place
  CHECK_FALSE(scene.server.find(id));
  CHECK(scene.server.find(scene.only()->id()));
}

TEST_CASE("a_session_is_found_in_its_own_functions_but_the_last") {
  stage* server = nullptr;
  std::vector<bool> found;
  const auto look = [&](scripted_session& session) {
    found.push_back(server->server.find(session.id()) == session.self());
  };
  stage scene({.connected = look, .closed = [&](auto& session, auto) { look(session); }});
  server = &scene;
  peer other = scene.join();
  other.close();
  CHECK(scene.until_ended());
  CHECK(found == std::vector<bool>{true, false});
}

TEST_CASE("for_each_visits_every_open_session_once") {
  constexpr int count = 150;  // more than are copied at a time
  stage scene;
  std::deque<peer> others;
  for (int i = 0; i < count; ++i) others.push_back(scene.join());
  std::set<std::uint64_t> visited;
  int visits = 0;
  const auto visit = [&](scripted_session& each) {
    visited.insert(each.id());
    ++visits;
  };
  scene.server.for_each(visit);
  CHECK(visits == count);
  CHECK(visited.size() == count);
  // Sessions that are ending are not among them.
  bool closes = false;
  scene.server.for_each([&](scripted_session& each) {
    closes = !closes;
    if (closes) each.close();
  });
  visits = 0;
  scene.server.for_each(visit);
  CHECK(visits == count / 2);
}

TEST_CASE("a_broadcast_reaches_those_whom_the_filter_chooses") {
  stage scene;
  std::deque<collector> others;
  std::vector<std::uint64_t> ids;
  for (int i = 0; i < 4; ++i) {
    others.emplace_back(*scene.proactor, scene.endpoint()).start();
    REQUIRE(scene.until([&] { return scene.written.connections() == i + 1; }));
    scene.server.for_each([&](const scripted_session& each) {
      if (std::ranges::find(ids, each.id()) == ids.end()) ids.push_back(each.id());
    });
  }
  const auto is_second = [&](const scripted_session& each) { return each.id() == ids[1]; };
  CHECK(scene.server.broadcast(naru::buffer("all"sv)) == 4);
  CHECK(scene.server.broadcast(naru::buffer("one"sv), is_second) == 1);
  const naru::shared_message<wire> encoded{naru::buffer("none"sv)};
  CHECK(scene.server.broadcast(encoded, [](const scripted_session&) { return false; }) == 0);
  CHECK(scene.until([&] { return others[1].messages() == 2; }));
  CHECK(scene.until([&] { return scene.server.counters().queued_bytes == 0; }));
  scene.proactor->run_for(5ms);
  for (const std::size_t i : {0U, 2U, 3U}) CHECK(others[i].messages() == 1);
}

TEST_CASE_FIXTURE(no_frame_is_left,
                  "a_broadcast_reaches_everybody_who_stays_while_others_come_and_go") {
  if (!runs_on_threads()) return;
  constexpr std::size_t staying = 5;
  const std::size_t visits = scaled(100);
  std::atomic<bool> over{false};
  std::atomic<std::size_t> misplaced{0};
  std::size_t sent = 0;
  naru::session_options options;
  options.send_queue_max = std::size_t{64} << 20;
  stage scene(options);
  std::deque<collector> others;
  std::array<std::size_t, staying> next{};
  for (std::size_t i = 0; i < staying; ++i) {
    others
        .emplace_back(*scene.proactor, scene.endpoint(),
                      [&, i](naru::const_buffer message) {
                        if (text_of(message) != std::to_string(next[i]++)) ++misplaced;
                      })
        .start();
  }
  REQUIRE(scene.until([&] { return scene.written.connections() == staying; }));
  naru::worker_pool workers(*scene.proactor, 3);
  std::thread broadcaster([&] {
    bool few = false;
    while (!over) {
      const std::string text = std::to_string(sent++);
      if (scene.server.broadcast(naru::buffer(text)) < staying) few = true;
      scene.server.for_each(
          [&](const scripted_session& each) { static_cast<void>(scene.server.find(each.id())); });
      // Not faster than the slowest session.
      const auto slowest = [&] {
        std::size_t least = sent;
        for (const collector& each : others) least = std::min(least, each.messages());
        return least;
      };
      while (!over && sent - slowest() > 100) std::this_thread::yield();
    }
    CHECK_FALSE(few);
  });
  naru::sync_wait(*scene.proactor, many_come_and_go(*scene.proactor, scene.endpoint(), 8, visits));
  over = true;
  broadcaster.join();
  CHECK(scene.until([&] {
    return std::ranges::all_of(others,
                               [&](const collector& each) { return each.messages() == sent; });
  }));
  CHECK(misplaced == 0);
  CHECK(scene.until([&] { return scene.server.size() == staying; }));
}

TEST_CASE("a_filter_that_throws_ends_its_broadcast_and_what_was_queued_is_sent") {
  constexpr int count = 5;
  stage scene;
  std::deque<collector> others;
  for (int i = 0; i < count; ++i) others.emplace_back(*scene.proactor, scene.endpoint()).start();
  REQUIRE(scene.until([&] { return scene.written.connections() == count; }));
  int asked = 0;
  const auto filter = [&](const scripted_session&) {
    if (++asked == 4) throw std::runtime_error("oops");
    return true;
  };
  CHECK_THROWS_AS(scene.server.broadcast(naru::buffer("three of five"sv), filter),
                  std::runtime_error);
  const auto received = [&] {
    std::size_t all = 0;
    for (const collector& each : others) all += each.messages();
    return all;
  };
  CHECK(scene.until([&] { return received() == 3; }));
  CHECK(scene.server.broadcast(naru::buffer("everybody"sv)) == count);
  CHECK(scene.until([&] { return received() == 3 + count; }));
}

// More than one operation and one part of a walk are needed for so many.
TEST_CASE("a_broadcast_reaches_hundreds_in_order") {
  constexpr std::size_t count = 200;
  constexpr std::size_t messages = 10;
  stage scene;
  std::deque<collector> others;
  std::atomic<std::size_t> out_of_order = 0;
  for (std::size_t i = 0; i < count; ++i) {
    others.emplace_back(*scene.proactor, scene.endpoint(),
                        [&, next = std::size_t{0}](naru::const_buffer message) mutable {
                          if (text_of(message) != std::to_string(next++)) ++out_of_order;
                        });
    others.back().start();
  }
  REQUIRE(scene.until([&] { return scene.server.counters().accepted == count; }));
  for (std::size_t i = 0; i < messages; ++i) {
    const std::string text = std::to_string(i);
    CHECK(scene.server.broadcast(naru::buffer(text)) == count);
    if (i % 3 == 0) scene.proactor->run_for(2ms);
  }
  CHECK(scene.until([&] {
    return std::ranges::all_of(others,
                               [](const auto& each) { return each.messages() == messages; });
  }));
  CHECK(out_of_order == 0);
}

TEST_SUITE_END();
