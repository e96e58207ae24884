// A server whose handlers throw, and whose peers reset and fall silent. A failure ends its own
// session and is reported; every other client gets every answer; afterwards nothing is left.
//
// NARU_STRESS_SECONDS sets how long (5). If NARU_STRESS_MISS_MEMORY is set, allocations of the
// server also fail now and then, as NARU_STRESS_SEED decides; each failure may cost one
// connection.
#include "troubled_server.hpp"

#include "heap_counter.hpp"
#include "system.hpp"

#include <naru/detail/frame_memory.hpp>
#include <naru/detail/segment.hpp>

#include <atomic>
#include <cstdio>
#include <exception>
#include <new>
#include <random>
#include <sstream>
#include <string>
#include <thread>

#include "machine.hpp"
#include "stress_time.hpp"

using namespace contract;

namespace {

using stress::workers_wanted;

constexpr std::size_t handles_of_the_system = 8;  // the system may open some in the background

/// The events of a run's sessions, and the failures that were reported.
struct events {
  std::atomic<std::size_t> thrown{0};
  std::atomic<std::size_t> thrown_reported{0};
  std::atomic<std::size_t> memory_reported{0};
  std::atomic<std::size_t> others_reported{0};
  std::atomic<std::size_t> began{0};
  std::atomic<std::size_t> ended{0};
  std::atomic<std::size_t> answers{0};
  std::atomic<std::size_t> lost{0};
  std::atomic<bool> over{false};  // the clients have reported their answers
};

/// An exception whose text needs no memory, because memory may be short.
struct handler_broke : std::exception {
  [[nodiscard]] const char* what() const noexcept override { return "asked for"; }
};

/// Records a reported failure. It allocates nothing, because there may be no memory.
void note(events& seen, const naru::failure& failed) {
  if (!failed.exception) {
    ++(failed.error == std::errc::not_enough_memory ? seen.memory_reported : seen.others_reported);
    return;
  }
  try {
    std::rethrow_exception(failed.exception);
  } catch (const handler_broke&) {
    ++seen.thrown_reported;
  } catch (const std::bad_alloc&) {
    ++seen.memory_reported;
  } catch (...) {
    ++seen.others_reported;
  }
}

/// Handles a message for both kinds of sessions; returns true if it must be sent back.
void take(events& seen, naru::const_buffer message) {
  const std::string_view text(reinterpret_cast<const char*>(message.data()), message.size());
  if (text == stress::breaking) {
    ++seen.thrown;
    throw handler_broke();
  }
  if (!text.starts_with(stress::result)) return;
  std::istringstream words{std::string(text.substr(stress::result.size()))};
  std::size_t answers = 0;
  std::size_t lost = 0;
  words >> answers >> lost;
  seen.answers = answers;
  seen.lost = lost;
  seen.over = true;
}

class troubled_session final : public naru::session<wire> {
 public:
  explicit troubled_session(events& seen) : seen_(seen) {}

 private:
  void on_connected() override { ++seen_.began; }
  void on_message(naru::const_buffer message) override {
    take(seen_, message);
    send(message);
  }
  void on_closed(naru::close_reason) override { ++seen_.ended; }

  events& seen_;
};

class troubled_guest final : public naru::coroutine_session<wire> {
 public:
  explicit troubled_guest(events& seen) : seen_(seen) {}

 private:
  naru::task<> serve() override {
    while (const auto message = co_await receive()) {
      take(seen_, *message);
      send(*message);
    }
  }
  void on_closed(naru::close_reason) override { ++seen_.ended; }

  events& seen_;
};

naru::server_options for_trouble() {
  naru::server_options options = with_limits({});
  // Longer than a busy machine can delay the first message of an honest client.
  options.sessions.handshake_timeout = 20s;
  options.sessions.buffer_release_after = 50ms;
  options.sessions.close_timeout = 1s;
  return options;
}

/// Lets an allocation of the other threads fail every few milliseconds, if NARU_STRESS_MISS_MEMORY
/// asks for that. Returns how many have failed.
std::size_t miss_memory_for(std::chrono::seconds time, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::size_t failed = 0;
  const auto end = std::chrono::steady_clock::now() + time;
  if (!environment("NARU_STRESS_MISS_MEMORY")) std::this_thread::sleep_until(end);
  while (std::chrono::steady_clock::now() < end) {
    const heap_shortage shortage(random() % 50, shortage_of::other_threads);
    std::this_thread::sleep_for(std::chrono::milliseconds(5 + random() % 20));
    if (shortage.felt()) ++failed;
  }
  return failed;
}

void say_how_it_ended(const naru::session_counters& counted) {
  for (std::size_t i = 0; i < counted.ended.size(); ++i) {
    if (counted.ended[i] == 0) continue;
    MESSAGE(counted.ended[i] << " sessions: "
                             << naru::describe(static_cast<naru::close_reason>(i)));
  }
}

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("a_troubled_server_serves_everyone_else_and_tells_what_failed") {
  if (const char* const reason = stress::second_process::impossible_because()) {
    MESSAGE("skipped: " << std::string(reason));
    return;
  }
  const std::uint64_t seed = stress::chosen_seed();
  const std::chrono::seconds time = stress::chosen_time(5s);
  MESSAGE("NARU_STRESS_SEED=" << seed);
  static_cast<void>(raise_handle_limit());
  const std::size_t clients = scaled(1'000);
  const std::size_t segments = naru::detail::segments_in_use();
  const std::ptrdiff_t frames = naru::detail::live_frames();
  events seen;
  naru::proactor_options told;
  told.on_failure = [&](const naru::failure& failed) { note(seen, failed); };
  const auto proactor = test_proactor(told);
  {
    const connected_pair first(*proactor);  // the system opens some handles once
  }
  proactor->poll();
  const std::size_t handles = open_handles();
  {
    naru::server<troubled_session> one(*proactor, for_trouble(),
                                       [&] { return std::make_shared<troubled_session>(seen); });
    naru::server<troubled_guest> other(*proactor, for_trouble(),
                                       [&] { return std::make_shared<troubled_guest>(seen); });
    one.start();
    other.start();
    const naru::work_guard running(*proactor);
    naru::worker_pool workers(*proactor, workers_wanted);
    auto others = stress::troubling_clients(proactor->backend(), one.local_endpoint(),
                                            other.local_endpoint(), clients, time);
    const std::size_t failed = miss_memory_for(time, seed);
    CHECK(wait_until([&] { return seen.over.load(); }, 60s));
    CHECK(others.wait() == 0);
    CHECK(one.stop_blocking(2s));
    CHECK(other.stop_blocking(2s));
    say_how_it_ended(one.counters());
    say_how_it_ended(other.counters());
    MESSAGE(seen.answers.load() << " answers, " << seen.thrown.load() << " exceptions, " << failed
                                << " allocations failed, " << seen.lost.load()
                                << " connections for that");
    CHECK(seen.answers > clients);
    CHECK(seen.thrown > 0);
    CHECK(seen.thrown_reported.load() == seen.thrown.load());
    CHECK(seen.lost <= failed);
    CHECK(seen.memory_reported <= failed);
    const std::uint64_t without_memory =
        one.counters().ended_for(naru::close_reason::out_of_memory) +
        other.counters().ended_for(naru::close_reason::out_of_memory);
    CHECK(without_memory <= seen.memory_reported);
    CHECK(one.counters().sessions + other.counters().sessions == 0);
    CHECK(proactor->counters().started != 0);
  }
  proactor->restart();
  CHECK(run_until(*proactor, [&] { return open_handles() <= handles + handles_of_the_system; }));
  CHECK(naru::detail::segments_in_use() == segments);
  CHECK(naru::detail::live_frames() == frames);
}

TEST_SUITE_END();
