// Memory is missing when something is made or started in a world: it fails as a whole, and can be
// tried again.
#include <array>
#include <new>
#include <optional>

#include "heap_counter.hpp"
#include "world_support.hpp"

using namespace simulated_tests;

namespace {

constexpr std::uint16_t scarce_port = 4'000;

/// Calls `make` while one allocation fails, the one after `before` others, and once more if it has
/// thrown. Returns whether one has failed.
template <class Make>
bool make_in_a_shortage(std::size_t before, Make make) {
  bool felt = false;
  try {
    const contract::heap_shortage shortage(before);
    try {
      make();
    } catch (...) {
      felt = true;
      throw;
    }
    return shortage.felt();
  } catch (const std::bad_alloc&) {
  } catch (const std::system_error& failed) {
    CHECK(failed.code() == std::errc::not_enough_memory);
  }
  make();
  return felt;
}

/// Calls `attempt` with 0, 1, 2… until it returns that no allocation has failed.
template <class Attempt>
void fail_each_allocation(Attempt attempt) {
  std::size_t before = 0;
  while (before != 1'000 && attempt(before)) ++before;
  CHECK(before > 1);
  CHECK(before != 1'000);
}

}  // namespace

TEST_CASE("a_host_for_which_there_is_no_memory_is_not_added") {
  fail_each_allocation([](std::size_t before) {
    CAPTURE(before);
    naru::simulation world({.seed = 1});
    naru::simulated_host* made = nullptr;
    const bool felt = make_in_a_shortage(
        before, [&] { made = &world.add_host("a host with a name that is long", "10.0.0.1"); });
    naru::simulated_host& player = world.add_host("player");
    CHECK(player.address() != made->address());
    echo server(*made, scarce_port);
    const auto proactor = player.make_proactor();
    visit seen;
    naru::run(*proactor, call(*proactor, {made->address(), scarce_port}, 1'000, seen));
    CHECK(seen.echoed == 1'000);
    return felt;
  });
}

TEST_CASE("a_timer_for_which_there_is_no_memory_is_not_started") {
  fail_each_allocation([](std::size_t before) {
    CAPTURE(before);
    naru::simulation world({.seed = 1});
    const auto proactor = world.add_host("server").make_proactor();
    int ended = 0;
    std::error_code error;
    naru::callback done([&](naru::io_result result) {
      ++ended;
      error = result.error;
    });
    naru::timer timer(*proactor);
    const bool felt = make_in_a_shortage(before, [&] { timer.wait_for(1s, done); });
    world.run();
    CHECK(ended == 1);
    if (error) {
      CHECK(error == std::errc::not_enough_memory);
      timer.wait_for(1s, done);
      world.run();
      CHECK(ended == 2);
    }
    CHECK_FALSE(error);
    CHECK(world.elapsed() >= 1s);
    return felt;
  });
}

TEST_CASE("a_datagram_socket_for_which_there_is_no_memory_leaves_no_port_behind") {
  fail_each_allocation([](std::size_t before) {
    CAPTURE(before);
    naru::simulation world({.seed = 1});
    naru::simulated_host& machine = world.add_host("server");
    std::array<std::byte, 4> bytes{};
    std::size_t received = 0;
    naru::callback came([&](naru::io_result result) { received = result.bytes; });
    naru::callback sent([](naru::io_result) {});
    const auto proactor = machine.make_proactor();
    std::optional<naru::udp_socket> socket;
    const bool felt = make_in_a_shortage(before, [&] {
      socket.emplace(*proactor, naru::endpoint(naru::address::any_v4(), scarce_port));
    });
    naru::udp_socket from(*proactor, naru::endpoint(naru::address::any_v4(), 0));
    socket->receive(naru::buffer(bytes), came);
    from.send_to(naru::buffer(bytes), {machine.address(), scarce_port}, sent);
    world.run();
    CHECK(received == bytes.size());
    return felt;
  });
}
