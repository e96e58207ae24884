// The dump of a proactor's tasks: what each waits for and where, also while it runs.
#include "coroutines.hpp"
#include "sessions.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using namespace contract;

namespace {

naru::task<> wait_named(const char* name, naru::event& event, unsigned& line) {
  co_await naru::this_task::set_name(name);
  line = __LINE__ + 1;
  co_await event.wait();
}

naru::task<> wait_within(naru::event& event, unsigned& line, unsigned& outer_line) {
  co_await naru::this_task::set_name("outer");
  outer_line = __LINE__ + 1;
  co_await wait_named("inner", event, line);
}

naru::task<> lock_and_wait(naru::mutex& mutex, naru::event& event) {
  auto [error, guard] = co_await mutex.lock();
  co_await event.wait();
}

naru::task<> lock(naru::mutex& mutex) { co_await mutex.lock(); }
naru::task<> take(naru::channel<int>& channel) { co_await channel.receive(); }
naru::task<> accept_one(naru::tcp_listener& listener) { co_await listener.accept(); }
naru::task<> work_in(naru::blocking_pool& pool, std::atomic<bool>& over) {
  co_await pool.run([&over] { static_cast<void>(wait_until([&over] { return over.load(); })); });
}
naru::task<> sleep_long() { co_await naru::sleep_for(1h); }

naru::task<> wait_together(naru::event& event) { co_await naru::when_all(event.wait()); }

naru::task<> wait_beside(naru::event& event) {
  co_await naru::this_task::set_name("group");
  unsigned line = 0;
  co_await naru::when_all(wait_named("first", event, line), sleep_long());
}

/// A chain of many tasks, so that a dump takes time to read it.
naru::task<> sleep_deep(int tasks) {
  if (tasks == 1) {
    co_await naru::sleep_for(10us);
  } else {
    co_await sleep_deep(tasks - 1);
  }
}

naru::task<> keep_going(std::atomic<bool>& over) {
  while (!over) co_await sleep_deep(16);
}

naru::task<> pass_on(naru::channel<int>& from, naru::channel<int>& to) {
  for (;;) {
    auto [error, value] = co_await from.receive();
    if (error || co_await to.send(*value + 1)) co_return;
  }
}

const naru::waiting_task* find(const naru::task_dump& dump, std::string_view what) {
  const auto found = std::ranges::find(dump.waiting, what, &naru::waiting_task::waits_for);
  return found != dump.waiting.end() ? &*found : nullptr;
}

std::vector<std::string> names(const naru::waiting_task& task) {
  std::vector<std::string> all;
  for (const auto& each : task.frames) all.push_back(each.name);
  return all;
}

bool is_here(const std::source_location& at) {
  return std::string_view(at.file_name()).ends_with("dump.cpp");
}

class listener_session : public naru::coroutine_session<wire> {
  naru::task<> serve() override {
    co_await naru::this_task::set_name("listener");
    bool open = true;
    while (open) open = (co_await receive()).has_value();
  }
};

}  // namespace

TEST_SUITE_BEGIN("observing");

TEST_CASE("a_dump_shows_where_each_task_of_a_chain_waits") {
  const auto proactor = test_proactor();
  naru::event event;
  unsigned line = 0;
  unsigned outer_line = 0;
  naru::task_dump seen;
  const auto main = [&]() -> naru::task<> {
    naru::task_scope scope(*proactor);
    scope.spawn(wait_within(event, line, outer_line));
    co_await naru::yield();
    seen = naru::dump_tasks(*proactor);
    event.set();
    co_await scope.join();
  };
  naru::run(*proactor, main());
  REQUIRE(seen.waiting.size() == 1);
  CHECK(seen.running == 1);  // the one that asks
  const naru::waiting_task& waiting = seen.waiting.front();
  CHECK(waiting.waits_for == "an event");
  CHECK(names(waiting) == std::vector<std::string>{"inner", "outer"});
  CHECK(waiting.frames[0].at.line() == line);
  CHECK(waiting.frames[1].at.line() == outer_line);
  CHECK(is_here(waiting.frames[0].at));
  CHECK(naru::dump_tasks(*proactor).waiting.empty());
}

TEST_CASE("a_dump_says_what_a_task_waits_for") {
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  naru::channel<int> channel(1);
  naru::mutex mutex;
  naru::event event;
  naru::task_dump seen;
  std::string text;
  const auto main = [&]() -> naru::task<> {
    naru::task_scope scope(*proactor);
    scope.spawn(lock_and_wait(mutex, event));
    scope.spawn(lock(mutex));
    scope.spawn(take(channel));
    scope.spawn(accept_one(listener));
    scope.spawn(sleep_long());
    scope.spawn(wait_together(event));
    co_await naru::yield();
    seen = naru::dump_tasks(*proactor);
    text = naru::dump(*proactor);
    scope.request_stop();
    co_await scope.join();
  };
  naru::run(*proactor, main());
  CHECK(seen.waiting.size() == 6);
  for (const auto what : {"an event", "a mutex", "a value of a channel", "accept", "a sleep"}) {
    CAPTURE(what);
    CHECK(find(seen, what) != nullptr);
    CHECK(text.find("waits for " + std::string(what)) != std::string::npos);
  }
  const naru::waiting_task* const sleeping = find(seen, "a sleep");
  REQUIRE(sleeping != nullptr);
  REQUIRE(sleeping->time_left.has_value());
  CHECK(*sleeping->time_left <= 1h);
  CHECK(*sleeping->time_left > 50min);
  CHECK(text.starts_with("6 tasks wait, 1 run\n"));
  CHECK(text.find("dump.cpp:") != std::string::npos);
  CHECK(text.find("start_task.hpp") == std::string::npos);
}

TEST_CASE("a_dump_says_that_a_task_waits_for_blocking_work") {
  if (!runs_on_threads()) return;
  const auto proactor = test_proactor();
  naru::blocking_pool pool(1);
  std::atomic<bool> over = false;
  naru::task_dump seen;
  const auto main = [&]() -> naru::task<> {
    naru::task_scope scope(*proactor);
    scope.spawn(work_in(pool, over));
    seen = naru::dump_tasks(*proactor);
    over = true;
    co_await scope.join();
  };
  naru::run(*proactor, main());
  CHECK(find(seen, "blocking work") != nullptr);
}

TEST_CASE("a_dump_leads_from_a_group_to_the_task_that_awaits_it") {
  const auto proactor = test_proactor();
  naru::event event;
  naru::task_dump seen;
  const auto main = [&]() -> naru::task<> {
    naru::task_scope scope(*proactor);
    scope.spawn(wait_beside(event));
    co_await naru::yield();
    seen = naru::dump_tasks(*proactor);
    scope.request_stop();
    co_await scope.join();
  };
  naru::run(*proactor, main());
  CHECK(seen.waiting.size() == 2);
  CHECK(seen.running == 1);
  const naru::waiting_task* const first = find(seen, "an event");
  REQUIRE(first != nullptr);
  CHECK(names(*first) == std::vector<std::string>{"first", "group"});
}

TEST_CASE("a_dump_shows_the_conversations_of_sessions") {
  constexpr int count = 5;
  const auto proactor = test_proactor();
  naru::server<listener_session> server(*proactor, with_limits({}));
  server.start();
  std::vector<peer> others;
  for (int i = 0; i < count; ++i) others.emplace_back(*proactor, server.local_endpoint());
  CHECK(run_until(*proactor, [&] { return naru::dump_tasks(*proactor).waiting.size() == count; }));
  for (const naru::waiting_task& each : naru::dump_tasks(*proactor).waiting) {
    CHECK(each.waits_for == "a message");
    CHECK(names(each) == std::vector<std::string>{"listener"});
  }
}

TEST_CASE("a_dump_is_taken_while_five_threads_run_the_tasks") {
  if (!runs_on_threads()) return;
  constexpr int tasks = 40;
  const std::size_t enough = scaled(60'000);
  const auto proactor = test_proactor();
  std::atomic<bool> over = false;
  naru::channel<int> there(4);
  naru::channel<int> back(4);
  auto guard = std::make_unique<naru::work_guard>(*proactor);
  naru::worker_pool workers(*proactor, 5);
  std::size_t looks = 0;
  bool framed = true;
  const auto main = [&]() -> naru::task<> {
    naru::task_scope scope(*proactor);
    for (int i = 0; i < tasks; ++i) scope.spawn(keep_going(over));
    for (int i = 0; i < 4; ++i) scope.spawn(pass_on(there, back));
    for (int i = 0; i < 4; ++i) scope.spawn(pass_on(back, there));
    for (int i = 0; i < 3; ++i) co_await there.send(i);
    while (!over) co_await naru::when_all(naru::yield(), naru::sleep_for(20us));
    there.close();
    back.close();
    scope.request_stop();
    co_await scope.join();
  };
  std::thread asking([&] {
    const auto end = backend_clock::now() + deadline;
    while (looks < enough && backend_clock::now() < end) {
      const naru::task_dump seen = naru::dump_tasks(*proactor);
      looks += seen.waiting.size();
      for (const naru::waiting_task& each : seen.waiting) framed = framed && !each.frames.empty();
    }
    over = true;
  });
  naru::sync_wait(*proactor, main());
  asking.join();
  guard.reset();
  workers.join();
  CHECK(looks > 0);
  CHECK(framed);
  CHECK(naru::dump_tasks(*proactor).waiting.empty());
}

TEST_SUITE_END();
