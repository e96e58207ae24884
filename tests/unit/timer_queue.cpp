// timer_queue: timers leave in the order of their deadlines, equal ones first in, first out, and
// any of them can be removed.
#include "loop/timer_queue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <random>
#include <set>
#include <utility>
#include <vector>

using naru::detail::timer_entry;
using naru::detail::timer_queue;

namespace {

timer_queue::time_point at(int moment) {
  return timer_queue::time_point(std::chrono::milliseconds(moment));
}

timer_entry entry_at(int moment) {
  timer_entry entry;
  entry.deadline = at(moment);
  return entry;
}

}  // namespace

TEST_SUITE_BEGIN("timer_queue");

TEST_CASE("entries_leave_in_the_order_of_their_deadlines") {
  timer_queue queue;
  CHECK(queue.empty());
  std::deque<timer_entry> entries;
  for (const int moment : {5, 1, 4, 2, 3}) queue.insert(entries.emplace_back(entry_at(moment)));
  CHECK(queue.earliest() == at(1));
  for (int moment = 1; moment <= 5; ++moment) {
    timer_entry& next = queue.pop();
    CHECK(next.deadline == at(moment));
    CHECK_FALSE(next.queued());
  }
  CHECK(queue.empty());
}

TEST_CASE("equal_deadlines_leave_first_in_first_out") {
  timer_queue queue;
  std::deque<timer_entry> entries;
  for (int i = 0; i < 100; ++i) queue.insert(entries.emplace_back(entry_at(i % 3)));
  std::vector<const timer_entry*> left;
  while (!queue.empty()) left.push_back(&queue.pop());
  CHECK(left.size() == 100);
  CHECK(std::is_sorted(left.begin(), left.end(), [](auto* one, auto* other) {
    return std::pair(one->deadline, one->sequence) < std::pair(other->deadline, other->sequence);
  }));
}

TEST_CASE("what_is_due_is_counted_up_to_a_limit") {
  timer_queue queue;
  CHECK(queue.count_due(at(9), 8) == 0);
  std::deque<timer_entry> entries;
  for (const int moment : {5, 1, 4, 2, 3}) queue.insert(entries.emplace_back(entry_at(moment)));
  CHECK(queue.count_due(at(0), 8) == 0);
  CHECK(queue.count_due(at(1), 8) == 1);
  CHECK(queue.count_due(at(3), 8) == 3);
  CHECK(queue.count_due(at(9), 4) == 4);
  // Beside the sorted ones, some that came later, and a gap.
  for (const int moment : {0, 2}) queue.insert(entries.emplace_back(entry_at(moment)));
  CHECK(queue.count_due(at(3), 8) == 5);
  CHECK(queue.count_due(at(9), 4) == 4);
  queue.remove(entries[1]);
  CHECK(queue.count_due(at(1), 8) == 1);
  CHECK(queue.count_due(at(3), 8) == 4);
}

TEST_CASE("any_entry_can_be_removed_or_replaced") {
  std::minstd_rand random(7777);
  timer_queue queue;
  std::deque<timer_entry> entries;
  for (int i = 0; i < 1'000; ++i) {
    queue.insert(entries.emplace_back(entry_at(static_cast<int>(random() % 500))));
  }
  for (std::size_t i = 0; i < entries.size(); i += 2) queue.remove(entries[i]);
  std::deque<timer_entry> replacements;
  for (std::size_t i = 1; i < entries.size(); i += 4) {
    queue.replace(entries[i], replacements.emplace_back());
    CHECK_FALSE(entries[i].queued());
    CHECK(replacements.back().queued());
    CHECK(replacements.back().deadline == entries[i].deadline);
  }
  std::size_t count = 0;
  auto previous = timer_queue::time_point::min();
  while (!queue.empty()) {
    timer_entry& next = queue.pop();
    CHECK(next.deadline >= previous);
    previous = next.deadline;
    ++count;
  }
  CHECK(count == 500);
}

TEST_CASE("whatever_comes_and_goes_the_order_is_kept") {
  // Near and far deadlines, many of them equal, are started, removed and popped in turn. There are
  // so many that the queue sorts a part at a time. A sorted set does the same for comparison.
  const auto less = [](const timer_entry* one, const timer_entry* other) {
    return std::pair(one->deadline, one->sequence) < std::pair(other->deadline, other->sequence);
  };
  std::minstd_rand random(7777);
  for (const int farthest : {3, 300, 1'000'000}) {
    timer_queue queue;
    std::set<timer_entry*, decltype(less)> expected(less);
    std::deque<timer_entry> entries(3'000);
    int wrong = 0;
    for (int step = 0; step < 60'000; ++step) {
      timer_entry& entry = entries[random() % entries.size()];
      if (entry.queued()) {
        expected.erase(&entry);
        queue.remove(entry);
      } else {
        entry.deadline = at(static_cast<int>(random() % static_cast<unsigned>(farthest)));
        queue.insert(entry);
        expected.insert(&entry);
      }
      if (step % 3 == 0 && !expected.empty()) {
        if (&queue.front() != *expected.begin()) ++wrong;
        if (queue.earliest() != (*expected.begin())->deadline) ++wrong;
        if (step % 9 == 0 && &queue.pop() != *expected.begin()) ++wrong;
        if (step % 9 == 0) expected.erase(expected.begin());
      }
      if (queue.empty() != expected.empty()) ++wrong;
    }
    while (!queue.empty() && !expected.empty()) {
      if (&queue.pop() != *expected.begin()) ++wrong;
      expected.erase(expected.begin());
    }
    CHECK(expected.empty());
    CHECK(queue.empty());
    CHECK(wrong == 0);
  }
}

TEST_SUITE_END();
