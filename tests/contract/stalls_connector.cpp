// Connects by the first address that answers. Their limit passes, or they are cancelled, after
// their connection has come (rules 6 and 14).
#include <naru/tcp_connector.hpp>

#include "held_look.hpp"
#include "rounds.hpp"
#include "silent_endpoint.hpp"

#include <array>
#include <deque>
#include <optional>

using namespace contract;

namespace {

// Long enough for a busy machine to make the connections.
constexpr std::chrono::milliseconds connect_limit = 500ms;

/// One connect, and the means to stop just after its attempts have begun.
struct early_connect {
  recorder connected;
  recorder begun;
  std::optional<naru::deadline> limited;
  std::optional<naru::tcp_stream> stream;
  std::optional<naru::tcp_connector> connector;

  void make(naru::proactor& proactor) {
    limited.emplace(proactor);
    stream.emplace(proactor);
    connector.emplace(proactor);
    begun.then([&](naru::io_result) { proactor.stop(); });
  }
};

/// Runs the posted function, which begins the attempts, and nothing after it.
void begin_attempts(naru::proactor& proactor, recorder& begun) {
  proactor.post(begun);
  CHECK(run_until_completed(proactor, {&begun}));
  proactor.restart();
}

enum class cancelled_by { a_thread_that_runs_nothing, a_function_before_the_completion };

/// True if a cancelled connect reports that its connection is established.
bool cancelled_connect_stands(std::chrono::milliseconds time, cancelled_by how) {
  recorder canceling;
  early_connect one;
  const auto proactor = test_proactor();
  const naru::tcp_listener listener(*proactor, loopback());
  const std::array where{listener.local_endpoint()};
  one.make(*proactor);
  canceling.then([&](naru::io_result) { one.connector->cancel(); });
  one.connector->connect(where, *one.stream, one.connected);
  begin_attempts(*proactor, one.begun);
  hold_up(time);
  if (how == cancelled_by::a_thread_that_runs_nothing) {
    one.connector->cancel();
  } else {
    // It runs first, and by then the completion has been taken from the system.
    proactor->post(canceling);
  }
  CHECK(run_until(*proactor, [&] { return one.connected.completed() && !canceling.pending(); }));
  CHECK(one.stream->is_open() == !one.connected.error());
  return !one.connected.error() && one.stream->remote_endpoint() == where.front();
}

enum class limited_by { a_deadline, its_own_option };

void start_limited(early_connect& one, const naru::endpoint& peer, limited_by how) {
  const std::array where{peer};
  naru::connect_options options;
  if (how == limited_by::its_own_option) {
    options.timeout = connect_limit;
    one.connector->connect(where, *one.stream, one.connected, options);
  } else {
    naru::operation& op = one.limited->arm(*one.connector, connect_limit, one.connected);
    one.connector->connect(where, *one.stream, op);
  }
}

/// Connections whose completions one thread holds, while another thread comes to their limits.
void check_limits(limited_by how) {
  std::deque<early_connect> all(20);
  const auto proactor = test_proactor();
  naru::listen_options options;
  options.backlog = 64;  // nobody accepts
  naru::tcp_listener listener(*proactor);
  REQUIRE_FALSE(listener.listen(loopback(), options));
  const naru::endpoint where = listener.local_endpoint();
  for (early_connect& each : all) each.make(*proactor);
  for (early_connect& each : all) start_limited(each, where, how);
  begin_attempts(*proactor, all.back().begun);
  hold_up(connect_limit / 2);
  held_look held(*proactor);
  REQUIRE(held.complete());
  CHECK(held.pass_limits(connect_limit));
  held.release();
  CHECK(wait_until([&] {
    return std::ranges::all_of(all, [](const auto& each) { return each.connected.completed(); });
  }));
  for (const early_connect& each : all) {
    CHECK_FALSE(each.connected.error());
    CHECK(each.stream->remote_endpoint() == where);
  }
}

}  // namespace

TEST_SUITE_BEGIN("stalls");

TEST_CASE("a_cancelled_connector_whose_connection_stands_keeps_it") {
  for (const auto how :
       {cancelled_by::a_thread_that_runs_nothing, cancelled_by::a_function_before_the_completion}) {
    CAPTURE(static_cast<int>(how));
    CHECK(one_round_succeeds(
        [&](std::chrono::milliseconds time) { return cancelled_connect_stands(time, how); }));
  }
}

TEST_CASE("a_connector_whose_connection_stood_before_its_limit_is_not_timed_out") {
  if (!runs_on_threads()) return;
  SUBCASE("a deadline") { check_limits(limited_by::a_deadline); }
  SUBCASE("its own option") { check_limits(limited_by::its_own_option); }
}

TEST_CASE("a_connector_that_is_cancelled_after_its_limit_is_timed_out") {
  // Both come due while the thread is held up, in this order and one right after the other.
  recorder due;
  early_connect one;
  const auto proactor = test_proactor();
  const silent_endpoint silent(*proactor);
  const auto quiet = silent.get();
  if (!quiet) return;
  const std::array where{*quiet};
  one.make(*proactor);
  naru::connect_options options;
  options.timeout = connect_limit;
  one.connector->connect(where, *one.stream, one.connected, options);
  due.then([&](naru::io_result) { one.connector->cancel(); });
  naru::timer afterwards(*proactor);
  afterwards.wait_for(connect_limit, due);
  begin_attempts(*proactor, one.begun);
  hold_up(connect_limit + 50ms);
  CHECK(run_until_completed(*proactor, {&one.connected, &due}));
  CHECK(one.connected.error() == std::errc::timed_out);
}

TEST_SUITE_END();
