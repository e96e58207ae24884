// Very many connections that have nothing to send: their cost while they wait, and when they end.
#include "crowd.hpp"
#include "support.hpp"
#include "system.hpp"

using namespace contract;
using stress::crowd;

namespace {

constexpr auto idle_time = 5s;
constexpr std::chrono::milliseconds idle_processor_limit = 50ms;
constexpr std::chrono::milliseconds stop_limit = 1s;  // of processor time
constexpr std::chrono::milliseconds emulated_stop_limit = 30s;
constexpr int tries = 3;  // because another program may have had the processor

using milliseconds = std::chrono::duration<double, std::milli>;

std::size_t how_many() {
  const std::size_t wanted = stress::many_connections();
  const std::size_t count = crowd::possible(wanted);
  if (count < wanted) {
    MESSAGE("only " << count << " of " << wanted << " connections: the limit of descriptors");
  }
  return count;
}

milliseconds processor_time_over(naru::proactor& proactor, std::chrono::milliseconds time) {
  const auto before = processor_time();
  proactor.run_for(time);
  return processor_time() - before;
}

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("many_idle_connections") {
  if (const char* const reason = stress::second_process::impossible_because()) {
    MESSAGE("skipped: " << std::string(reason));
    return;
  }
  const std::size_t count = how_many();
  const auto proactor = test_proactor();
  const auto before = resident_bytes();
  crowd everyone(*proactor, count);
  REQUIRE(everyone.gather());
  if (before) {
    MESSAGE(count << " idle connections: " << (*resident_bytes() - *before) / count
                  << " bytes of memory each, of which the test's own are "
                  << sizeof(crowd::member));
  }
  milliseconds used = milliseconds::max();
  for (int i = 0; i < tries && used >= idle_processor_limit; ++i) {
    used = std::min(used, processor_time_over(*proactor, idle_time));
  }
  MESSAGE(count << " idle connections: " << used.count() << " ms of processor time in 5 s");
  CHECK(used < idle_processor_limit);
}

TEST_CASE("stop_with_many_connections_open") {
  if (const char* const reason = stress::second_process::impossible_because()) {
    MESSAGE("skipped: " << std::string(reason));
    return;
  }
  constexpr std::size_t threads = 4;
  const std::size_t count = how_many();
  milliseconds used = milliseconds::max();
  milliseconds passed = milliseconds::max();
  for (int i = 0; i < tries && used >= stop_limit; ++i) {
    auto proactor = test_proactor();
    crowd everyone(*proactor, count);
    REQUIRE(everyone.gather());
    naru::worker_pool workers(*proactor, threads);
    const auto begin = std::chrono::steady_clock::now();
    const auto begin_used = processor_time();
    proactor->stop();
    workers.join();
    proactor.reset();
    // The time that passed depends on the other work of the machine; it only shows a stop that
    // hangs.
    used = std::min<milliseconds>(used, processor_time() - begin_used);
    passed = std::min<milliseconds>(passed, std::chrono::steady_clock::now() - begin);
    CHECK(everyone.members().size() == count);
    CHECK(everyone.each_was_cancelled_once());
    if (is_emulated()) break;
  }
  MESSAGE("stopped and destroyed with " << count << " connections open: " << passed.count()
                                        << " ms, " << used.count() << " of them processor time");
  CHECK(used < (is_emulated() ? emulated_stop_limit : stop_limit));
  CHECK(passed < (is_emulated() ? emulated_stop_limit : deadline));
}

TEST_SUITE_END();
