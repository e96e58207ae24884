// Very many sessions that have nothing to send: the memory of each.
#include "crowd.hpp"
#include "heap_counter.hpp"
#include "sessions.hpp"
#include "support.hpp"
#include "system.hpp"

#include <naru/detail/segment.hpp>

using namespace contract;

namespace {

/// With the session that the test makes and the heap's own: 1.2 KiB.
constexpr std::size_t bytes_per_session_max = 1'228;
/// The process keeps one slab of receive buffers, however many sessions there are.
constexpr std::size_t kept_once = 256 * 1024;
constexpr auto gathering = 40s;

class idle_session final : public naru::session<wire> {
  void on_message(naru::const_buffer) override {}
};

/// The memory that std::make_shared takes for a session, with that of the heap.
constexpr std::size_t session_block = sizeof(idle_session) + 4 * sizeof(void*);

naru::server_options for_idlers(std::size_t count) {
  naru::server_options options = with_limits({});
  options.sessions_max = count;
  options.sessions.handshake_timeout = 0ms;
  options.sessions.buffer_release_after = 20ms;
  return options;
}

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("many_idle_sessions") {
  if (const char* const reason = stress::second_process::impossible_because()) {
    MESSAGE("skipped: " << std::string(reason));
    return;
  }
  const std::size_t count = stress::crowd::possible(stress::many_connections());
  const std::size_t segments = naru::detail::segments_in_use();
  recorder stopped;
  const auto proactor = test_proactor();
  naru::server<idle_session> server(*proactor, for_idlers(count));
  server.start();
  const auto resident = resident_bytes();
  const std::size_t heap = heap_bytes();
  stress::second_process others =
      stress::others(proactor->backend(), server.local_endpoint(), count);
  const auto all_are_idle = [&] {
    return server.size() == count && naru::detail::segments_in_use() == segments;
  };
  REQUIRE(run_until(*proactor, all_are_idle, gathering));
  // The buffers stay for a while, and then go back to the heap, and from there to the system.
  const std::size_t most = bytes_per_session_max + kept_once / count;
  const auto heap_each = [&] { return (heap_bytes() - heap) / count; };
  CHECK(run_until(*proactor, [&] { return heap_each() <= most; }, 20s));
  MESSAGE(count << " idle sessions: " << heap_each() << " bytes of the heap each, of which "
                << session_block << " are the session that the test makes");
  if (resident) {
    const auto resident_each = [&] { return (*resident_bytes() - *resident) / count; };
    // A sanitizer's heap and Wine's keep what is freed.
    if (!is_instrumented() && !is_emulated()) {
      CHECK(run_until(*proactor, [&] { return resident_each() <= most; }, 20s));
    }
    MESSAGE(count << " idle sessions: " << resident_each() << " bytes of memory each");
  }
  server.stop(1s, stopped);
  CHECK(run_until(*proactor, [&] { return stopped.completed(); }, gathering));
  CHECK(server.size() == 0);
  CHECK(server.counters().accepted == count);
  CHECK(server.counters().ended_for(naru::close_reason::server_stopped) +
            server.counters().ended_for(naru::close_reason::peer_closed) +
            server.counters().ended_for(naru::close_reason::peer_reset) ==
        count);
}

TEST_SUITE_END();
