// The limits of sessions that are numbers alone: rates, addresses, waits, and the pace of the
// rounds.
#include "session/address_limit.hpp"
#include "session/back_off.hpp"
#include "session/rate_limit.hpp"
#include "session/round_pace.hpp"
#include "session/saturating_time.hpp"
#include "session/sliding_second.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <random>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

using naru::address;
using naru::detail::address_limit;
using naru::detail::back_off;
using naru::detail::network_of;
using naru::detail::rate_limit;
using naru::detail::round_pace;
using naru::detail::saturating_add;
using naru::detail::saturating_duration;
using naru::detail::sliding_second;

using time_point = naru::proactor::time_point;
using duration = naru::proactor::duration;

namespace {

constexpr time_point start{1'000h};

/// Counts one message as a session does; returns false if it was one too many.
bool receive_one(rate_limit& limit, time_point now, duration late = 0ns) {
  static_cast<void>(limit.add(5, now, late));
  if (limit.messages_left() == 0) return false;
  limit.add_messages(1);
  return true;
}

bool enters(address_limit& limit, const address& from) {
  return limit.enter(from) == address_limit::entry::counted;
}

}  // namespace

TEST_CASE("a_sender_at_the_limit_passes_for_ever") {
  for (const std::size_t most : {1U, 5U, 63U, 64U, 65U, 100U, 1'000U, 4'999U}) {
    CAPTURE(most);
    rate_limit limit(0, most);
    std::size_t passed = 0;
    for (std::size_t i = 0; i < 3 * most + 10; ++i) {
      const duration since = std::chrono::nanoseconds(std::chrono::ceil<std::chrono::nanoseconds>(
          std::chrono::duration<double>(static_cast<double>(i) / static_cast<double>(most))));
      if (receive_one(limit, start + since + std::chrono::nanoseconds(i))) ++passed;
    }
    CHECK(passed == 3 * most + 10);
  }
}

TEST_CASE("no_second_has_more_than_the_limit") {
  constexpr std::size_t most = 50;
  constexpr duration grain = sliding_second::length / 64;
  std::minstd_rand random(7);
  std::uniform_int_distribution<int> pause(0, 40);
  rate_limit limit(0, most);
  std::vector<time_point> passed;
  time_point now = start;
  for (int i = 0; i < 5'000; ++i) {
    now += std::chrono::milliseconds(std::max(0, pause(random) - 25));
    if (receive_one(limit, now)) passed.push_back(now);
  }
  CHECK(passed.size() > 10 * most);
  for (std::size_t i = most; i < passed.size(); ++i) {
    CHECK(passed[i] - passed[i - most] >= sliding_second::length - grain);
  }
}

TEST_CASE("two_bursts_around_the_end_of_a_second_are_too_many") {
  rate_limit limit(0, 100);
  CHECK(receive_one(limit, start));
  for (int i = 0; i < 99; ++i) CHECK(receive_one(limit, start + 950ms));
  CHECK(receive_one(limit, start + 1'030ms));
  CHECK_FALSE(receive_one(limit, start + 1'030ms));
  CHECK_FALSE(receive_one(limit, start + 1'949ms));
  CHECK(receive_one(limit, start + 1'950ms));
}

TEST_CASE("bytes_count_to_the_last_one") {
  rate_limit limit(1'000, 0);
  CHECK(limit.add(1'000, start, 0ns));
  CHECK_FALSE(limit.add(1, start + 999ms, 0ns));
  CHECK(limit.add(999, start + 1'000ms, 0ns));
}

TEST_CASE("a_limit_that_changes_keeps_what_was_counted") {
  rate_limit limit(0, 5);
  for (int i = 0; i < 5; ++i) CHECK(receive_one(limit, start));
  limit.allow(0, 6);
  CHECK(receive_one(limit, start));
  CHECK_FALSE(receive_one(limit, start));
  limit.allow(0, 2);
  CHECK_FALSE(receive_one(limit, start + 999ms));
  CHECK(receive_one(limit, start + 1s));
  limit.allow(0, 0);
  for (int i = 0; i < 100; ++i) CHECK(receive_one(limit, start + 1s));
  limit.allow(0, 1);
  CHECK(receive_one(limit, start + 1s));  // nothing was counted without a limit
  CHECK_FALSE(receive_one(limit, start + 1s));
}

TEST_CASE("what_had_to_wait_for_the_server_may_come_at_once") {
  rate_limit limit(0, 10);
  std::size_t passed = 0;
  while (receive_one(limit, start, 2s)) ++passed;
  CHECK(passed == 30);
  rate_limit endless(0, static_cast<std::size_t>(-1));
  CHECK(receive_one(endless, start, 2s));
}

TEST_CASE("a_network_of_addresses_counts_as_one") {
  address_limit limit(2, 64);
  CHECK(enters(limit, address::parse("2001:db8:0:1::1")));
  CHECK(enters(limit, address::parse("2001:db8:0:1:ffff::2")));
  CHECK_FALSE(enters(limit, address::parse("2001:db8:0:1::3")));
  CHECK(enters(limit, address::parse("2001:db8:0:2::1")));
  limit.leave(address::parse("2001:db8:0:1:ffff::2"));
  CHECK(enters(limit, address::parse("2001:db8:0:1:8000::")));
  CHECK_FALSE(enters(limit, address::parse("2001:db8:0:1::1")));
}

TEST_CASE("an_ipv4_address_counts_whole_in_either_form") {
  address_limit limit(1, 64);
  CHECK(enters(limit, address::parse("192.0.2.1")));
  CHECK(enters(limit, address::parse("192.0.2.2")));
  CHECK_FALSE(enters(limit, address::parse("::ffff:192.0.2.1")));
  CHECK_FALSE(enters(limit, address::parse("::ffff:192.0.2.2")));
  limit.leave(address::parse("::ffff:192.0.2.1"));
  CHECK(enters(limit, address::parse("192.0.2.1")));
}

TEST_CASE("an_address_has_no_limit_until_there_is_one") {
  const address from = address::parse("192.0.2.1");
  address_limit limit(0, 64);
  CHECK(limit.enter(from) == address_limit::entry::uncounted);
  limit.allow(1);
  CHECK(enters(limit, from));
  CHECK(limit.enter(from) == address_limit::entry::refused);
  limit.allow(2);
  CHECK(enters(limit, from));
  limit.allow(1);
  CHECK(limit.enter(from) == address_limit::entry::refused);
  limit.allow(0);
  CHECK(limit.enter(from) == address_limit::entry::uncounted);
  limit.leave(from);
  limit.leave(from);
}

TEST_CASE("a_network_has_as_many_bits_as_are_said") {
  const address all = address::parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe");
  CHECK(network_of(all, 1) == address::parse("8000::"));
  CHECK(network_of(all, 8) == address::parse("ff00::"));
  CHECK(network_of(all, 12) == address::parse("fff0::"));
  CHECK(network_of(all, 56) == address::parse("ffff:ffff:ffff:ff00::"));
  CHECK(network_of(all, 64) == address::parse("ffff:ffff:ffff:ffff::"));
  CHECK(network_of(all, 65) == address::parse("ffff:ffff:ffff:ffff:8000::"));
  CHECK(network_of(all, 128) == all);
}

TEST_CASE("a_wait_before_the_next_attempt_may_be_as_long_as_can_be_told") {
  constexpr auto longest = std::chrono::milliseconds::max();
  back_off endless({.delay_min = longest, .delay_max = longest, .seed = 7});
  for (int i = 0; i < 3; ++i) {
    const std::chrono::milliseconds delay = endless.next_delay();
    CHECK(delay >= longest / 2);
    CHECK(saturating_duration(delay) == duration::max());
  }
  endless.succeed(1h);
  CHECK(endless.next_delay() >= longest / 2);

  back_off growing({.delay_min = longest / 3, .delay_max = longest, .seed = 7});
  std::chrono::milliseconds last = 0ms;
  for (int i = 0; i < 4; ++i) {
    last = growing.next_delay();
    CHECK(last >= longest / 6);
  }
  CHECK(last >= longest / 2);
}

TEST_CASE("a_wait_grows_twofold_up_to_its_longest") {
  back_off waits({.delay_min = 100ms, .delay_max = 350ms, .seed = 7});
  for (const auto most : {100ms, 200ms, 350ms, 350ms}) {
    const std::chrono::milliseconds delay = waits.next_delay();
    CHECK(delay <= most);
    CHECK(delay >= most / 2);
  }
  waits.succeed(349ms);
  CHECK(waits.next_delay() >= 175ms);
  waits.succeed(350ms);
  CHECK(waits.next_delay() <= 100ms);
}

TEST_CASE("times_too_long_to_count_stay_at_the_longest") {
  CHECK(saturating_duration(5ms) == 5ms);
  CHECK(saturating_duration(std::chrono::milliseconds::max()) == duration::max());
  CHECK(saturating_add(start, 1s) == start + 1s);
  CHECK(saturating_add(start, duration::max()) == time_point::max());
}

TEST_CASE("a_round_that_comes_late_does_not_let_time_pass") {
  round_pace pace;
  CHECK(pace.arrive(start) == start);
  pace.expect(start + 100ms);
  CHECK(pace.arrive(start + 100ms) == start + 100ms);
  pace.expect(start + 200ms);
  CHECK(pace.recently_late(start + 200ms) == 0ns);
  CHECK(pace.recently_late(start + 3'200ms) == 3s);
  CHECK(pace.arrive(start + 3'200ms) == start + 200ms);
  CHECK(pace.recently_late(start + 3'200ms) == 3s);
  pace.expect(start + 3'300ms);
  CHECK(pace.arrive(start + 3'300ms) == start + 300ms);
  CHECK(pace.time_of(start + 3'350ms) == start + 350ms);
}

TEST_CASE("that_a_round_was_late_is_forgotten_after_some_seconds") {
  round_pace pace;
  static_cast<void>(pace.arrive(start));
  pace.expect(start + 1s);
  static_cast<void>(pace.arrive(start + 3s));
  for (int i = 1; i <= 20; ++i) {
    const time_point now = start + 3s + i * 100ms;
    pace.expect(now);
    static_cast<void>(pace.arrive(now));
    if (i <= 15) CHECK(pace.recently_late(now) == 2s);
  }
  for (int i = 1; i <= 20; ++i) {
    const time_point now = start + 5s + i * 100ms;
    pace.expect(now);
    static_cast<void>(pace.arrive(now));
  }
  CHECK(pace.recently_late(start + 7s) == 0ns);
}
