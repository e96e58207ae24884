// Ten thousand sessions are closed from two threads at once, and inside their own functions; each
// ends once.
#include "coroutines.hpp"
#include "sessions.hpp"

#include <array>
#include <cstddef>
#include <deque>
#include <thread>

using namespace contract;

namespace {

/// Keeps the sessions in the order in which they began, for the threads that end them.
class arrivals {
 public:
  void add(std::shared_ptr<scripted_session> session) {
    const std::lock_guard lock(mutex_);
    sessions_.push_back(std::move(session));
  }
  [[nodiscard]] std::shared_ptr<scripted_session> at(std::size_t index) const {
    const std::lock_guard lock(mutex_);
    return index < sessions_.size() ? sessions_[index] : nullptr;
  }

 private:
  mutable std::mutex mutex_;  // guards sessions_
  std::deque<std::shared_ptr<scripted_session>> sessions_;
};

/// Ends all of them, as their numbers tell, as soon as each is there.
class closer {
 public:
  closer(const arrivals& sessions, std::size_t count, std::size_t aborted_of_4)
      : thread_([=, &sessions, this] {
          for (std::size_t i = 0; i < count && !stopped_;) {
            const std::shared_ptr<scripted_session> session = sessions.at(i);
            if (!session) {
              std::this_thread::yield();
              continue;
            }
            (i / 4) % 4 < aborted_of_4 ? session->abort() : session->close();
            ++i;
          }
        }) {}
  ~closer() {
    stopped_ = true;
    thread_.join();
  }
  closer(const closer&) = delete;
  closer& operator=(const closer&) = delete;

 private:
  std::atomic<bool> stopped_{false};
  std::thread thread_;
};

/// Connects, sends something, waits for the end, and repeats that.
naru::task<> visit(naru::proactor& proactor, naru::endpoint server, std::size_t visits) {
  const bytes greeting = framed("hello");
  std::array<std::byte, 64> room;
  for (std::size_t i = 0; i < visits; ++i) {
    naru::tcp_stream stream(proactor);
    // Each of these may fail if the end has come before.
    static_cast<void>(co_await stream.connect(server));
    static_cast<void>(co_await stream.send(greeting));
    bool ended = false;
    while (!ended) {
      const naru::io_result received = co_await stream.receive(naru::buffer(room));
      ended = static_cast<bool>(received.error);
    }
    stream.close(naru::close_mode::reset);
  }
}

naru::task<> visit_at_once(naru::proactor& proactor, naru::endpoint server, std::size_t visitors,
                           std::size_t visits) {
  naru::task_scope scope(proactor);
  for (std::size_t i = 0; i < visitors; ++i) {
    scope.spawn(visit(proactor, server, visits));
  }
  co_await scope.join();
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE_FIXTURE(no_frame_is_left, "sessions_closed_by_several_at_once_end_once_each") {
  if (!runs_on_threads()) return;
  constexpr std::size_t visitors = 8;
  const std::size_t each = promised(10'000) / visitors + 1;
  const std::size_t count = visitors * each;
  std::atomic<std::size_t> number{0};
  arrivals sessions;
  // One of four sessions closes itself in on_connected, one in on_message, one in a posted
  // function and again in on_closed.
  const auto connected = [&](scripted_session& session) {
    const std::size_t mine = number++;
    sessions.add(session.self());
    if (mine % 4 == 0) session.close();
    if (mine % 4 == 1) session.post([&session] { session.abort(); });
  };
  stage scene({.connected = connected,
               .message = [](scripted_session& session, const std::string&) { session.close(); },
               .closed =
                   [](scripted_session& session, naru::close_reason) {
                     session.close();
                     session.abort();
                   }});
  {
    naru::worker_pool workers(*scene.proactor, 3);
    const closer one(sessions, count, 1);
    const closer other(sessions, count, 2);
    naru::sync_wait(*scene.proactor,
                    visit_at_once(*scene.proactor, scene.endpoint(), visitors, each));
    scene.server.stop_blocking(10s);
    workers.join();
  }
  CHECK(scene.written.connections() == static_cast<int>(count));
  CHECK(scene.written.endings() == static_cast<int>(count));
  CHECK(scene.server.counters().sessions == 0);
}

TEST_SUITE_END();
