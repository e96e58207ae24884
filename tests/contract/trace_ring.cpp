// The ring of the last events: what it draws is what happened, also while it still happens.
#include "json.hpp"
#include "sessions.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

using namespace contract;

namespace {

/// "12.345" microseconds in nanoseconds.
std::int64_t nanoseconds(const json& time) {
  CHECK(time.is == json::shape::number);
  const std::size_t point = time.text.find('.');
  REQUIRE(point == time.text.size() - 4);
  const std::int64_t whole = std::stoll(time.text.substr(0, point));
  const std::int64_t part = std::stoll(time.text.substr(point + 1));
  return whole * 1'000 + (time.text.front() == '-' ? -part : part);
}

/// A trace that was read. It checks that each event has what its phase needs.
struct trace {
  explicit trace(const naru::trace_ring& ring) {
    const json page = json::read(ring.json());
    for (const json& each : page["traceEvents"].elements) add(each);
  }

  void add(const json& event) {
    const std::string phase = event["ph"].text;
    CHECK(event["pid"].text == "1");
    if (phase == "M") {
      if (event["name"].text == "thread_name") {
        threads[event["tid"].text] = event["args"]["name"].text;
      }
      return;
    }
    CHECK(threads.contains(event["tid"].text));
    CHECK((phase == "X" || phase == "i"));
    CHECK((phase == "X") == event.has("dur"));
    CHECK((phase == "i") == event.has("s"));
    events.push_back(event);
    static_cast<void>(nanoseconds(event["ts"]));
  }

  [[nodiscard]] int count(const std::string& name) const {
    return static_cast<int>(std::ranges::count_if(
        events, [&](const json& event) { return event["name"].text == name; }));
  }

  /// Of two slices of one thread one contains the other, or one ends before the other begins.
  [[nodiscard]] bool nests() const {
    struct slice {
      std::int64_t begin;
      std::int64_t end;
    };
    std::map<std::string, std::vector<slice>> rows;
    for (const json& event : events) {
      if (event["ph"].text != "X") continue;
      const std::int64_t begin = nanoseconds(event["ts"]);
      rows[event["tid"].text].push_back({begin, begin + nanoseconds(event["dur"])});
    }
    for (auto& [thread, slices] : rows) {
      std::ranges::sort(slices, [](const slice& one, const slice& other) {
        return one.begin != other.begin ? one.begin < other.begin : one.end > other.end;
      });
      std::vector<std::int64_t> open;  // the ends of the slices around the next one
      for (const slice& each : slices) {
        while (!open.empty() && open.back() <= each.begin) open.pop_back();
        if (!open.empty() && each.end > open.back()) return false;
        open.push_back(each.end);
      }
    }
    return true;
  }

  std::map<std::string, std::string> threads;  // names by tid
  std::vector<json> events;
};

}  // namespace

TEST_SUITE_BEGIN("observing");

TEST_CASE("a_ring_draws_what_happened") {
  naru::trace_ring ring;
  ring.name_this_thread("the \"main\" one \\\n\xff");
  const auto proactor = test_proactor({.tracer = &ring});
  recorder posted;
  recorder expired;
  recorder canceled;
  recorder thrown([](naru::io_result) { throw std::runtime_error("on purpose"); });
  naru::timer soon(*proactor);
  naru::timer late(*proactor);
  proactor->post(posted);
  soon.wait_for(1ms, expired);
  late.wait_for(1h, canceled);
  REQUIRE(run_until_completed(*proactor, {&posted, &expired}));
  late.cancel();
  REQUIRE(run_until_completed(*proactor, {&canceled}));
  proactor->post(thrown);
  CHECK_THROWS_AS(proactor->run(), std::runtime_error);
  const trace seen(ring);
  REQUIRE(seen.threads.size() == 1);
  CHECK(seen.threads.begin()->second == "the \"main\" one \\??");
  CHECK(seen.count("start post") == 2);
  CHECK(seen.count("complete post") == 2);
  CHECK(seen.count("post") == 2);
  CHECK(seen.count("start timer") == 2);
  CHECK(seen.count("complete timer") == 2);
  CHECK(seen.count("timer") == 2);
  CHECK(seen.count("batch") >= 3);
  CHECK(seen.nests());
  const auto failed = std::ranges::count_if(
      seen.events, [](const json& event) { return event["args"].has("error"); });
  CHECK(failed == 1);  // the canceled timer
}

TEST_CASE("a_ring_adds_up_to_the_counters") {
  naru::trace_ring ring;
  const auto proactor = test_proactor({.tracer = &ring});
  {
    connected_pair pair(*proactor);
    for (int i = 0; i < 10; ++i) check_traffic(*proactor, pair.client, pair.server);
  }
  proactor->run();
  const trace seen(ring);
  std::uint64_t starts = 0;
  std::uint64_t completions = 0;
  std::uint64_t sent = 0;
  for (const json& event : seen.events) {
    const std::string& name = event["name"].text;
    if (name.starts_with("start ")) ++starts;
    if (name.starts_with("complete ")) ++completions;
    if (name == "complete send") sent += std::stoull(event["args"]["bytes"].text);
  }
  const naru::counters counted = proactor->counters();
  CHECK(starts == counted.started);
  CHECK(completions == counted.completed);
  CHECK(sent == counted.bytes_sent);
  CHECK(static_cast<std::uint64_t>(seen.count("batch")) == counted.batches);
  CHECK(seen.nests());
}

TEST_CASE("a_ring_keeps_the_last_events") {
  naru::trace_ring ring({.events_per_thread = 16});
  const auto proactor = test_proactor({.tracer = &ring});
  recorder posted;
  naru::timer timer(*proactor);
  for (int i = 0; i < 20; ++i) {
    proactor->post(posted);
    REQUIRE(run_until(*proactor, [&] { return posted.completions() == i + 1; }));
  }
  recorder last;
  timer.wait_for(0ms, last);
  REQUIRE(run_until_completed(*proactor, {&last}));
  const trace seen(ring);
  CHECK(seen.events.size() == 16);
  CHECK(seen.count("timer") == 1);
  CHECK(seen.count("post") >= 1);
}

TEST_CASE("a_loop_inside_a_callback_of_another_loop_nests") {
  naru::trace_ring ring;
  const auto outer = test_proactor({.tracer = &ring});
  const auto inner = test_proactor({.tracer = &ring});
  recorder within;
  recorder around([&](naru::io_result) {
    inner->post(within);
    inner->run();
  });
  outer->post(around);
  outer->run();
  const trace seen(ring);
  CHECK(seen.count("post") == 2);
  CHECK(seen.nests());
}

TEST_CASE("a_ring_is_read_while_five_threads_write_it") {
  if (!runs_on_threads()) return;
  const std::size_t posts = scaled(20'000);
  countdown done(1);
  std::atomic<std::size_t> left{posts};
  naru::trace_ring ring({.events_per_thread = 64});
  std::deque<recorder> chains(8);
  const auto proactor = test_proactor({.tracer = &ring});
  for (recorder& each : chains) {
    each.then([&](naru::io_result result) {
      const std::size_t before = left.load() == 0 ? 0 : left.fetch_sub(1);
      if (before == 1) done.arrive();
      if (!result.error && before > 1 && before <= posts) proactor->post(each);
    });
  }
  auto guard = std::make_unique<naru::work_guard>(*proactor);
  naru::worker_pool workers(*proactor, 5);
  for (recorder& each : chains) proactor->post(each);
  bool nests = true;
  while (!done.wait(0ms)) {
    const trace seen(ring);
    nests = nests && seen.nests();
    for (const json& event : seen.events) {
      // Nothing else happens, so a word that is mixed of two events shows.
      const std::string& name = event["name"].text;
      CHECK((name == "batch" || name.ends_with("post")));
    }
  }
  CHECK(nests);
  guard.reset();
  workers.join();
  const trace seen(ring);
  CHECK(seen.threads.size() <= 6);
  CHECK(seen.nests());
}

TEST_CASE("events_of_too_many_threads_are_lost") {
  if (!runs_on_threads()) return;
  naru::trace_ring ring({.threads_max = 1});
  recorder mine;
  recorder other;
  const auto proactor = test_proactor({.tracer = &ring});
  proactor->post(mine);
  proactor->run();
  std::thread([&] { proactor->post(other); }).join();
  proactor->run();
  const trace seen(ring);
  CHECK(seen.threads.size() == 1);
  CHECK(seen.count("start post") == 1);
  CHECK(seen.count("post") == 2);
}

TEST_CASE("a_second_ring_at_the_place_of_the_first_is_a_new_one") {
  alignas(naru::trace_ring) std::byte place[sizeof(naru::trace_ring)];
  for (int i = 0; i < 2; ++i) {
    auto* const ring = new (place) naru::trace_ring();
    recorder posted;
    {
      const auto proactor = test_proactor({.tracer = ring});
      proactor->post(posted);
      proactor->run();
    }
    CHECK(trace(*ring).count("post") == 1);
    ring->~trace_ring();
  }
}

TEST_CASE("sizes_of_a_ring_out_of_range_are_refused") {
  CHECK_THROWS_AS(naru::trace_ring({.events_per_thread = 1}), std::invalid_argument);
  CHECK_THROWS_AS(naru::trace_ring({.events_per_thread = (std::size_t{1} << 24) + 1}),
                  std::invalid_argument);
  CHECK_THROWS_AS(naru::trace_ring({.threads_max = 0}), std::invalid_argument);
  CHECK_THROWS_AS(naru::trace_ring({.threads_max = 4'097}), std::invalid_argument);
}

TEST_SUITE_END();
