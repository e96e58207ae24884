// The numbers that a proactor gives about itself: counters and a tracer (nothing is missed,
// nothing counts twice).
#include "echo.hpp"
#include "support.hpp"

#include <array>
#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <stdexcept>

using namespace contract;

namespace {

constexpr std::size_t message_size = 64;

/// Runs clients against an echo server until each has had its rounds.
void echo(naru::proactor& proactor, std::size_t clients, std::size_t rounds) {
  echo_server server(proactor);
  std::deque<echo_client> all;
  for (std::size_t i = 0; i < clients; ++i) {
    all.emplace_back(proactor, message_size).start(server.endpoint(), rounds);
  }
  const auto finished = [](const echo_client& client) { return client.finished(); };
  REQUIRE(run_until(proactor, [&] { return std::ranges::all_of(all, finished); }));
  for (const echo_client& client : all) CHECK_FALSE(client.failure());
  server.stop();
  REQUIRE(run_until(proactor, [&] { return server.stopped(); }));
}

/// Counts the tracer's calls by the kind of the operation.
class listening final : public naru::tracer {
 public:
  std::map<naru::operation_kind, int> started;
  std::map<naru::operation_kind, int> completed;
  std::map<naru::operation_kind, int> returned;
  std::size_t batches = 0;
  int out_of_order = 0;

 private:
  time_point latest;

  void operation_started(const void*, naru::operation_kind kind) noexcept override {
    ++started[kind];
  }
  void operation_completed(const void*, naru::operation_kind kind, const naru::io_result&,
                           time_point time) noexcept override {
    latest = std::max(latest, time);
    ++completed[kind];
  }
  void callback_returned(const void*, naru::operation_kind kind, time_point began,
                         time_point ended) noexcept override {
    if (began > ended || began > latest) ++out_of_order;
    ++returned[kind];
  }
  void batch_taken(std::size_t completions) noexcept override {
    if (completions != 0) ++batches;
  }
};

}  // namespace

TEST_SUITE_BEGIN("counters");

TEST_CASE("an_echo_adds_up") {
  constexpr std::size_t rounds = 10;
  constexpr std::size_t clients = 4;
  const auto proactor = test_proactor();
  CHECK(proactor->counters().started == 0);
  echo(*proactor, clients, rounds);
  proactor->run();
  const naru::counters counted = proactor->counters();
  CHECK(counted.started == counted.completed);
  CHECK(counted.bytes_received == counted.bytes_sent);
  CHECK(counted.bytes_sent == 2 * clients * rounds * message_size);
  CHECK(counted.failed >= clients);  // the ends of the streams
  CHECK(counted.cancelled >= 1);     // the server's last accept
  CHECK(counted.batches >= 1);
  CHECK(counted.batched_completions >= counted.batches);
  CHECK(counted.largest_batch <= counted.batched_completions);
  CHECK(counted.longest_callback.count() == 0);  // nobody asked
}

TEST_CASE("posts_and_timers_are_counted") {
  recorder posted;
  recorder expired;
  recorder canceled;
  const auto proactor = test_proactor();
  naru::timer soon(*proactor);
  naru::timer late(*proactor);
  proactor->post(posted);
  soon.wait_for(1ms, expired);
  late.wait_for(1h, canceled);
  CHECK(proactor->counters().started == 3);
  REQUIRE(run_until_completed(*proactor, {&posted, &expired}));
  late.cancel();
  proactor->run();
  const naru::counters counted = proactor->counters();
  CHECK(counted.posts == 1);
  CHECK(counted.timers_started == 2);
  CHECK(counted.timers_expired == 1);
  CHECK(counted.timers_cancelled == 1);
  CHECK(counted.cancelled == 1);
  CHECK(counted.started == 3);
  CHECK(counted.completed == 3);
}

TEST_CASE("bytes_of_batches_are_counted") {
  const bytes out = pattern(100);
  std::array<std::byte, 300> in{};
  std::array<naru::datagram, 3> incoming;
  for (std::size_t i = 0; i < incoming.size(); ++i) {
    incoming[i].buffer = std::span(in).subspan(i * out.size(), out.size());
  }
  const auto proactor = test_proactor();
  naru::udp_socket server(*proactor, loopback());
  naru::udp_socket client(*proactor, loopback());
  const naru::endpoint to = server.local_endpoint();
  const auto all = naru::buffer(out);
  const std::array<naru::outgoing_datagram, 3> outgoing{
      {{all.first(10), to}, {all.first(100), to}, {all.first(1), to}}};
  CHECK(finish(*proactor, [&](naru::operation& op) {
          return client.send_batch(outgoing, op);
        }).bytes == outgoing.size());
  for (std::size_t came = 0; came < outgoing.size();) {
    const auto part =
        finish(*proactor, [&](naru::operation& op) { return server.receive_batch(incoming, op); });
    REQUIRE_FALSE(part.error);
    came += part.bytes;
  }
  const naru::counters counted = proactor->counters();
  CHECK(counted.bytes_sent == 111);
  CHECK(counted.bytes_received == 111);
}

TEST_CASE("counters_can_be_read_while_five_threads_run") {
  if (!runs_on_threads()) return;
  const std::size_t posts = scaled(20'000);
  countdown done(1);
  std::atomic<std::size_t> left{posts};
  std::deque<recorder> chains(8);
  const auto proactor = test_proactor();
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
  std::uint64_t last = 0;
  bool shrank = false;
  while (!done.wait(0ms)) {
    const std::uint64_t now = proactor->counters().completed;
    shrank = shrank || now < last;
    last = now;
  }
  CHECK_FALSE(shrank);
  guard.reset();
  workers.join();
  const naru::counters counted = proactor->counters();
  CHECK(counted.started == counted.posts);
  CHECK(counted.completed == counted.started);
}

TEST_CASE("the_longest_callback_is_seen") {
  recorder slow([](naru::io_result) { hold_up(5ms); });
  recorder quick;
  const auto proactor = test_proactor({.time_callbacks = true});
  proactor->post(slow);
  proactor->post(quick);
  CHECK(proactor->run() == 2);
  CHECK(proactor->counters().longest_callback >= 5ms);
}

TEST_CASE("a_tracer_hears_each_start_and_completion_once") {
  listening heard;
  {
    const auto proactor = test_proactor({.tracer = &heard});
    echo(*proactor, 2, 5);
    recorder thrown([](naru::io_result) { throw std::runtime_error("on purpose"); });
    proactor->post(thrown);
    CHECK_THROWS_AS(proactor->run(), std::runtime_error);
    proactor->run();
    const naru::counters counted = proactor->counters();
    std::size_t started = 0;
    for (const auto& [kind, count] : heard.started) started += static_cast<std::size_t>(count);
    CHECK(started == counted.started);
  }
  CHECK(heard.started == heard.completed);
  CHECK(heard.completed == heard.returned);
  CHECK(heard.started[naru::operation_kind::connect] == 2);
  CHECK(heard.started[naru::operation_kind::send] == 20);
  CHECK(heard.started[naru::operation_kind::receive] >= 20);
  CHECK(heard.started[naru::operation_kind::accept] >= 2);
  CHECK(heard.started[naru::operation_kind::post] >= 1);
  CHECK(heard.batches >= 1);
  CHECK(heard.out_of_order == 0);
}

TEST_SUITE_END();
