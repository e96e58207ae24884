// ready_queue and posted_work: first in, first out, whatever is put before or after the rest.
#include "loop/ready_queue.hpp"

#include <naru/callback.hpp>

#include <doctest/doctest.h>

#include <deque>
#include <random>
#include <utility>

#include "loop/posted_work.hpp"

using naru::operation;
using naru::detail::posted_work;
using naru::detail::ready_queue;

namespace {

class numbered final : public operation {
 public:
  numbered() : operation([](operation&) {}) {}
};

/// A simple model that behaves like a ready_queue.
using model = std::deque<operation*>;

void check_same(ready_queue& queue, const model& expected) {
  CHECK(queue.size() == expected.size());
  int wrong = 0;
  for (operation* const each : expected) {
    if (queue.empty() || &queue.pop() != each) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(queue.empty());
}

}  // namespace

TEST_SUITE_BEGIN("ready_queue");

TEST_CASE("queues_are_joined_at_every_length") {
  // As many as the queue has lists, and more, on both sides, beginning at each of the lists.
  for (std::size_t begin = 0; begin < 5; ++begin) {
    for (std::size_t front = 0; front < 10; ++front) {
      for (std::size_t back = 0; back < 10; ++back) {
        for (std::size_t most = 0; most < 12; ++most) {
          std::deque<numbered> operations(begin + front + back);
          ready_queue one;
          ready_queue other;
          model expected;
          auto next = operations.begin();
          for (std::size_t i = 0; i < begin; ++i) one.push(*next++);
          for (std::size_t i = 0; i < begin; ++i) one.pop();
          for (std::size_t i = 0; i < front; ++i) one.push(*expected.emplace_back(&*next++));
          for (std::size_t i = 0; i < back; ++i) other.push(*expected.emplace_back(&*next++));
          one.take(other, most);
          other.prepend(one);
          check_same(other, expected);
        }
      }
    }
  }
}

TEST_CASE("a_queue_goes_on_after_it_was_joined") {
  std::minstd_rand random(7777);
  std::deque<numbered> operations(10'000);
  ready_queue queue;
  model expected;
  for (auto next = operations.begin(); next != operations.end();) {
    ready_queue others;
    model before;
    for (auto left = random() % 7; left != 0 && next != operations.end(); --left) {
      others.push(*before.emplace_back(&*next++));
    }
    queue.prepend(others);
    expected.insert(expected.begin(), before.begin(), before.end());
    if (next != operations.end()) queue.push(*expected.emplace_back(&*next++));
    for (auto left = random() % 4; left != 0 && !expected.empty(); --left) {
      if (&queue.pop() != expected.front()) FAIL("out of order");
      expected.pop_front();
    }
  }
  check_same(queue, expected);
}

TEST_CASE("posted_work_stays_in_order_whatever_room_it_has") {
  std::deque<numbered> operations(3 * posted_work::capacity_at_first);  // more than its array takes
  for (const bool roomy : {false, true}) {
    posted_work posted;
    if (roomy) posted.make_room();
    ready_queue queue;
    std::size_t moved = 0;
    for (numbered& each : operations) {
      posted.push(each);
      if (++moved % 3 == 0) posted.move_to(queue, 2, [](auto&) {});
    }
    CHECK_FALSE(posted.empty());
    posted.move_to(queue, operations.size(), [](auto&) {});
    CHECK(posted.empty());
    model expected;
    for (numbered& each : operations) expected.push_back(&each);
    check_same(queue, expected);
  }
}

TEST_CASE("posted_work_grows_when_it_was_too_small") {
  constexpr std::size_t most = posted_work::capacity_max;
  std::deque<numbered> operations(most + 1);
  posted_work posted;
  posted.make_room();
  std::size_t prepared = 0;
  for (std::size_t size = posted_work::capacity_at_first; size < 4 * most; size *= 2) {
    ready_queue queue;
    const std::size_t count = std::min(size, most) + 1;
    for (std::size_t i = 0; i < count; ++i) posted.push(operations[i]);
    CHECK(posted.size() == count);
    prepared = 0;
    posted.move_to(queue, count, [&](auto&) { ++prepared; });
    CHECK(prepared == count);
    CHECK(posted.empty());
    posted.grow_if_needed();
    for (std::size_t i = 0; i < count; ++i) {
      if (&queue.pop() != &operations[i]) FAIL("out of order");
    }
  }
}

TEST_SUITE_END();
