// Datagrams of the simulated network, with all that may happen to them.
#include <algorithm>
#include <array>
#include <set>

#include "world_support.hpp"

using namespace simulated_tests;

namespace {

struct arrivals {
  std::size_t count = 0;
  std::size_t twice = 0;
  std::size_t overtaken = 0;
  std::size_t damaged = 0;
  std::size_t shorter = 0;
};

/// Sends `count` numbered datagrams, one each millisecond, over that link.
arrivals send_all(const naru::link& over, std::size_t count, std::size_t size = 100) {
  naru::simulation world({.seed = 5});
  naru::simulated_host& player = world.add_host("player", over);
  naru::simulated_host& machine = world.add_host("server", naru::link());
  const auto here = player.make_proactor();
  const auto there = machine.make_proactor();
  naru::udp_socket from(*here, {naru::address::any_v4(), 0});
  naru::udp_socket to(*there, {naru::address::any_v4(), 4'000});
  arrivals seen;
  naru::task_scope receiving(*there);
  receiving.spawn([](naru::udp_socket& socket, arrivals& noted, std::size_t all) -> naru::task<> {
    std::vector<std::byte> room(70'000);
    std::set<std::uint32_t> known;
    std::uint32_t highest = 0;
    for (;;) {
      const naru::io_result got = co_await socket.receive(naru::buffer(room));
      if (got.error) co_return;
      ++noted.count;
      if (got.bytes != all) {
        ++noted.shorter;
        continue;
      }
      std::uint32_t number = 0;
      for (int i = 0; i < 4; ++i) {
        number = number << 8 | std::to_integer<std::uint32_t>(room[static_cast<std::size_t>(i)]);
      }
      const auto wrong =
          std::find_if(room.begin() + 4, room.begin() + static_cast<std::ptrdiff_t>(all),
                       [&](std::byte each) { return each != std::byte{7}; });
      if (wrong != room.begin() + static_cast<std::ptrdiff_t>(all)) {
        ++noted.damaged;
        continue;
      }
      if (!known.insert(number).second) ++noted.twice;
      if (number < highest) ++noted.overtaken;
      highest = std::max(highest, number);
    }
  }(to, seen, size));
  naru::run(*here,
            [](naru::udp_socket& socket, naru::endpoint target, std::size_t all,
               std::size_t bytes) -> naru::task<> {
              std::vector<std::byte> payload(bytes, std::byte{7});
              for (std::uint32_t number = 0; number < all; ++number) {
                for (std::size_t i = 0; i < 4; ++i) {
                  payload[i] = static_cast<std::byte>(number >> (24 - 8 * i));
                }
                static_cast<void>(co_await socket.send_to(naru::buffer(payload), target));
                static_cast<void>(co_await naru::sleep_for(1ms));
              }
            }(from, naru::endpoint(machine.address(), 4'000), count, size));
  world.run_for(10s);
  receiving.request_stop();
  naru::run(*there, receiving.join());
  return seen;
}

}  // namespace

TEST_CASE("datagrams_arrive_once_and_in_order_over_a_good_link") {
  naru::link good;
  good.latency = 30ms;
  good.jitter = 20ms;
  const arrivals seen = send_all(good, 1'000);
  CHECK(seen.count == 1'000);
  CHECK(seen.twice + seen.overtaken + seen.damaged + seen.shorter == 0);
}

TEST_CASE("datagrams_get_lost") {
  naru::link bad;
  bad.loss = 0.3;
  const arrivals seen = send_all(bad, 2'000);
  CHECK(seen.count > 1'300);
  CHECK(seen.count < 1'500);
}

TEST_CASE("datagrams_come_twice_late_and_damaged") {
  naru::link bad;
  bad.latency = 5ms;
  bad.duplicates = 0.1;
  bad.reorders = 0.1;
  bad.corrupts = 0.05;
  bad.truncates = 0.05;
  const arrivals seen = send_all(bad, 2'000);
  CHECK(seen.count > 2'100);
  CHECK(seen.twice > 100);
  CHECK(seen.overtaken > 100);
  CHECK(seen.damaged > 50);
  CHECK(seen.shorter > 50);
}

TEST_CASE("a_datagram_above_the_mtu_is_lost_with_any_of_its_pieces") {
  naru::link bad;
  bad.loss = 0.1;
  const arrivals small = send_all(bad, 1'000, 1'000);
  const arrivals large = send_all(bad, 1'000, 9'000);
  CHECK(small.count > 850);
  CHECK(large.count < 600);  // seven pieces
}
