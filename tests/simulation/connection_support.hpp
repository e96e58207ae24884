// A connection between two simulated hosts, for tests that use it without coroutines.
#pragma once

#include <cstdint>

#include "world_support.hpp"

namespace simulated_tests {

/// An operation that notes its result.
class noted final : public naru::operation {
 public:
  noted() : operation([](naru::operation& self) { static_cast<noted&>(self).is_done_ = true; }) {}

  [[nodiscard]] bool is_done() const noexcept { return is_done_; }
  void forget() noexcept { is_done_ = false; }
  [[nodiscard]] std::error_code error() const noexcept { return result().error; }

 private:
  bool is_done_ = false;
};

struct connected_hosts {
  explicit connected_hosts(const naru::simulation_options& options = {.seed = 1},
                           const naru::link& to = naru::link::lan())
      : world(options),
        machine(world.add_host("server", to)),
        player(world.add_host("player", to)),
        there(machine.make_proactor()),
        here(player.make_proactor()),
        server(*there),
        client(*here) {
    naru::tcp_listener listener(*there, {naru::address::any_v4(), 7'000});
    noted accepted;
    noted connected;
    listener.accept(server, accepted);
    client.connect({machine.address(), 7'000}, connected);
    CHECK(world.run_until([&] { return accepted.is_done() && connected.is_done(); }, 5min));
    CHECK_FALSE(accepted.error());
    CHECK_FALSE(connected.error());
  }

  void block_both() {
    world.block(machine, player);
    world.block(player, machine);
  }
  void unblock_both() {
    world.unblock(machine, player);
    world.unblock(player, machine);
  }
  [[nodiscard]] bool ends(const noted& op, naru::simulation::duration limit = 10min) {
    return world.run_until([&] { return op.is_done(); }, limit);
  }

  naru::simulation world;
  naru::simulated_host& machine;
  naru::simulated_host& player;
  std::unique_ptr<naru::proactor> there;
  std::unique_ptr<naru::proactor> here;
  naru::tcp_stream server;
  naru::tcp_stream client;
};

}  // namespace simulated_tests
