// How many threads a port lets handle packets at a time ("I/O Completion Ports" on Microsoft Learn,
// about threads and concurrency; "CreateIoCompletionPort": 0 stands for the number of processors).
#include <windows.h>

#include "support.hpp"

#include <array>
#include <deque>

using namespace contract;

namespace {

constexpr DWORD a_moment = 20;  // milliseconds

/// Takes one packet of the port. Returns false if none comes for a moment.
bool takes_packet(HANDLE port) {
  OVERLAPPED_ENTRY entry{};
  ULONG count = 0;
  return ::GetQueuedCompletionStatusEx(port, &entry, 1, &count, a_moment, FALSE) != FALSE;
}

bool another_thread_takes_packet(HANDLE port) {
  bool taken = false;
  std::thread([&] { taken = takes_packet(port); }).join();
  return taken;
}

HANDLE make_port(DWORD concurrency) {
  return ::CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, concurrency);
}

void post_packets(HANDLE port, int count) {
  for (int i = 0; i < count; ++i) {
    CHECK(::PostQueuedCompletionStatus(port, 0, 0, nullptr) != FALSE);
  }
}

}  // namespace

TEST_SUITE_BEGIN("kernel");

TEST_CASE("a_port_holds_packets_back_while_its_threads_handle_others") {
  const HANDLE port = make_port(1);
  post_packets(port, 3);
  CHECK(takes_packet(port));
  CHECK_FALSE(another_thread_takes_packet(port));
  CHECK(takes_packet(port));  // a thread that waits handles nothing
  CHECK_FALSE(another_thread_takes_packet(port));
  CHECK(takes_packet(port));
  CHECK_FALSE(takes_packet(port));
  CHECK(::CloseHandle(port) != FALSE);
}

TEST_CASE("a_thread_that_ends_lets_another_take_packets") {
  const HANDLE port = make_port(1);
  post_packets(port, 2);
  CHECK(another_thread_takes_packet(port));
  CHECK(another_thread_takes_packet(port));
  CHECK(::CloseHandle(port) != FALSE);
}

// Every callback but the last one is busy until the last one has come.
TEST_CASE("a_callback_runs_while_as_many_are_busy_as_there_are_processors") {
  const std::size_t busy = std::thread::hardware_concurrency();
  std::atomic<std::size_t> entered{0};
  std::atomic<bool> last_came{false};
  std::deque<recorder> received;
  recorder last([&](naru::io_result) { last_came = true; });
  std::array<std::byte, 8> room{};
  const auto proactor = test_proactor();
  std::deque<connected_pair> pairs;
  for (std::size_t i = 0; i < busy + 1; ++i) pairs.emplace_back(*proactor);
  for (std::size_t i = 0; i < busy; ++i) {
    received.emplace_back([&](naru::io_result) {
      ++entered;
      CHECK(wait_until([&] { return last_came.load(); }));
    });
    pairs[i].server.receive(naru::buffer(room), received[i]);
  }
  pairs[busy].server.receive(naru::buffer(room), last);
  const naru::work_guard guard(*proactor);
  const naru::worker_pool pool(*proactor, static_cast<unsigned>(busy + 1));
  std::deque<recorder> sent(busy + 1);
  for (std::size_t i = 0; i < busy; ++i) {
    pairs[i].client.send(naru::buffer(std::string_view("x")), sent[i]);
    CHECK(wait_until([&] { return entered == i + 1; }));
  }
  pairs[busy].client.send(naru::buffer(std::string_view("x")), sent[busy]);
  CHECK(wait_until([&] { return last.completed() && all_completed(received); }));
  CHECK(wait_until([&] { return all_completed(sent); }));
}

TEST_SUITE_END();
