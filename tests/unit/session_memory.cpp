// The memory for a session's bytes: segments, the budget for all of them, and the inbox.
#include "session/inbox.hpp"
#include "session/memory_budget.hpp"
#include "session/spare_segments.hpp"

#include <naru/detail/segment.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <thread>
#include <vector>

using namespace naru::detail;

namespace {

constexpr std::size_t usual = 8'192;

/// Acts as if `bytes` had been received, each time into as much room as there is. Returns how
/// often there was no room.
std::size_t receive(inbox& box, std::size_t bytes, std::size_t next_size, memory_budget& budget) {
  std::size_t moves = 0;
  while (bytes != 0) {
    if (!box.has_room(usual, next_size)) {
      REQUIRE(box.make_room(usual, next_size, budget));
      ++moves;
    }
    const naru::mutable_buffer room = box.room();
    REQUIRE_FALSE(room.empty());
    const std::size_t now = std::min(bytes, room.size());
    std::memset(room.data(), 'x', now);
    box.add(now);
    bytes -= now;
  }
  return moves;
}

}  // namespace

TEST_CASE("a_segment_is_less_than_a_quarter_larger_than_what_was_asked_for") {
  for (std::size_t size = segment_capacity_min; size < 5'000'000; size += 1 + size / 37) {
    CAPTURE(size);
    const std::size_t capacity = segment_capacity_for(size);
    CHECK(capacity >= size);
    CHECK(capacity - size < size / 4 + 1);
    const std::size_t before = segment_bytes_in_use();
    const segment_pointer taken(take_segment(size));
    CHECK(taken->capacity() == capacity);
    CHECK(segment_bytes_in_use() - before == capacity);
  }
  CHECK(segment_capacity_for(0) == segment_capacity_min);
  CHECK(segment_capacity_for(1) == segment_capacity_min);
  CHECK(segment_capacity_for(8'192) == 8'192);
  CHECK(segment_capacity_for(65'540) == 81'920);
  CHECK(segment_capacity_for(std::size_t{1} << 30) == std::size_t{1} << 30);
}

TEST_CASE("a_segment_that_was_given_back_serves_again") {
  segment* first = nullptr;
  {
    const segment_pointer taken(take_segment(777));
    first = taken.operator->();
  }
  const segment_pointer again(take_segment(800));
  CHECK(again.operator->() == first);
}

TEST_CASE("a_budget_keeps_its_last_eighth_for_usual_buffers") {
  memory_budget budget(80'000);
  const segment_pointer most = budget.take(65'536, memory_use::large);
  REQUIRE(most);
  CHECK(budget.held() == 65'536);
  CHECK(budget.has_room());
  CHECK_FALSE(budget.take(8'192, memory_use::large));
  CHECK(budget.held() == 65'536);
  const segment_pointer rest = budget.take(8'192, memory_use::usual);
  CHECK(rest);
  CHECK_FALSE(budget.has_room());
  CHECK_FALSE(budget.take(8'192, memory_use::usual));
  CHECK(budget.held() == 65'536 + 8'192);
}

TEST_CASE("a_segment_gives_its_bytes_back_to_its_budget_and_only_once") {
  memory_budget budget(1'000'000);
  segment_pointer kept;
  {
    const segment_pointer taken = budget.take(1'000, memory_use::usual);
    kept = taken;
    CHECK(budget.held() == 1'024);
  }
  CHECK(budget.held() == 1'024);
  kept = {};
  CHECK(budget.held() == 0);
  const segment_pointer nobodys(take_segment(1'000));
  CHECK(budget.held() == 0);
}

TEST_CASE("an_inbox_holds_at_most_twice_what_has_come") {
  memory_budget budget(std::size_t{1} << 30);
  inbox box;
  constexpr std::size_t whole = 1'000'000;
  static_cast<void>(receive(box, 4, whole, budget));
  CHECK(budget.held() == usual);
  std::size_t moves = 0;
  for (std::size_t come = 5; come <= whole; ++come) {
    moves += receive(box, 1, whole, budget);
    CHECK_UNARY(budget.held() <= std::max(usual, 5 * come / 2));
  }
  CHECK(moves <= 8);
  CHECK(box.unread().size() == whole);
  CHECK(budget.held() < whole + whole / 4);
  box.take(whole);
  box.rewind();
  CHECK_FALSE(box.has_room(usual, 0));
  CHECK(box.make_room(usual, 0, budget));
  CHECK(budget.held() == usual);
}

TEST_CASE("an_inbox_of_an_unknown_size_grows_now_and_then") {
  memory_budget budget(std::size_t{1} << 30);
  inbox box;
  std::size_t moves = 0;
  for (std::size_t come = 1; come <= 1'000'000; ++come) moves += receive(box, 1, 0, budget);
  CHECK(moves <= 15);
  CHECK(budget.held() < 2'000'000);
}

TEST_CASE("an_inbox_that_the_budget_refuses_keeps_what_it_has") {
  memory_budget budget(10'000);
  inbox box;
  static_cast<void>(receive(box, usual, 50'000, budget));
  CHECK_FALSE(box.has_room(usual, 50'000));
  CHECK_FALSE(box.make_room(usual, 50'000, budget));
  CHECK(box.unread().size() == usual);
  CHECK(budget.held() == usual);
}

// The rest of the memory is taken meanwhile.
TEST_CASE("an_inbox_without_memory_for_a_smaller_buffer_keeps_the_large_one") {
  memory_budget budget(131'072);
  inbox box;
  static_cast<void>(receive(box, 65'000, 64'000, budget));
  box.take(64'000);
  std::vector<segment_pointer> rest;
  while (segment_pointer taken = budget.take(1'024, memory_use::usual)) rest.push_back(taken);
  const std::size_t held = budget.held();
  CHECK_FALSE(box.has_room(usual, 0));
  CHECK(box.make_room(usual, 0, budget));
  CHECK(budget.held() == held);
  CHECK(box.unread().size() == 1'000);
  CHECK(box.has_room(usual, 0));  // it does not ask again before something comes
  rest.clear();
  static_cast<void>(receive(box, 1, 0, budget));
  CHECK(box.make_room(usual, 0, budget));
  CHECK(budget.held() == usual);
}

TEST_CASE("an_empty_inbox_gives_its_buffer_back_before_it_takes_another") {
  memory_budget budget(131'072);
  inbox box;
  static_cast<void>(receive(box, 40'000, 40'000, budget));
  box.take(40'000);
  std::vector<segment_pointer> rest;
  while (segment_pointer taken = budget.take(1'024, memory_use::usual)) rest.push_back(taken);
  CHECK(box.make_room(usual, 0, budget));
}

TEST_CASE("a_request_that_the_budget_refuses_takes_nothing_from_others") {
  memory_budget budget(65'536);
  const segment_pointer most = budget.take(40'960, memory_use::usual);
  std::atomic<bool> over = false;
  std::atomic<std::size_t> asked = 0;
  std::thread greedy([&] {
    for (; !over; ++asked) CHECK_UNARY_FALSE(budget.take(40'960, memory_use::large));
  });
  std::size_t refused = 0;
  while (asked < 100'000) {
    if (!budget.take(usual, memory_use::usual)) ++refused;
  }
  over = true;
  greedy.join();
  CHECK(refused == 0);
}

TEST_CASE("an_inbox_with_a_little_of_the_next_message_gives_a_large_buffer_back") {
  memory_budget budget(std::size_t{1} << 30);
  inbox box;
  static_cast<void>(receive(box, 100'000, 99'000, budget));
  box.take(99'000);
  CHECK_FALSE(box.has_room(usual, 0));
  CHECK(box.make_room(usual, 0, budget));
  CHECK(budget.held() == usual);
  CHECK(box.unread().size() == 1'000);
  CHECK(std::ranges::all_of(box.unread(), [](std::byte each) { return each == std::byte{'x'}; }));
}

TEST_CASE("segments_that_stay_unused_go_back_to_the_heap") {
  constexpr std::size_t count = 1'000;
  static_cast<void>(free_spare_segments(spare::all));
  const std::size_t before = segment_bytes_kept();
  std::vector<segment_pointer> taken;
  for (std::size_t i = 0; i < count; ++i) taken.emplace_back(take_segment(usual));
  const std::size_t all = segment_bytes_kept() - before;
  CHECK(all >= count * usual);
  CHECK(all < 2 * count * usual);
  CHECK(free_spare_segments(spare::unneeded) == 0);
  CHECK(free_spare_segments(spare::all) == 0);
  taken.clear();
  CHECK(free_spare_segments(spare::unneeded) == 0);  // they were needed since the last call
  CHECK(segment_bytes_kept() - before == all);
  CHECK(free_spare_segments(spare::unneeded) > 0);
  CHECK(segment_bytes_kept() - before < all / 20);
  CHECK(free_spare_segments(spare::all) > 0);
  CHECK(segment_bytes_kept() == before);
}

TEST_CASE("segments_that_are_needed_now_and_then_stay") {
  constexpr std::size_t count = 200;
  std::vector<segment_pointer> taken;
  std::size_t kept = 0;
  for (int round = 0; round < 5; ++round) {
    for (std::size_t i = 0; i < count; ++i) taken.emplace_back(take_segment(usual));
    if (round == 0) kept = segment_bytes_kept();
    taken.clear();
    static_cast<void>(free_spare_segments(spare::unneeded));
    CHECK(segment_bytes_kept() == kept);
  }
}

// A slab has 31 segments of this size: 17 slabs for 500 of them, 4 for the first 100. The new ones
// fit into those.
TEST_CASE("new_segments_are_taken_where_others_are_in_use") {
  static_cast<void>(free_spare_segments(spare::all));
  std::vector<segment_pointer> taken;
  for (std::size_t i = 0; i < 500; ++i) taken.emplace_back(take_segment(usual));
  const std::size_t all = segment_bytes_kept();
  taken.resize(100);
  for (std::size_t i = 0; i < 20; ++i) taken.emplace_back(take_segment(usual));
  static_cast<void>(free_spare_segments(spare::all));
  CHECK(all - segment_bytes_kept() == std::size_t{13 * 31} * usual);
}
