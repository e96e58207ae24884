// Stops: what they reach, what they do not reach, and what they end if they come from another
// thread.
#include "coroutines.hpp"
#include "names.hpp"
#include "silent_endpoint.hpp"
#include "socket_path.hpp"
#include "system.hpp"

#include <array>
#include <string>
#include <thread>

using namespace contract;

namespace {

struct farewell {
  std::error_code before;
  std::error_code shielded;
  std::error_code after;
};

naru::task<> say_goodbye(farewell& said) {
  said.before = co_await naru::sleep_for(1h);
  said.shielded = co_await naru::shielded(naru::sleep_for(1ms));
  said.after = co_await naru::sleep_for(1h);
}

naru::task<> exchange(naru::unix_listener& listener, const naru::unix_endpoint& where) {
  naru::unix_stream client(listener.owner());
  auto [accepted, connected] = co_await naru::when_all(listener.accept(), client.connect(where));
  CHECK_FALSE(accepted.error);
  CHECK_FALSE(connected.error);
  naru::unix_stream server = accepted.value();
  std::array<std::byte, 5> storage{};
  CHECK((co_await client.send(naru::buffer(std::string_view("hello")))).value() == 5);
  CHECK((co_await server.receive_exactly(naru::buffer(storage))).value() == 5);
  CHECK_FALSE((co_await client.close_and_wait()).error);
  const auto end = co_await server.receive(naru::buffer(storage));
  CHECK(end.error == naru::error::end_of_stream);
}

naru::task<> move_and_back(naru::proactor& home, naru::proactor& other, int& moves) {
  co_await naru::resume_on(other);
  moves += &co_await naru::this_task::owner() == &other ? 1 : 0;
  co_await naru::resume_on(home);
  moves += &co_await naru::this_task::owner() == &home ? 1 : 0;
}

/// An awaitable that never completes.
struct never {
  never() : held(mutex.try_lock()) {}

  naru::mutex mutex;
  naru::mutex::guard held;
  naru::channel<int> channel{1};
  naru::event event;
};

naru::task<> wait_for_all(never& what, naru::proactor::duration limit,
                          std::array<std::error_code, 3>& errors) {
  auto [locked, received, happened] =
      co_await naru::when_all(naru::with_timeout(what.mutex.lock(), limit),
                              naru::with_timeout(what.channel.receive(), limit),
                              naru::with_timeout(what.event.wait(), limit));
  errors = {locked.error, received.error, happened};
}

}  // namespace

TEST_SUITE_BEGIN("coroutines");

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_does_not_reach_what_is_shielded") {
  const auto proactor = test_proactor();
  farewell said;
  const auto check = [&] {
    CHECK(is_canceled(said.before));
    CHECK_FALSE(said.shielded);
    CHECK(is_canceled(said.after));
    said = {};
  };
  naru::run(*proactor, stopped(*proactor, say_goodbye(said)));
  check();
  naru::run(*proactor, stopped_before(*proactor, say_goodbye(said)));
  check();
}

TEST_CASE_FIXTURE(no_frame_is_left, "what_is_shielded_keeps_its_result") {
  const auto proactor = test_proactor();
  CHECK(naru::run(*proactor, naru::shielded(value_after(3, 1ms))) == 3);
  CHECK_THROWS_AS(static_cast<void>(naru::run(*proactor, naru::shielded(failing(1)))), failure);
  // A limit around it does not reach it; a limit inside does.
  CHECK_FALSE(naru::run(*proactor, naru::with_timeout(naru::shielded(naru::sleep_for(20ms)), 1ms)));
  CHECK(naru::run(*proactor, naru::shielded(naru::with_timeout(naru::sleep_for(1h), 1ms))) ==
        std::errc::timed_out);
}

TEST_CASE_FIXTURE(no_frame_is_left, "unix_streams_are_awaited_and_stopped") {
  const socket_path path;
  std::array<std::byte, 16> storage{};
  const auto proactor = test_proactor();
  if (!has_unix_sockets(*proactor)) return;
  naru::unix_listener listener(*proactor, path.endpoint());
  naru::run(*proactor, exchange(listener, path.endpoint()));
  check_stops(*proactor, [&] { return listener.accept(); });
  naru::unix_stream client(*proactor);
  auto [accepted, connected] =
      naru::run(*proactor, naru::when_all(listener.accept(), client.connect(path.endpoint())));
  REQUIRE_FALSE(accepted.error);
  REQUIRE_FALSE(connected.error);
  check_stops(*proactor, [&] { return client.receive(naru::buffer(storage)); });
  naru::run(*proactor, listener.close_and_wait());
  CHECK(naru::run(*proactor, listener.accept()).error == std::errc::bad_file_descriptor);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_ends_a_connect") {
  const auto elsewhere = test_proactor();  // its pending operations do not keep run inside
  const auto proactor = test_proactor();
  const silent_endpoint silent(*elsewhere);
  const auto quiet = silent.get();
  if (!quiet) return;
  naru::tcp_stream stream(*proactor);
  check_stops(*proactor, [&] { return stream.connect(*quiet); });
  naru::tcp_connector connector(*proactor);
  const std::array<naru::endpoint, 1> candidates{*quiet};
  check_stops(*proactor, [&] { return connector.connect(candidates); });
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_ends_a_lookup") {
  if (!asks_the_system_for_names()) return;
  if (const char* const reason = slow_lookup::impossible_because()) {
    MESSAGE("skipped: " << std::string(reason));
    return;
  }
  const slow_lookup slow;
  const auto proactor = test_proactor();
  naru::resolver resolver(*proactor);
  check_stops(*proactor, [&] { return resolver.resolve("host.slow.invalid", 80); });
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_does_not_keep_a_task_from_moving") {
  if (!runs_on_threads()) return;
  int moves = 0;
  const auto here = test_proactor();
  const auto there = test_proactor();
  const naru::work_guard guard(*there);
  naru::worker_pool workers(*there, 1);
  naru::run(*here, stopped(*here, move_and_back(*here, *there, moves)));
  CHECK(moves == 2);
  naru::run(*here, stopped_before(*here, move_and_back(*here, *there, moves)));
  CHECK(moves == 4);
}

TEST_CASE_FIXTURE(no_frame_is_left, "a_stop_of_another_thread_ends_limited_waits") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::worker_pool workers(*proactor, 2);
  never what;
  for (std::size_t i = 0; i < scaled(400); ++i) {
    // Every other limit is so short that it races against the stop.
    const bool races = i % 2 == 0;
    const auto limit = races ? naru::proactor::duration(std::chrono::microseconds(20)) : 1h;
    std::array<std::error_code, 3> errors;
    naru::task_scope scope(*proactor);
    scope.spawn(wait_for_all(what, limit, errors));
    std::thread stopper([&] { scope.request_stop(); });
    naru::sync_wait(*proactor, scope.join());
    stopper.join();
    for (const std::error_code& error : errors) {
      CHECK((is_canceled(error) || (races && error == std::errc::timed_out)));
    }
  }
}

TEST_SUITE_END();
