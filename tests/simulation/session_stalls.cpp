// A server that was held up does not take its own pause for the silence of its peers.
#include <naru/session/coroutine_session.hpp>

#include <string>

#include "served_player.hpp"

using namespace simulated_tests;

namespace {

naru::session_options impatient() {
  naru::session_options limits;
  limits.handshake_timeout = 0ms;
  limits.message_timeout = 2s;
  limits.idle_timeout = 2s;
  return limits;
}

/// Takes each message, and then works for longer than its peer may be silent.
class slow_worker final : public naru::coroutine_session<naru::delimited<>> {
 public:
  explicit slow_worker(session_notes& notes) : notes_(notes) {}

 private:
  naru::task<> serve() override {
    ++notes_.begun;
    for (;;) {
      const auto message = co_await this->receive();
      if (!message) co_return;
      ++notes_.messages;
      co_await naru::sleep_for(5s);
    }
  }
  void on_closed(naru::close_reason reason) override { notes_.ends.push_back(reason); }

  session_notes& notes_;
};

}  // namespace

TEST_CASE("sessions_whose_peers_talk_outlive_a_stall_of_their_server") {
  served_player all(impatient());
  all.join();
  bool ends = false;
  naru::ticker talk = naru::every(*all.here, 600ms, [&](naru::tick) {
    if (!ends) all.send("still here\n");
  });
  all.world.run_for(5s);
  all.machine.stall(6s);
  all.world.run_for(10s);
  CHECK(all.notes.ends.empty());
  CHECK(all.notes.messages >= 20);
  ends = true;
}

// The message comes just before the round that finds the limit passed, while another function runs
// that was due with that round.
TEST_CASE("a_message_that_comes_just_before_the_round_counts") {
  std::size_t in_time = 0;
  for (auto offset = 0ms; offset < 1'000ms; offset += 40ms) {
    served_player all(impatient());
    all.join();
    all.world.run_for(1'900ms + offset);
    bool was_open = false;
    naru::timer timer(*all.there);
    naru::callback busy([&](naru::io_result) {
      was_open = all.notes.ends.empty();
      if (!was_open) return;
      all.send("in time\n");
      all.world.spend(10ms);
    });
    timer.wait_for(1ms, busy);
    all.machine.stall(42ms);  // the timer, and a round that is due in these 42 ms, run together
    all.world.run_for(1s);
    if (was_open) {
      CHECK(all.notes.ends.empty());
      CHECK(all.notes.messages == 1);
      ++in_time;
    }
  }
  CHECK(in_time != 0);
  CHECK(in_time != 25);  // so one of the rounds has found the limit passed
}

TEST_CASE("a_session_that_works_for_long_is_not_idle") {
  served_player<slow_worker> all(impatient());
  all.join();
  all.send("one\ntwo\nthree\n");
  all.world.run_for(16s);  // it works until the 15th second
  CHECK(all.notes.messages == 3);
  CHECK(all.notes.ends.empty());
  all.world.run_for(10s);
  CHECK(all.notes.ends.size() == 1);
}

TEST_CASE("the_time_of_a_stop_does_not_pass_during_a_stall_of_its_server") {
  naru::session_options limits;
  limits.send_queue_max = std::size_t{16} << 20;
  served_player all(limits);
  all.join();
  const std::string line(60'000, 'x');
  for (int i = 0; i < 100; ++i) all.session()->send(naru::buffer(line));
  noted stopped;
  std::size_t received = 0;
  std::vector<std::byte> room(65'536);
  naru::task_scope scope(*all.here);
  struct local {
    static naru::task<> take(naru::tcp_stream& from, std::vector<std::byte>& room,
                             std::size_t& received) {
      for (;;) {
        const naru::io_result result = co_await from.receive(naru::buffer(room));
        received += result.bytes;
        if (result.error) co_return;
      }
    }
  };
  all.server.stop(2s, stopped);
  all.machine.stall(6s);
  scope.spawn(local::take(all.client, room, received));
  CHECK(all.world.run_until([&] { return scope.size() == 0; }, 1min));
  CHECK(received == 100 * (line.size() + 1));
  all.client.close();
  CHECK(all.world.run_until([&] { return stopped.is_done(); }, 1min));
}

// The player takes nothing and does not close, so the session ends when the time of the stop is
// over.
TEST_CASE("a_stop_after_a_stall_takes_no_longer") {
  naru::session_options limits;
  limits.close_timeout = 1min;
  served_player all(limits);
  all.join();
  all.machine.stall(6s);
  all.world.run_for(10s);
  CHECK(all.notes.ends.empty());
  noted stopped;
  all.server.stop(2s, stopped);
  all.world.run_for(1'900ms);
  CHECK_FALSE(stopped.is_done());
  all.world.run_for(1s);
  CHECK(stopped.is_done());
}

// The peer has talked since its limit was last looked at, and says nothing during the stall. So
// only the time that counts tells whether the limit has passed.
TEST_CASE("a_stall_of_a_server_is_no_silence_of_its_peers") {
  served_player all(impatient());
  all.join();
  all.world.run_for(1'400ms);
  all.send("still here\n");
  all.world.run_for(450ms);
  all.machine.stall(6s);
  all.world.run_for(6'500ms);
  CHECK(all.notes.ends.empty());
  all.world.run_for(3s);
  CHECK(all.notes.ends.size() == 1);
}
