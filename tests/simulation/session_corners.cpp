// Corners of sessions and servers that one thread can reach, because the world decides what comes
// in one turn.
#include <set>
#include <string>

#include "served_player.hpp"

using namespace simulated_tests;

namespace {

naru::session_options with_queue_of(std::size_t bytes) {
  naru::session_options limits;
  limits.send_queue_max = bytes;
  limits.on_overflow = naru::overflow_policy::call_back;
  return limits;
}

/// The sessions of a room that exist.
struct lobby {
  naru::room<class roommate> room;
  std::set<const void*> alive;
};

class roommate final : public naru::session<naru::delimited<>> {
 public:
  explicit roommate(lobby& in) : lobby_(in) { in.alive.insert(this); }
  ~roommate() override { lobby_.alive.erase(this); }

 private:
  void on_connected() override { lobby_.room.join(*this); }
  void on_message(naru::const_buffer) override {}

  lobby& lobby_;
};

}  // namespace

// Nothing else happens at this session: its peer takes nothing, and sends nothing.
TEST_CASE("a_session_is_told_that_its_queue_is_full_and_drained") {
  served_player all(with_queue_of(100'000));
  all.join();
  const auto session = all.session();
  all.world.block(all.machine, all.player);
  const std::string line(9'000, 'x');
  naru::send_outcome outcome{};
  std::size_t queued = 0;
  for (;; ++queued) {
    outcome = session->send(naru::buffer(line));
    if (outcome != naru::send_outcome::queued) break;
    all.world.run_for(1ms);
    REQUIRE(queued < 1'000);
  }
  all.world.run_for(10ms);
  CHECK(all.notes.full == 1);
  CHECK(all.notes.drained == 0);
  all.world.unblock(all.machine, all.player);
  std::vector<std::byte> room(queued * (line.size() + 1));
  noted received;
  all.client.receive_exactly(naru::buffer(room), received);
  CHECK(all.world.run_until([&] { return received.is_done(); }, 1min));
  all.world.run_for(10ms);
  CHECK(all.notes.full == 1);
  CHECK(all.notes.drained == 1);
}

// A datagram and a connection come during a stall, and so both are served in one turn, the datagram
// first. Its function closes the listener of the server that has accepted the connection.
TEST_CASE("a_connection_that_was_accepted_before_its_listener_closed_is_served") {
  served_player all;
  naru::udp_socket command(*all.there, {naru::address::any_v4(), 9'000});
  naru::udp_socket commander(*all.here, {naru::address::any_v4(), 0});
  std::array<std::byte, 1> room{};
  noted sent;
  noted ended;
  noted connected;
  naru::callback closes([&](naru::io_result) { all.server.stop_accepting(ended); });
  command.receive(naru::buffer(room), closes);
  all.machine.stall(1s);
  commander.send_to(naru::buffer(room), {all.machine.address(), 9'000}, sent);
  all.world.run_for(100ms);
  all.client.connect({all.machine.address(), 7'000}, connected);
  all.world.run_for(2s);
  CHECK(ended.is_done());
  CHECK_FALSE(connected.error());
  CHECK(all.notes.begun == 1);
  CHECK(all.notes.ends.empty());
}

TEST_CASE("a_session_that_was_made_while_its_server_stopped_does_not_begin") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto there = machine.make_proactor();
  const auto here = world.add_host("player").make_proactor();
  session_notes notes;
  noted stopped;
  noted connected;
  naru::server<noting_session>* stopping = nullptr;
  naru::server<noting_session> server(*there, {.address = {naru::address::any_v4(), 7'000}}, [&] {
    stopping->stop(1s, stopped);
    return std::make_shared<noting_session>(notes);
  });
  stopping = &server;
  server.start();
  naru::tcp_stream client(*here);
  client.connect({machine.address(), 7'000}, connected);
  world.run_for(10s);
  CHECK(stopped.is_done());
  CHECK(notes.begun == 0);
  CHECK(server.size() == 0);
}

// The walk stands outside of every program, so that the world goes on inside of it.
TEST_CASE("a_session_that_ends_during_a_walk_exists_until_its_visit") {
  naru::simulation world({.seed = 1});
  naru::simulated_host& machine = world.add_host("server");
  const auto there = machine.make_proactor();
  const auto here = world.add_host("player").make_proactor();
  lobby all;
  naru::server<roommate> server(*there, {.address = {naru::address::any_v4(), 7'000}},
                                [&] { return std::make_shared<roommate>(all); });
  server.start();
  std::vector<std::unique_ptr<naru::tcp_stream>> clients;
  std::vector<std::unique_ptr<noted>> connected;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<naru::tcp_stream>(*here));
    connected.push_back(std::make_unique<noted>());
    clients.back()->connect({machine.address(), 7'000}, *connected.back());
  }
  world.run_for(1s);
  REQUIRE(all.room.size() == 3);
  std::size_t visits = 0;
  std::size_t gone = 0;
  all.room.for_each([&](roommate& each) {
    if (!all.alive.contains(&each)) ++gone;
    if (visits++ != 0) return;
    clients.clear();
    world.run_for(1min);
    CHECK(all.room.size() == 0);
  });
  CHECK(gone == 0);
  CHECK(all.alive.empty());
  CHECK(server.stop_blocking(1min));
}

TEST_CASE("what_came_during_a_pause_comes_at_its_end") {
  served_player all;
  all.join();
  const auto session = all.session();
  session->pause_receiving();
  all.world.run_for(1ms);
  all.send("during the pause\n");
  all.world.run_for(1s);
  CHECK(all.notes.messages == 0);
  session->resume_receiving();
  all.world.run_for(1ms);
  CHECK(all.notes.messages == 1);
}

TEST_CASE("an_abort_leaves_the_code_of_a_session_that_closes") {
  served_player all;
  all.join();
  const auto session = all.session();
  all.world.block(all.machine, all.player);
  session->close({.number = 4, .text = "good bye"});
  session->abort({.number = 9, .text = "too late"});
  CHECK(session->close_code().number == 4);
  all.world.unblock(all.machine, all.player);
}
