// The parts of a simulated world by themselves.
#include <naru/simulation/link.hpp>

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "simulated/byte_ring.hpp"
#include "simulated/link_state.hpp"
#include "simulated/port_range.hpp"
#include "simulated/random_source.hpp"
#include "simulated/timeline.hpp"

using namespace std::chrono_literals;
using naru::detail::byte_ring;
using naru::detail::link_state;
using naru::detail::random_source;
using naru::detail::timeline;

namespace {

class listing final : public naru::detail::event_target {
 public:
  explicit listing(std::vector<std::uint64_t>& list) : list_(list) {}
  void happen(std::uint64_t what) override { list_.push_back(what); }

 private:
  std::vector<std::uint64_t>& list_;
};

}  // namespace

TEST_CASE("chance_is_the_same_with_every_compiler") {
  random_source random(42);
  // Of the reference implementations of splitmix64 and xoshiro256++.
  CHECK(random.next() == 0xd0764d4f4476689f);
  CHECK(random.next() == 0x519e4174576f3791);
  CHECK(random.next() == 0xfbe07cfb0c24ed8c);
}

TEST_CASE("probabilities_hold") {
  random_source random(7);
  int happened = 0;
  for (int i = 0; i < 100'000; ++i) happened += random.happens(0.25) ? 1 : 0;
  CHECK(happened > 24'500);
  CHECK(happened < 25'500);
  for (int i = 0; i < 1'000; ++i) CHECK_FALSE(random.happens(0));
  for (int i = 0; i < 1'000; ++i) CHECK(random.happens(1));
}

TEST_CASE("events_happen_in_the_order_of_their_times_and_then_of_their_planning") {
  std::vector<std::uint64_t> list;
  const auto target = std::make_shared<listing>(list);
  timeline time;
  const auto now = time.now();
  time.plan(now + 2ms, target, 3);
  time.plan(now + 1ms, target, 1);
  time.plan(now + 2ms, target, 4);
  time.plan(now + 1ms, target, 2);
  time.plan(now - 1ms, target, 0);  // means now
  CHECK(time.run_due());
  CHECK(list == std::vector<std::uint64_t>{0});
  CHECK_FALSE(time.run_due());
  time.run_for(3ms);
  CHECK(list == std::vector<std::uint64_t>{0, 1, 2, 3, 4});
  CHECK(time.now() == now + 3ms);
  CHECK(time.events() == 5);
}

TEST_CASE("an_event_aside_does_not_keep_the_world_going") {
  std::vector<std::uint64_t> list;
  const auto target = std::make_shared<listing>(list);
  timeline time;
  time.plan_aside(time.now() + 1s, target, 1);
  CHECK_FALSE(time.keeps_going());
  time.plan(time.now() + 2s, target, 2);
  CHECK(time.keeps_going());
  time.run_for(3s);
  CHECK(list == std::vector<std::uint64_t>{1, 2});
  CHECK_FALSE(time.keeps_going());
}

TEST_CASE("the_hash_tells_runs_apart") {
  std::vector<std::uint64_t> list;
  const auto target = std::make_shared<listing>(list);
  const auto hash_after = [&](timeline::duration later, std::uint64_t what) {
    timeline time;
    time.plan(time.now() + later, target, what);
    time.run_for(1s);
    return time.hash();
  };
  CHECK(hash_after(1ms, 1) == hash_after(1ms, 1));
  CHECK(hash_after(1ms, 1) != hash_after(2ms, 1));
  CHECK(hash_after(1ms, 1) != hash_after(1ms, 2));
}

TEST_CASE("a_ring_gives_back_what_it_took") {
  byte_ring ring;
  random_source random(1);
  std::uint8_t put = 0;
  std::uint8_t taken = 0;
  for (int round = 0; round < 2'000; ++round) {
    std::vector<std::byte> more(static_cast<std::size_t>(random.below(700)));
    for (std::byte& each : more) each = std::byte{put++};
    ring.push(more);
    std::vector<std::byte> out(static_cast<std::size_t>(random.below(ring.size() + 1)));
    ring.pop(out);
    for (const std::byte each : out) REQUIRE(each == std::byte{taken++});
  }
}

TEST_CASE("a_link_has_its_latency_and_its_bandwidth") {
  naru::link slow;
  slow.latency = 10ms;
  slow.bytes_per_second = 1'000'000;
  slow.queue_max = 50ms;
  link_state state(slow);
  random_source random(1);
  const timeline::time_point now = timeline::beginning;
  CHECK(state.cross(now, 1'000, random).time == 11ms);
  CHECK(state.cross(now, 1'000, random).time == 12ms);  // behind the first
  int passed = 2;
  while (!state.cross(now, 1'000, random).lost) ++passed;
  CHECK(passed == 51);  // the queue is full
  CHECK_FALSE(state.cross(now + 1s, 1'000, random).lost);
}

TEST_CASE("losses_come_in_bursts") {
  naru::link bursts;
  bursts.burst_every = 100ms;
  bursts.burst_length = 10ms;
  bursts.loss_in_burst = 1;
  link_state state(bursts);
  random_source random(3);
  int lost = 0;
  int runs = 0;
  bool before = false;
  for (int i = 0; i < 100'000; ++i) {
    const bool now_lost = state.cross(timeline::beginning + i * 1ms, 100, random).lost;
    lost += now_lost ? 1 : 0;
    runs += now_lost && !before ? 1 : 0;
    before = now_lost;
  }
  CHECK(lost > 7'500);  // 1 of 11 on average
  CHECK(lost < 11'500);
  CHECK(lost / runs >= 8);  // ten in a row on average
}

TEST_CASE("ports_run_out_and_come_back") {
  random_source random(1);
  naru::detail::port_range ports(random);
  for (std::size_t i = 0; i < naru::detail::port_range::size; ++i) REQUIRE(ports.take() != 0);
  CHECK(ports.take() == 0);
  ports.give_back(50'000);
  CHECK(ports.take() == 50'000);
}

TEST_CASE("a_port_that_several_have_asked_for_is_given_out_when_the_last_of_them_goes") {
  random_source random(1);
  naru::detail::port_range ports(random);
  for (std::size_t i = 0; i < naru::detail::port_range::size; ++i) REQUIRE(ports.take() != 0);
  {
    naru::detail::held_port one;
    CHECK(one.hold(ports, 50'000) == 50'000);
    ports.give_back(50'000);
    {
      naru::detail::held_port two;
      CHECK(two.hold(ports, 50'000) == 50'000);
    }
    CHECK(ports.take() == 0);
  }
  naru::detail::held_port three;
  CHECK(three.hold(ports, 0) == 50'000);
  naru::detail::held_port four;
  CHECK(four.hold(ports, 0) == 0);
}
