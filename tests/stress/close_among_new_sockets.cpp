// A stream is closed just when its receive could end, while other threads open sockets, which
// reuse the numbers of closed handles: every receive ends, and no byte goes to another connection.
#include "support.hpp"
#include "system.hpp"

#include <array>
#include <atomic>
#include <deque>
#include <thread>

using namespace contract;

namespace {

/// Opens sockets and closes them, and reads nothing from them.
class opener {
 public:
  opener() : thread_([this] { open_and_close(); }) {}
  ~opener() {
    over_ = true;
    thread_.join();
  }
  opener(const opener&) = delete;
  opener& operator=(const opener&) = delete;

 private:
  void open_and_close() {
    const auto proactor = test_proactor();
    std::deque<naru::udp_socket> sockets;
    while (!over_) {
      sockets.emplace_back(*proactor, loopback());
      if (sockets.size() == 8) sockets.pop_front();
      proactor->poll();
    }
  }

  std::atomic<bool> over_{false};
  std::thread thread_;
};

struct closing_round {
  recorder received;
  std::array<std::byte, 8> in{};
  countdown started{1};
  recorder starting;
};

}  // namespace

TEST_SUITE_BEGIN("stress");

TEST_CASE("receives_end_when_a_stream_closes_among_new_sockets") {
  const std::size_t count = scaled(2'000);
  std::deque<closing_round> rounds;
  const auto proactor = test_proactor();
  if (is_emulated() && proactor->backend() == "asio") {
    MESSAGE("skipped: Asio closes a socket at once, and Wine then loses its requests");
    return;
  }
  const auto connecting = test_proactor();
  naru::tcp_listener listener(*connecting, loopback());
  {
    const naru::work_guard guard(*proactor);
    naru::worker_pool workers(*proactor, 2);
    const opener others;
    for (std::size_t i = 0; i < count; ++i) {
      closing_round& now = rounds.emplace_back();
      naru::tcp_stream client(*connecting);
      naru::tcp_stream server(*proactor);
      REQUIRE_FALSE(connect(*connecting, client, listener.local_endpoint()).error);
      REQUIRE_FALSE(accept(*connecting, listener, server).error);
      // A worker starts the receive, this thread closes the stream.
      now.starting.then([&](naru::io_result) {
        server.receive(naru::buffer(now.in), now.received);
        now.started.arrive();
      });
      proactor->post(now.starting);
      REQUIRE(now.started.wait());
      CHECK_FALSE(send(*connecting, client, naru::buffer(std::string_view("x"))).error);
      server.close();
    }
    const auto end = std::chrono::steady_clock::now() + deadline;
    const auto all_ended = [&] {
      return std::ranges::all_of(rounds,
                                 [](const closing_round& r) { return r.received.completed(); });
    };
    while (!all_ended() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(1ms);
    CHECK(all_ended());
  }
  for (const closing_round& each : rounds) {
    CHECK(one_of(each.received.error(), {std::error_condition(), std::errc::operation_canceled}));
    if (!each.received.error()) CHECK(each.in.front() == std::byte{'x'});
  }
}

TEST_SUITE_END();
