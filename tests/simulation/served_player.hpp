// A server and one player in a simulated world. The sessions of the server note what they hear.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "connection_support.hpp"

namespace simulated_tests {

/// The notes of all sessions of a server.
struct session_notes {
  std::size_t begun = 0;
  std::size_t messages = 0;
  std::size_t full = 0;
  std::size_t drained = 0;
  std::vector<naru::close_reason> ends;
  std::function<void()> on_message = [] {};
};

class noting_session final : public naru::session<naru::delimited<>> {
 public:
  explicit noting_session(session_notes& notes) : notes_(notes) {}

 private:
  void on_connected() override { ++notes_.begun; }
  void on_message(naru::const_buffer) override {
    ++notes_.messages;
    notes_.on_message();
  }
  void on_send_queue_full() override { ++notes_.full; }
  void on_send_queue_drained() override { ++notes_.drained; }
  void on_closed(naru::close_reason reason) override { notes_.ends.push_back(reason); }

  session_notes& notes_;
};

/// `Session` is made from its session_notes.
template <class Session = noting_session>
struct served_player {
  explicit served_player(const naru::session_options& limits = {})
      : machine(world.add_host("server")),
        player(world.add_host("player")),
        there(machine.make_proactor()),
        here(player.make_proactor()),
        server(*there, {.address = {naru::address::any_v4(), 7'000}, .sessions = limits},
               [this] { return std::make_shared<Session>(notes); }),
        client(*here) {
    server.start();
  }
  ~served_player() {
    client.close();
    static_cast<void>(server.stop_blocking(1min));  // a test may have stopped it
    CHECK(server.size() == 0);
  }

  /// Connects the player, and waits for its session.
  void join() {
    noted connected;
    client.connect({machine.address(), 7'000}, connected);
    CHECK(world.run_until([&] { return connected.is_done() && notes.begun != 0; }, 1min));
    CHECK_FALSE(connected.error());
  }
  /// The player sends that, while nothing else happens.
  void send(std::string_view text) {
    client.send(naru::buffer(text), sent);
    CHECK_FALSE(sent.error());
  }
  [[nodiscard]] std::shared_ptr<Session> session() {
    std::shared_ptr<Session> found;
    server.for_each(
        [&](Session& each) { found = std::static_pointer_cast<Session>(each.shared_from_this()); });
    return found;
  }

  naru::simulation world{{.seed = 1, .partial_transfers = false}};
  session_notes notes;
  naru::simulated_host& machine;
  naru::simulated_host& player;
  std::unique_ptr<naru::proactor> there;
  std::unique_ptr<naru::proactor> here;
  naru::server<Session> server;
  naru::tcp_stream client;
  noted sent;
};

}  // namespace simulated_tests
