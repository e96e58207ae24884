// An echo server among peers that misbehave, for a while: its sessions all end, and nothing of
// them is left.
//
// NARU_STRESS_SECONDS sets how long (5), NARU_STRESS_SEED the first of the seeds.
#include "echo.hpp"
#include "faulty_peer.hpp"
#include "stress_time.hpp"
#include "support.hpp"
#include "system.hpp"

#include <deque>
#include <random>
#include <string>

using namespace contract;
using stress::faulty_peer;

namespace {

void check_played(const std::deque<faulty_peer>& peers) {
  std::array<std::size_t, faulty_peer::fault_count> played{};
  for (const faulty_peer& peer : peers) {
    CHECK(peer.failure() == std::error_code());
    for (std::size_t i = 0; i < played.size(); ++i) played[i] += peer.played()[i];
  }
  MESSAGE("reset " << played[0] << ", half-closed " << played[1] << ", one byte at a time "
                   << played[2] << ", silent " << played[3] << ", never read " << played[4]);
  for (const std::size_t count : played) CHECK(count > 0);
}

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("random_peer_faults") {
  constexpr std::size_t tolerated = 3;  // handles that the system may open in the background
  const std::size_t peer_count = std::max<std::size_t>(scaled(50), 10);
  const std::uint64_t seed = stress::chosen_seed();
  const std::chrono::seconds time = stress::chosen_time(5s);
  MESSAGE("NARU_STRESS_SEED=" << seed);
  countdown left(peer_count);
  recorder time_is_up;
  const auto proactor = test_proactor();
  {
    const connected_pair first(*proactor);  // the system opens some handles once
  }
  proactor->poll();
  echo_server server(*proactor);
  const naru::work_guard guard(*proactor);
  std::deque<faulty_peer> peers;
  for (std::size_t i = 0; i < peer_count; ++i) {
    peers.emplace_back(*proactor, server.endpoint(), seed + i, left);
  }
  naru::timer timer(*proactor);
  naru::worker_pool workers(*proactor, 3);
  const std::size_t before = open_handles();
  timer.wait_for(time, time_is_up);
  for (faulty_peer& peer : peers) peer.start();
  CHECK(run_until(*proactor, [&] { return time_is_up.completed(); }, time + deadline));
  for (faulty_peer& peer : peers) peer.stop();
  REQUIRE(left.wait(20s));
  CHECK(run_until(*proactor,
                  [&] { return server.sessions() == 0 && open_handles() <= before + tolerated; }));
  check_played(peers);
}

TEST_SUITE_END();
