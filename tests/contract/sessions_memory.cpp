// The memory for messages: nothing comes from the heap once as much is under way as ever will be.
#include "echo.hpp"
#include "heap_counter.hpp"
#include "sessions.hpp"

#include <naru/detail/segment.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <string>
#include <thread>

using namespace contract;
using namespace std::string_view_literals;

namespace {

class raw_echo final : public naru::session<naru::raw> {
  void on_message(naru::const_buffer message) override { send(message); }
};

constexpr std::size_t several = 4;

/// Sends to all sessions, each message in a buffer of its own, and all of them before the first
/// leaves: one that is copied, and others that are not.
template <class Session>
void send_several(const naru::server<Session>& server) {
  const std::string long_text(1'000, 'x');
  server.broadcast(naru::buffer("small"sv));
  for (std::size_t i = 1; i < several; ++i) server.broadcast(naru::buffer(long_text));
}

/// The number of heap calls while the bytes of `clients` are echoed.
std::size_t calls_of_echoes(naru::proactor& proactor, std::size_t threads, std::size_t rounds) {
  constexpr std::size_t warm_up = 200;
  constexpr int connections = 10;
  std::size_t calls = 0;
  naru::server<raw_echo> server(proactor, with_limits({}));
  server.start();
  // As many sessions as will ever have something to send at once, and more bytes.
  std::deque<peer> first;
  for (int i = 0; i < connections; ++i) first.emplace_back(proactor, server.local_endpoint());
  REQUIRE(run_until(proactor, [&] { return server.counters().accepted == connections; }));
  send_several(server);
  REQUIRE(run_until(proactor, [&] { return server.counters().queued_bytes == 0; }));
  std::deque<echo_client> clients;
  for (int i = 0; i < connections; ++i) {
    clients.emplace_back(proactor, 64).start(server.local_endpoint(), echo_client::endless);
  }
  {
    std::optional<naru::worker_pool> workers;
    if (threads > 1) workers.emplace(proactor, threads - 1);  // and this thread
    REQUIRE(run_until_rounds(proactor, clients, warm_up));
    const std::size_t before = heap_calls();

    CHECK(run_until_rounds(proactor, clients, warm_up + rounds));

    calls = heap_calls() - before;
  }
  proactor.restart();
  return calls;
}

/// Options of sessions whose peers never say anything, however long a busy machine takes.
naru::session_options for_listeners() {
  naru::session_options options;
  options.handshake_timeout = 0ms;
  options.idle_timeout = 0ms;
  return options;
}

/// A server with many receivers who take everything. `taken` is called with each message.
struct audience : stage {
  explicit audience(std::size_t receivers, const naru::session_options& options = for_listeners(),
                    const collector::on_message& taken = {})
      : stage(options) {
    for (std::size_t i = 0; i < receivers; ++i) {
      members.emplace_back(*proactor, endpoint(), taken).start();
    }
    REQUIRE(until([&] { return server.counters().accepted == receivers; }));
    send_several(server);
    REQUIRE(has_all(0));
  }
  /// Counts the messages of the beginning, too.
  [[nodiscard]] bool has_all(std::size_t messages) {
    return until(
        [&] {
          return std::ranges::all_of(members, [&](const collector& each) {
            return each.messages() >= several + messages;
          });
        },
        30s);
  }

  std::deque<collector> members;
};

/// The number of heap calls while a server sends to sessions for which nothing comes. That lasts
/// for several times `release`, after which a session that rests gives its memory back. Sessions
/// rest at different times, and a server keeps 64 spare outboxes; so there are three times as many.
std::size_t calls_of_broadcasts(std::chrono::milliseconds release) {
  constexpr std::size_t receivers = 200;
  const std::size_t segments = naru::detail::segments_in_use();
  naru::session_options options = for_listeners();
  options.buffer_release_after = release;
  audience everyone(receivers, options);
  std::size_t rounds = 0;
  const auto broadcast = [&] {
    CHECK(everyone.server.broadcast(naru::buffer("to everybody"sv)) == receivers);
    REQUIRE(everyone.has_all(++rounds));
    everyone.proactor->run_for(release / 2);
  };
  // The receive buffers have been given back: so that time has passed for each session.
  while (naru::detail::segments_in_use() > segments) {
    REQUIRE(rounds < 100);
    broadcast();
  }
  const std::size_t before = heap_calls();
  for (int round = 0; round < 8; ++round) broadcast();
  return heap_calls() - before;
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("an_echo_allocates_nothing") {
  const auto proactor = test_proactor();
  CHECK(calls_of_echoes(*proactor, 1, scaled(2'000)) == 0);
}

TEST_CASE("an_echo_on_five_threads_allocates_nothing") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  CHECK(calls_of_echoes(*proactor, 5, scaled(1'000)) == 0);
}

TEST_CASE("a_broadcast_allocates_nothing") {
  constexpr std::size_t warm_up = 20;
  const std::size_t rounds = scaled(100);
  naru::session_options options;
  options.buffer_release_after = 0ms;             // no session rests, however long a round takes
  for (const std::size_t size : {60U, 2'000U}) {  // copied, and referred to
    CAPTURE(size);
    const std::string text(size, 'x');
    std::size_t before = 0;
    audience everyone(100, options);
    for (std::size_t round = 1; round <= warm_up + rounds; ++round) {
      CHECK(everyone.server.broadcast(naru::buffer(text)) == 100);
      REQUIRE(everyone.has_all(round));
      if (round == warm_up) before = heap_calls();
    }
    CHECK(heap_calls() - before == 0);
  }
}

// On a busy machine two broadcasts may be further apart than the release, and then sessions rest.
// So the release becomes longer, until it is long enough.
TEST_CASE("a_session_that_only_sends_keeps_what_it_sends_with") {
  std::size_t calls = 1;
  for (auto release = 100ms; calls != 0 && release <= 1'600ms; release *= 2) {
    calls = calls_of_broadcasts(release);
  }
  CHECK(calls == 0);
}

TEST_CASE("sending_from_a_foreign_thread_allocates_nothing") {
  if (!runs_on_threads()) return;
  constexpr std::size_t receivers = 10;
  constexpr std::size_t warm_up = 50;
  const std::size_t rounds = scaled(500);
  std::size_t calls = 0;
  bool lost = false;
  countdown to_come(several * receivers);
  audience everyone(receivers, for_listeners(), [&](naru::const_buffer) { to_come.arrive(); });
  const auto session = everyone.only();
  naru::worker_pool workers(*everyone.proactor, 1);
  std::thread([&] {
    std::size_t before = 0;
    for (std::size_t round = 1; round <= warm_up + rounds && !lost; ++round) {
      to_come.restart(receivers + 1);
      session->send("to one of them"sv);
      everyone.server.broadcast(naru::buffer("to everybody"sv));
      lost = !to_come.wait() || !wait_until([&] { return session->queued_bytes() == 0; });
      if (round == warm_up) before = heap_calls();
    }
    calls = heap_calls() - before;
  }).join();
  CHECK_FALSE(lost);
  CHECK(calls == 0);
}

TEST_CASE("functions_that_a_session_posts_into_itself_allocate_nothing") {
  constexpr std::size_t warm_up = 100;
  const std::size_t rounds = scaled(10'000);
  stage scene;
  peer other = scene.join();
  const auto session = scene.only();
  struct again {
    void operator()() const {
      if (++*count < *most) session->post(again(*this));
    }
    scripted_session* session;
    std::size_t* count;
    const std::size_t* most;
  };
  std::size_t count = 0;
  std::size_t most = warm_up;
  CHECK(session->post(again{session.get(), &count, &most}));
  REQUIRE(scene.until([&] { return count == most; }));
  most += rounds;
  std::size_t calls = 0;
  CHECK(session->post([&] { calls = heap_calls(); }));
  CHECK(session->post(again{session.get(), &count, &most}));
  REQUIRE(scene.until([&] { return count == most; }));
  CHECK(heap_calls() - calls == 0);
}

TEST_CASE("a_send_that_finds_no_memory_ends_that_session_and_throws_nothing") {
  if (!has_memory_of_the_system()) return;
  const std::string text(40'000, 'x');  // no segment of that size is kept yet
  std::size_t points = 0;
  for (std::size_t before = 0; before < 10; ++before) {
    CAPTURE(before);
    stage scene;
    peer good = scene.join();
    const auto other_session = scene.only();
    peer other = scene.join();
    std::shared_ptr<scripted_session> session;
    scene.server.for_each([&](scripted_session& each) {
      if (each.id() != other_session->id()) session = each.self();
    });
    REQUIRE(session);
    naru::send_outcome outcome{};
    bool felt = false;
    {
      const heap_shortage shortage(before);
      CHECK_NOTHROW(outcome = session->send(std::string_view(text)));
      felt = shortage.felt();
    }
    CHECK(outcome == (felt ? naru::send_outcome::closed : naru::send_outcome::queued));
    if (felt) {
      ++points;
      CHECK(other.receive_reset());
      CHECK(scene.until([&] { return scene.written.endings() == 1; }));
      CHECK(scene.written.reason() == naru::close_reason::out_of_memory);
      CHECK(scene.failures.count("a message could not be queued") == 1);
    } else {
      CHECK(other.receive() == text);
    }
    CHECK(other_session->send("after"sv) == naru::send_outcome::queued);
    CHECK(good.receive() == "after");
  }
  CHECK(points > 0);
}

TEST_CASE("a_broadcast_that_finds_no_memory_for_one_reaches_the_others") {
  if (!has_memory_of_the_system()) return;
  constexpr std::size_t receivers = 3;
  const std::string text(400, 'x');  // copied for each session
  std::size_t points = 0;
  for (std::size_t before = 0; before < 20; ++before) {
    CAPTURE(before);
    stage scene;
    std::deque<peer> others;
    for (std::size_t i = 0; i < receivers; ++i) others.push_back(scene.join());
    const naru::shared_message<wire> message{naru::buffer(text)};
    std::size_t queued = 0;
    bool felt = false;
    {
      const heap_shortage shortage(before);
      CHECK_NOTHROW(scene.server.for_each([&](scripted_session& each) {
        if (each.send(message) == naru::send_outcome::queued) ++queued;
      }));
      felt = shortage.felt();
    }
    if (felt) ++points;
    const std::size_t lost = felt ? 1 : 0;
    CHECK(queued == receivers - lost);
    CHECK(scene.until([&] { return static_cast<std::size_t>(scene.written.endings()) == lost; }));
    std::size_t received = 0;
    for (peer& each : others) {
      if (each.receive() == text) ++received;
    }
    CHECK(received == queued);
  }
  CHECK(points > 0);
}

TEST_SUITE_END();
