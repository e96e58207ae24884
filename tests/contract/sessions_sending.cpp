// Sending: from any thread, in order, together, and never more than the queue may hold.
#include "sessions.hpp"

#include <naru/detail/segment.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <string>
#include <thread>
#include <vector>

using namespace contract;
using namespace std::string_view_literals;

namespace {

/// The progress of each of several senders, as their receiver sees it.
class order_check {
 public:
  explicit order_check(std::size_t senders) : next_(senders) {}

  static std::string message(std::size_t sender, std::size_t number) {
    return std::to_string(sender) + ':' + std::to_string(number);
  }
  void take(naru::const_buffer message) {
    const std::string text = text_of(message);
    const std::size_t colon = text.find(':');
    const std::size_t sender = std::stoul(text.substr(0, colon));
    const std::size_t number = std::stoul(text.substr(colon + 1));
    if (number != next_[sender]++) ++misplaced_;
  }
  [[nodiscard]] std::size_t misplaced() const { return misplaced_; }

 private:
  std::vector<std::size_t> next_;
  std::size_t misplaced_ = 0;
};

naru::session_options with_queue(std::size_t bytes,
                                 naru::overflow_policy policy = naru::overflow_policy::refuse) {
  naru::session_options options;
  options.handshake_timeout = 0ms;  // the peers only listen, on a busy machine for long
  options.send_queue_max = bytes;
  options.on_overflow = policy;
  return options;
}

std::size_t operations_so_far(const naru::proactor& proactor) {
  return proactor.counters().started;
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("messages_of_many_threads_all_arrive_and_those_of_each_in_order") {
  if (!runs_on_threads()) return;
  constexpr std::size_t senders = 4;
  const std::size_t each = scaled(5'000);
  order_check order(senders);
  stage scene(with_queue(65'536));
  collector other(*scene.proactor, scene.endpoint(),
                  [&](naru::const_buffer message) { order.take(message); });
  other.start();
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  const auto session = scene.only();
  naru::worker_pool workers(*scene.proactor, 4);
  std::vector<std::thread> threads;
  std::atomic<bool> lost{false};
  for (std::size_t sender = 0; sender < senders; ++sender) {
    threads.emplace_back([&, sender] {
      for (std::size_t i = 0; i < each && !lost;) {
        const naru::send_outcome outcome = session->send(order_check::message(sender, i));
        if (outcome == naru::send_outcome::queued) {
          ++i;
        } else if (outcome == naru::send_outcome::refused) {
          std::this_thread::yield();
        } else {
          lost = true;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(lost);
  CHECK(run_while_changing(
      *scene.proactor, [&] { return other.messages() == senders * each; },
      [&] { return other.messages(); }));
  CHECK(order.misplaced() == 0);
}

TEST_CASE("what_is_queued_while_a_write_is_under_way_goes_out_in_few_writes") {
  constexpr std::size_t messages = 5'000;
  stage scene;
  collector other(*scene.proactor, scene.endpoint());
  other.start();
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  const auto session = scene.only();
  const std::size_t before = operations_so_far(*scene.proactor);
  for (std::size_t i = 0; i < messages; ++i) session->send("a small message"sv);
  CHECK(scene.until([&] { return other.messages() == messages; }));
  // The count includes the receives of the other end.
  CHECK(operations_so_far(*scene.proactor) - before < messages / 50);
}

TEST_CASE("what_one_function_sends_goes_out_in_one_write") {
  constexpr std::size_t messages = 500;
  stage scene({.message = [](scripted_session& session, const std::string&) {
    for (std::size_t i = 0; i < messages; ++i) session.send("a small message"sv);
  }});
  collector other(*scene.proactor, scene.endpoint());
  other.start();
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  const std::size_t before = operations_so_far(*scene.proactor);
  REQUIRE(other.sender().send("go"));
  CHECK(scene.until([&] { return other.messages() == messages; }));
  CHECK(operations_so_far(*scene.proactor) - before < 20);
}

TEST_CASE("a_session_may_send_from_its_beginning") {
  stage scene({.connected = [](scripted_session& session) { session.send("welcome"sv); }});
  peer other(*scene.proactor, scene.endpoint());
  CHECK(other.receive() == "welcome");
}

TEST_CASE("a_shared_message_arrives_everywhere_and_a_large_one_is_held_once") {
  constexpr std::size_t receivers = 10;
  const std::string text(20'000, 'x');
  stage scene;
  std::deque<collector> others;
  for (std::size_t i = 0; i < receivers; ++i) {
    others.emplace_back(*scene.proactor, scene.endpoint()).start();
  }
  REQUIRE(scene.until([&] { return scene.written.connections() == receivers; }));
  const std::size_t before = naru::detail::segments_in_use();
  {
    const naru::shared_message<wire> large{naru::buffer(text)};
    CHECK(large.fits());
    CHECK(large.bytes().size() == text.size() + 4);
    scene.server.for_each([&](const scripted_session& each) {
      CHECK(each.send(large) == naru::send_outcome::queued);
      CHECK(each.queued_bytes() == text.size() + 4);
    });
    CHECK(naru::detail::segments_in_use() == before + 1);
  }
  CHECK(scene.until([&] {
    return std::ranges::all_of(others, [](const collector& each) { return each.messages() == 1; });
  }));
  CHECK(scene.until([&] { return naru::detail::segments_in_use() == before; }));
  const naru::shared_message<wire> small{naru::buffer("small"sv)};
  scene.server.for_each([&](const scripted_session& each) { each.send(small); });
  CHECK(scene.until([&] {
    return std::ranges::all_of(others, [](const collector& each) { return each.messages() == 2; });
  }));
}

TEST_CASE("more_than_64_buffers_leave_in_order") {
  constexpr std::size_t rounds = 150;
  order_check order(2);
  stage scene;
  collector other(*scene.proactor, scene.endpoint(), [&](naru::const_buffer message) {
    const std::string text = text_of(message);
    const std::string front = text.substr(0, text.find(' '));
    order.take(naru::buffer(front));
  });
  other.start();
  REQUIRE(scene.until([&] { return scene.written.connections() == 1; }));
  const auto session = scene.only();
  for (std::size_t i = 0; i < rounds; ++i) {
    // One message in a buffer of its own, and one behind it.
    const std::string large = order_check::message(0, i) + std::string(1'000, ' ');
    session->send(naru::shared_message<wire>(naru::buffer(large)));
    session->send(order_check::message(1, i));
  }
  CHECK(scene.until([&] { return other.messages() == 2 * rounds; }));
  CHECK(order.misplaced() == 0);
}

TEST_CASE("messages_larger_than_any_kept_buffer_arrive_both_ways") {
  naru::session_options options;
  options.message_size_max = std::size_t{8} << 20;
  options.send_queue_max = std::size_t{16} << 20;
  for (const std::size_t size :
       {(std::size_t{1} << 20) - 4, std::size_t{1} << 20, (std::size_t{5} << 20) + 1}) {
    CAPTURE(size);
    const bytes content = pattern(size);
    const bytes frame = framed(text_of(content));
    bool same = false;
    recorder sent;
    stage scene(options, {.message = [](scripted_session& session, const std::string& text) {
                  session.send(text);
                }});
    collector other(*scene.proactor, scene.endpoint(), [&](naru::const_buffer message) {
      same = std::ranges::equal(message, content);
    });
    other.start();
    other.sender().stream().send(frame, sent);
    CHECK(scene.until([&] { return other.messages() == 1; }));
    CHECK(same);
    CHECK(run_until_completed(*scene.proactor, {&sent}));
  }
}

TEST_CASE("no_more_than_send_queue_max_is_ever_queued") {
  if (!runs_on_threads()) return;
  constexpr std::size_t most = 100'000;
  constexpr std::size_t senders = 3;
  stage scene(with_queue(most));
  peer silent = scene.join();
  const auto session = scene.only();
  naru::worker_pool workers(*scene.proactor, 2);
  std::atomic<bool> above{false};
  std::vector<std::thread> threads;
  for (std::size_t sender = 0; sender < senders; ++sender) {
    threads.emplace_back([&, sender] {
      const std::string text(100 + 5'000 * sender, 'x');
      for (std::size_t refused = 0; refused < 100;) {
        if (session->send(text) != naru::send_outcome::queued) ++refused;
        if (session->queued_bytes() > most) above = true;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(above);
}

TEST_CASE("a_slow_reader_of_a_broadcast_delays_nobody_and_costs_no_more_than_its_queue") {
  constexpr std::size_t others_count = 5;
  constexpr std::size_t rounds = 500;
  constexpr std::size_t most = 1'000'000;
  const std::string text(32'768, 'x');
  stage scene(with_queue(most));
  peer slow = scene.join();
  const auto slow_session = scene.only();
  std::deque<collector> others;
  for (std::size_t i = 0; i < others_count; ++i) {
    others.emplace_back(*scene.proactor, scene.endpoint()).start();
  }
  REQUIRE(scene.until([&] { return scene.written.connections() == 1 + others_count; }));
  std::size_t queued = 0;
  for (std::size_t round = 1; round <= rounds; ++round) {
    queued = scene.server.broadcast(naru::buffer(text));
    REQUIRE(scene.until([&] {
      return std::ranges::all_of(others,
                                 [&](const collector& each) { return each.messages() == round; });
    }));
    CHECK(slow_session->queued_bytes() <= most);
  }
  CHECK(queued == others_count);  // the slow one has been full for a long time
  CHECK(slow_session->is_open());
}

TEST_SUITE_END();
