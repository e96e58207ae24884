// The wait on the completion port.
#include "script.hpp"

#include <algorithm>
#include <array>
#include <deque>

using namespace contract;
using namespace windows_calls;

namespace {

/// Receives whose requests the system does not know.
struct held_receives {
  std::deque<recorder> received;
  std::array<std::byte, 8> room{};
  std::unique_ptr<naru::proactor> proactor = test_proactor();
  naru::udp_socket socket{*proactor, loopback()};
  scripted_transfers calls;

  explicit held_receives(std::size_t count)
      : received(count), calls(answers().receive_from, std::vector<answer>(count, pending)) {
    for (recorder& each : received) socket.receive(naru::buffer(room), each);
  }
};

constexpr auto long_time = std::chrono::hours(1);

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// "GetQueuedCompletionStatusEx" on Microsoft Learn: it returns as many entries as there is room
// for. c-ares #1247: entries of failed requests must not end the loop over a batch.
TEST_CASE("every_packet_of_full_batches_is_handled_once") {
  const scripted_calls script;
  constexpr std::size_t count = 200;
  std::size_t largest = 0;
  held_receives held(count);
  answers().dequeued = [&](std::span<OVERLAPPED_ENTRY> entries) {
    largest = std::max(largest, entries.size());
  };
  for (std::size_t i = 0; i < count; ++i) {
    const bool fails = i % 3 == 0;
    finish_request(held.calls.request(i), fails ? status::insufficient_resources : status::success,
                   fails ? 0 : 1);
  }
  CHECK(run_until(*held.proactor, [&] { return all_completed(held.received); }));
  CHECK(largest > 1);
  CHECK(largest <= 64);
  for (std::size_t i = 0; i < count; ++i) {
    CHECK(held.received[i].completions() == 1);
    CHECK((held.received[i].error() == std::errc::no_buffer_space) == (i % 3 == 0));
  }
}

// "GetQueuedCompletionStatusEx" on Microsoft Learn; posted packets come in between.
TEST_CASE("a_batch_holds_packets_of_closing_sockets_and_wakes") {
  const scripted_calls script;
  recorder closed;
  recorder posted;
  held_receives held(4);
  const naru::work_guard guard(*held.proactor);
  held.socket.close(closed);
  finish_request(held.calls.request(3), status::cancelled);
  finish_request(held.calls.request(0), status::success, 1);
  std::thread([&] { held.proactor->post(posted); }).join();
  finish_request(held.calls.request(1), status::connection_aborted);
  finish_request(held.calls.request(2), status::cancelled);
  CHECK(run_until_completed(*held.proactor, {&posted, &closed}));
  CHECK(all_completed(held.received));
}

// libuv #385 and ROCm/hrx-system #204: the wait may end a tick of 15 ms before its time limit.
TEST_CASE("no_timer_is_early_if_a_wait_ends_early") {
  const scripted_calls script;
  recorder expired;
  const auto proactor = test_proactor();
  naru::timer timer(*proactor);
  int waits = 0;
  answers().wait = [&](DWORD& limit) {
    ++waits;
    if (limit != INFINITE) limit = limit > 15 ? limit - 15 : std::max<DWORD>(limit / 2, 1);
    return DWORD{0};
  };
  const auto start = proactor->now();
  timer.wait_for(40ms, expired);
  CHECK(run_until_completed(*proactor, {&expired}));
  CHECK(proactor->now() - start >= 40ms);
  CHECK(waits < 100);  // it does not spin meanwhile
}

// "GetQueuedCompletionStatusEx" on Microsoft Learn: the time limit does not include the time in
// which the machine sleeps (Windows 8 and later). mio #2006 and golang/go #35482: a deadline that
// passed meanwhile is seen only when the wait ends.
TEST_CASE("a_deadline_that_passed_while_the_machine_slept_is_seen_within_seconds") {
  const scripted_calls script;
  recorder expired;
  std::vector<DWORD> limits;
  const auto proactor = test_proactor();
  naru::timer timer(*proactor);
  answers().wait = [&](DWORD& limit) {
    if (limit != 0) limits.push_back(limit);
    if (limits.size() == 3) proactor->stop();
    limit = 0;
    return DWORD{0};
  };
  timer.wait_for(long_time, expired);
  proactor->run();
  REQUIRE(limits.size() == 3);
  for (const DWORD limit : limits) CHECK(limit <= 10'000);
  timer.cancel();
  proactor->restart();
  answers().wait = nullptr;
  CHECK(run_until_completed(*proactor, {&expired}));
}

// "GetQueuedCompletionStatusEx" on Microsoft Learn: it fails with ERROR_ABANDONED_WAIT_0 if the
// port is closed. WAIT_IO_COMPLETION comes to alertable waits only.
TEST_CASE("a_wait_that_fails_leaves_run_and_harms_nothing_else") {
  for (const DWORD code : {DWORD{ERROR_ABANDONED_WAIT_0}, DWORD{ERROR_INVALID_HANDLE}}) {
    CAPTURE(code);
    const scripted_calls script;
    recorder expired;
    const auto proactor = test_proactor();
    naru::timer timer(*proactor);
    timer.wait_for(1ms, expired);
    answers().wait = [&](DWORD&) { return code; };
    CHECK_THROWS_AS(proactor->run(), std::system_error);
    answers().wait = nullptr;
    CHECK(run_until_completed(*proactor, {&expired}));
    connected_pair pair(*proactor);
    check_traffic(*proactor, pair.client, pair.server);
  }
}

TEST_SUITE_END();
