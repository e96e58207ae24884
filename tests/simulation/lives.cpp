// Programs come and go on hosts that go on: whatever is pending when a proactor is destroyed ends
// once, and the world does not touch what is gone.
#include <algorithm>
#include <array>
#include <functional>

#include "connection_support.hpp"

using namespace simulated_tests;

namespace {

constexpr std::uint16_t lives_port = 7'000;

struct tally {
  std::size_t started = 0;
  std::size_t ended = 0;
};

/// An operation that counts how often it was started and has ended.
class counted final : public naru::operation {
 public:
  explicit counted(tally& all)
      : operation([](naru::operation& self) { ++static_cast<counted&>(self).all_.ended; }),
        all_(all) {}

  counted& start() {
    ++all_.started;
    return *this;
  }

 private:
  tally& all_;
};

/// A program with a socket of each kind and something pending on each.
class program {
 public:
  program(naru::simulation& world, naru::simulated_host& on, naru::simulated_host& peer, tally& all)
      : world_(world),
        timed_(all),
        looked_up_(all),
        accepted_(all),
        connected_(all),
        received_(all),
        sent_(all),
        came_(all),
        peer_(peer.address()),
        proactor_(on.make_proactor()),
        timer_(*proactor_),
        resolver_(*proactor_),
        incoming_(*proactor_),
        outgoing_(*proactor_),
        datagrams_(*proactor_, {naru::address::any_v4(), 0}) {
    try {
      listener_.emplace(*proactor_, naru::endpoint(naru::address::any_v4(), lives_port));
    } catch (const std::system_error&) {  // another program of the host has the port
    }
  }

  void do_something() {
    switch (world_.random(12)) {
      case 0:
        if (!timed_.pending()) timer_.wait_for(some_time(), timed_.start());
        return;
      case 1:
        return timer_.cancel();
      case 2:
        if (!looked_up_.pending())
          resolver_.resolve("host-1", lives_port, found_, looked_up_.start());
        return;
      case 3:
        if (listener_ && !accepted_.pending()) listener_->accept(incoming_, accepted_.start());
        return;
      case 4:
        if (!connected_.pending() && !sent_.pending()) {
          if (world_.random(3) == 0) outgoing_ = naru::tcp_stream(*proactor_);
          outgoing_.connect({peer_, lives_port}, connected_.start());
        }
        return;
      case 5:
        if (!received_.pending()) {
          auto& stream = world_.random(2) == 0 ? incoming_ : outgoing_;
          stream.receive(naru::buffer(room_), received_.start());
        }
        return;
      case 6:
      case 7:
        if (!sent_.pending() && !connected_.pending()) {
          outgoing_.send(naru::buffer(much_), sent_.start());
        }
        return;
      case 8:
        if (!came_.pending()) datagrams_.receive(naru::buffer(small_room_), came_.start());
        return;
      case 9:
        return world_.random(2) == 0 ? outgoing_.cancel() : incoming_.cancel();
      case 10:
        if (world_.random(4) == 0) outgoing_.close(some_mode());
        if (world_.random(4) == 0) incoming_.close(some_mode());
        return;
      default:
        if (world_.random(4) == 0) listener_.reset();
        return resolver_.cancel();
    }
  }

 private:
  std::chrono::milliseconds some_time() { return std::chrono::milliseconds(world_.random(5'000)); }
  naru::close_mode some_mode() {
    return world_.random(2) == 0 ? naru::close_mode::graceful : naru::close_mode::reset;
  }

  naru::simulation& world_;
  counted timed_;
  counted looked_up_;
  counted accepted_;
  counted connected_;
  counted received_;
  counted sent_;
  counted came_;
  std::vector<naru::endpoint> found_;
  std::vector<std::byte> much_ = std::vector<std::byte>(400'000);
  std::array<std::byte, 5'000> room_{};
  std::array<std::byte, 500> small_room_{};
  naru::address peer_;
  std::unique_ptr<naru::proactor> proactor_;
  naru::timer timer_;
  naru::resolver resolver_;
  naru::tcp_stream incoming_;
  naru::tcp_stream outgoing_;
  naru::udp_socket datagrams_;
  std::optional<naru::tcp_listener> listener_;
};

void come_and_go(naru::simulation& world) {
  tally all;
  std::vector<naru::simulated_host*> hosts;
  for (int i = 0; i < 4; ++i) {
    hosts.push_back(&world.add_host("host-" + std::to_string(i),
                                    i % 2 == 0 ? naru::link::lan() : naru::link::mobile()));
  }
  const auto some_host = [&]() -> naru::simulated_host& { return *hosts[world.random(4)]; };
  std::vector<std::unique_ptr<program>> programs;
  for (int step = 0; step < 600; ++step) {
    if (programs.size() < 6 && world.random(4) == 0) {
      programs.push_back(std::make_unique<program>(world, some_host(), some_host(), all));
    }
    if (!programs.empty()) programs[world.random(programs.size())]->do_something();
    if (world.random(3) == 0) world.run_for(std::chrono::milliseconds(world.random(200)));
    if (world.random(40) == 0) some_host().vanish();
    if (world.random(20) == 0) some_host().come_back();
    if (world.random(40) == 0) some_host().stall(std::chrono::milliseconds(world.random(3'000)));
    if (!programs.empty() && world.random(12) == 0) {
      programs.erase(programs.begin() + static_cast<std::ptrdiff_t>(world.random(programs.size())));
    }
  }
  programs.clear();
  CHECK(all.started > 50);
  CHECK(all.ended == all.started);
  world.note(all.ended);
  world.run();  // what is still on its way belongs to nobody
}

}  // namespace

TEST_CASE("programs_come_and_go") {
  const std::uint64_t first = naru::seed_of_environment(1);
  for (std::uint64_t seed = first; seed < first + 50; ++seed) {
    CAPTURE(seed);
    CHECK(naru::repeats({.seed = seed}, come_and_go));
  }
}
