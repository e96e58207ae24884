// Runs a world in which much goes wrong, and saves its record. The tests give the files to the
// programs that are to read them: see CMakeLists.txt.
//
//     naru_recorded run.pcapng run.json run.mmd
#include <naru/naru.hpp>
#include <naru/simulation.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

namespace {

constexpr std::uint16_t port = 20'555;  // Wireshark knows no protocol of it
constexpr int lines = 40;
constexpr int rounds = 10;

class echo : public naru::session<naru::delimited<>> {
  void on_message(naru::const_buffer message) override { send(message); }
};

class guest : public naru::session<naru::delimited<>> {
 private:
  void on_connected() override { ask(); }
  void on_message(naru::const_buffer) override {
    if (++answers_ % lines != 0) return;
    answers_ == rounds* lines ? close() : ask();
  }
  void ask() {
    for (int i = 0; i < lines; ++i) send(std::string(1 + 50 * static_cast<std::size_t>(i), 'x'));
  }

  int answers_ = 0;
};

naru::task<> tell(naru::proactor& proactor, naru::address from, naru::endpoint to) {
  naru::udp_socket socket(proactor, {from, 0});
  const std::string text = "still here";
  for (int i = 0; i < 20; ++i) {
    co_await socket.send_to(naru::buffer(text), to);
    co_await naru::sleep_for(100ms);
  }
}

template <class Owner>
naru::task<> end(Owner& owner) {
  co_await owner.stop(5s);
}

}  // namespace

int main(int count, char** files) {
  naru::simulation world({.seed = naru::seed_of_environment(3), .record = true});
  naru::simulated_host& machine = world.add_host("server", "10.0.0.1");
  naru::simulated_host& machine6 = world.add_host("server6", "2001:db8::1", naru::link::wifi());
  std::vector<naru::simulated_host*> players{
      &world.add_host("player-1", "10.0.0.2", naru::link::poor()),
      &world.add_host("player-2", "10.0.0.3", naru::link::mobile()),
      &world.add_host("player-3", "2001:db8::2", naru::link::satellite())};
  {
    const auto there = machine.make_proactor();
    const auto there6 = machine6.make_proactor();
    naru::server<echo> server(*there, {.address = {naru::address::any_v4(), port}});
    naru::server<echo> server6(*there6, {.address = {naru::address::any_v6(), port}});
    server.start();
    server6.start();
    const naru::udp_socket ear(*there, {naru::address::any_v4(), port});
    std::vector<std::unique_ptr<naru::proactor>> proactors;
    std::vector<std::unique_ptr<naru::task_scope>> scopes;
    std::vector<std::unique_ptr<naru::client<guest>>> clients;
    for (naru::simulated_host* const each : players) {
      const bool is_v4 = each->address().is_v4();
      proactors.push_back(each->make_proactor());
      naru::proactor& here = *proactors.back();
      clients.push_back(std::make_unique<naru::client<guest>>(
          here, naru::client_options{.host = is_v4 ? "server" : "server6", .port = port},
          [] { return std::make_shared<guest>(); }));
      clients.back()->start();
      scopes.push_back(std::make_unique<naru::task_scope>(here));
      scopes.back()->spawn(tell(here, is_v4 ? naru::address::any_v4() : naru::address::any_v6(),
                                {is_v4 ? machine.address() : machine6.address(), port}));
    }
    world.mark("everybody has begun");
    world.run_for(1s);
    world.block(*players[1], machine);
    machine.stall(300ms);
    world.run_for(700ms);
    world.unblock(*players[1], machine);
    world.run_for(2s);
    machine.vanish();
    world.run_for(1s);
    machine.come_back();
    world.run_for(20s);
    world.mark("everybody has been heard");
    for (std::size_t i = 0; i < players.size(); ++i) {
      naru::run(*proactors[i], end(*clients[i]));
      naru::run(*proactors[i], scopes[i]->join());
    }
    naru::run(*there, end(server));
    naru::run(*there6, end(server6));
  }
  for (int i = 1; i < count; ++i) world.save(files[i]);
  return 0;
}
