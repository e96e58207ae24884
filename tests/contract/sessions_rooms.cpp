// Rooms: which sessions are in, which are told, and how a session leaves.
#include "coroutines.hpp"
#include "sessions.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace contract;
using namespace std::string_view_literals;

namespace {

using room = naru::room<scripted_session>;

std::vector<std::shared_ptr<scripted_session>> all_of(const stage& scene) {
  std::vector<std::shared_ptr<scripted_session>> all;
  scene.server.for_each([&](scripted_session& each) { all.push_back(each.self()); });
  return all;
}

naru::task<> visit_briefly(naru::proactor& proactor, naru::endpoint server, std::size_t visits) {
  std::array<std::byte, 4'096> space;
  for (std::size_t i = 0; i < visits; ++i) {
    naru::tcp_stream stream(proactor);
    static_cast<void>(co_await stream.connect(server));
    static_cast<void>(co_await stream.receive(naru::buffer(space)));
    stream.close(i % 8 == 0 ? naru::close_mode::graceful : naru::close_mode::reset);
  }
}

naru::task<> many_visit_briefly(naru::proactor& proactor, naru::endpoint server,
                                std::size_t visitors, std::size_t visits) {
  naru::task_scope scope(proactor);
  for (std::size_t i = 0; i < visitors; ++i) scope.spawn(visit_briefly(proactor, server, visits));
  co_await scope.join();
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("a_session_joins_a_room_once_and_leaves_it_once") {
  stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  room lobby;
  CHECK(lobby.size() == 0);
  CHECK_FALSE(lobby.contains(*session));
  CHECK_FALSE(lobby.leave(*session));
  CHECK(lobby.join(*session));
  CHECK_FALSE(lobby.join(*session));
  CHECK(lobby.contains(*session));
  CHECK(lobby.size() == 1);
  CHECK(lobby.leave(*session));
  CHECK_FALSE(lobby.leave(*session));
  CHECK_FALSE(lobby.contains(*session));
  CHECK(lobby.size() == 0);
  CHECK(lobby.join(*session));
  CHECK(lobby.size() == 1);
}

TEST_CASE("a_broadcast_reaches_those_in_the_room_alone") {
  room lobby;
  stage scene;
  std::deque<collector> others;
  std::vector<std::shared_ptr<scripted_session>> sessions;
  for (int i = 0; i < 3; ++i) {
    others.emplace_back(*scene.proactor, scene.endpoint()).start();
    REQUIRE(scene.until([&] { return scene.written.connections() == i + 1; }));
    for (const auto& each : all_of(scene)) {
      if (std::ranges::find(sessions, each) == sessions.end()) sessions.push_back(each);
    }
  }
  CHECK(lobby.broadcast(naru::buffer("nobody"sv)) == 0);
  lobby.join(*sessions[0]);
  lobby.join(*sessions[2]);
  CHECK(lobby.broadcast(naru::buffer("both"sv)) == 2);
  const auto is_last = [&](const scripted_session& each) { return &each == sessions[2].get(); };
  CHECK(lobby.broadcast(naru::buffer("one"sv), is_last) == 1);
  const naru::shared_message<wire> encoded{naru::buffer("one"sv)};
  CHECK(lobby.broadcast(encoded, is_last) == 1);
  const naru::room_counters counted = lobby.counters();
  CHECK(counted.broadcasts == 4);
  CHECK(counted.messages == 4);
  CHECK(counted.bytes == 2 * framed("both").size() + 2 * framed("one").size());
  int visits = 0;
  lobby.for_each([&](scripted_session&) { ++visits; });
  CHECK(visits == 2);
  CHECK(scene.until([&] { return others[0].messages() == 1 && others[2].messages() == 3; }));
  scene.proactor->run_for(5ms);
  CHECK(others[1].messages() == 0);
}

// The writes of a broadcast begin together. The first of them fails at once, because the peer has
// reset the connection and no thread has looked at it since.
TEST_CASE("a_broadcast_to_a_lost_connection_ends_no_other_session") {
  room lobby;
  stage scene;
  peer lost = scene.join();
  CHECK(lobby.join(*scene.only()));
  peer staying = scene.join();
  for (const auto& each : all_of(scene)) lobby.join(*each);
  REQUIRE(lobby.size() == 2);
  lost.close(naru::close_mode::reset);
  CHECK(lobby.broadcast(naru::buffer("first"sv)) == 2);
  CHECK(staying.receive() == "first");
  CHECK(scene.until([&] { return scene.written.endings() == 1; }));
  CHECK(lobby.broadcast(naru::buffer("second"sv)) == 1);
  CHECK(staying.receive() == "second");
  CHECK(scene.written.endings() == 1);
}

TEST_CASE("a_session_leaves_every_room_by_itself_just_before_on_closed") {
  std::array<room, 3> rooms;
  std::vector<std::size_t> sizes;
  bool in_any = false;
  bool joined_late = false;
  stage scene({.connected =
                   [&](scripted_session& session) {
                     for (room& each : rooms) CHECK(each.join(session));
                   },
               .closed =
                   [&](scripted_session& session, naru::close_reason) {
                     for (room& each : rooms) {
                       sizes.push_back(each.size());
                       in_any = in_any || each.contains(session);
                       joined_late = joined_late || each.join(session);
                     }
                   }});
  peer staying = scene.join();
  {
    peer other = scene.join();
    for (const room& each : rooms) CHECK(each.size() == 2);
    other.close();
  }
  CHECK(scene.until([&] { return scene.written.endings() == 1; }));
  CHECK(sizes == std::vector<std::size_t>{1, 1, 1});
  CHECK_FALSE(in_any);
  CHECK_FALSE(joined_late);
  for (const room& each : rooms) CHECK(each.size() == 1);
}

TEST_CASE("a_session_that_is_ending_cannot_join") {
  room lobby;
  stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  session->close();
  CHECK_FALSE(lobby.join(*session));
  CHECK(lobby.size() == 0);
}

TEST_CASE("a_room_may_go_while_there_are_sessions_in_it") {
  stage scene;
  peer one = scene.join();
  peer other = scene.join();
  room stays;
  {
    room goes;
    for (const auto& each : all_of(scene)) {
      CHECK(goes.join(*each));
      CHECK(stays.join(*each));
    }
  }
  CHECK(stays.broadcast(naru::buffer("still here"sv)) == 2);
  CHECK(one.receive() == "still here");
  one.close();
  CHECK(scene.until([&] { return scene.written.endings() == 1; }));
  CHECK(stays.size() == 1);
}

TEST_CASE("a_room_outlives_the_server_of_its_sessions") {
  room lobby;
  {
    stage scene;
    peer other = scene.join();
    CHECK(lobby.join(*scene.only()));
    CHECK(lobby.size() == 1);
  }
  CHECK(lobby.size() == 0);
  CHECK(lobby.broadcast(naru::buffer("nobody"sv)) == 0);
}

TEST_CASE("for_each_may_change_the_room") {
  constexpr int count = 100;
  room lobby;
  stage scene;
  std::deque<peer> others;
  for (int i = 0; i < count; ++i) others.push_back(scene.join());
  for (const auto& each : all_of(scene)) CHECK(lobby.join(*each));
  int visits = 0;
  lobby.for_each([&](scripted_session& each) {
    ++visits;
    CHECK(lobby.leave(each));
  });
  CHECK(visits == count);
  CHECK(lobby.size() == 0);
}

// The session that is visited leaves the room, and all of them end, on another thread, while the
// walk still has pointers to them.
TEST_CASE("a_session_that_ends_during_a_walk_stays_until_the_walk_goes_on") {
  if (!runs_on_threads()) return;
  constexpr int count = 3;
  room lobby;
  stage scene;
  std::deque<collector> others;
  for (int i = 0; i < count; ++i) {
    others.emplace_back(*scene.proactor, scene.endpoint()).start();
    REQUIRE(scene.until([&] { return scene.written.connections() == i + 1; }));
  }
  std::vector<std::weak_ptr<scripted_session>> sessions;
  for (const auto& each : all_of(scene)) {
    CHECK(lobby.join(*each));
    sessions.emplace_back(each);
  }
  const auto alive = [&] {
    return std::ranges::count_if(sessions, [](const auto& each) { return !each.expired(); });
  };
  naru::worker_pool workers(*scene.proactor, 1);
  int visits = 0;
  lobby.for_each([&](scripted_session& visited) {
    if (++visits == 1) {
      CHECK(lobby.leave(visited));
      for (const auto& each : sessions) each.lock()->abort();
      while (scene.server.size() != 0) std::this_thread::yield();
    }
    CHECK(alive() == count);
    CHECK_FALSE(visited.is_open());
    CHECK(visited.send("too late"sv) == naru::send_outcome::closed);
  });
  CHECK(visits == count);
  CHECK(alive() == 0);
  CHECK(lobby.size() == 0);
}

TEST_CASE_FIXTURE(no_frame_is_left,
                  "rooms_hold_while_sessions_join_leave_and_end_on_several_threads") {
  if (!runs_on_threads()) return;
  constexpr std::size_t room_count = 4;
  const std::size_t visits = scaled(100);
  std::array<std::optional<room>, room_count> rooms;
  for (auto& each : rooms) each.emplace();
  std::atomic<bool> over{false};
  const auto connected = [&](scripted_session& session) {
    for (auto& each : rooms) each->join(session);
    session.send("welcome"sv);
  };
  const auto closed = [&](scripted_session& session, naru::close_reason) {
    for (auto& each : rooms) {
      if (each->contains(session)) CHECK(false);
    }
  };
  stage scene({.connected = connected, .closed = closed});
  naru::worker_pool workers(*scene.proactor, 3);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < room_count; ++i) {
    threads.emplace_back([&, i] {
      while (!over) {
        room& mine = *rooms[i];
        static_cast<void>(mine.broadcast(naru::buffer("to everybody"sv)));
        // Members of this room leave another room and join it again. Some are aborted, and leave
        // this room while they end.
        mine.for_each([&](scripted_session& each) {
          room& other = *rooms[(i + 1) % room_count];
          if (other.leave(each)) other.join(each);
          if (each.id() % 7 != i) return;
          each.abort();
          mine.leave(each);
        });
        room passing;
        mine.for_each([&](scripted_session& each) { passing.join(each); });
        std::this_thread::yield();
      }
    });
  }
  naru::sync_wait(*scene.proactor,
                  many_visit_briefly(*scene.proactor, scene.endpoint(), 8, visits));
  over = true;
  for (std::thread& thread : threads) thread.join();
  CHECK(scene.until([&] { return scene.server.size() == 0; }));
  CHECK(scene.written.endings() == scene.written.connections());
  for (const auto& each : rooms) CHECK(each->size() == 0);
}

TEST_SUITE_END();
