// The packets that the proactor posts itself.
#include "script.hpp"

#include <atomic>

using namespace contract;
using namespace windows_calls;

TEST_SUITE_BEGIN("windows_calls");

// "PostQueuedCompletionStatus" on Microsoft Learn: it can fail. The packet needs non-paged memory.
TEST_CASE("a_wake_is_repeated_until_the_system_takes_its_packet") {
  const scripted_calls script;
  recorder posted;
  std::atomic<int> refused{0};
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  answers().post = [&](OVERLAPPED*) {
    return refused.fetch_add(1) < 5 ? DWORD{ERROR_NO_SYSTEM_RESOURCES} : DWORD{0};
  };
  const naru::worker_pool pool(*proactor, 1);
  std::thread([&] { proactor->post(posted); }).join();
  CHECK(wait_until([&] { return posted.completed(); }));
}

// As above. A transfer whose turn cannot be posted goes on at once.
TEST_CASE("a_long_transfer_goes_on_although_its_turn_cannot_be_posted") {
  const scripted_calls script;
  recorder sent;
  const bytes message(9 * mebibyte);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto piece = static_cast<DWORD>(mebibyte);
  const scripted_transfers sends(answers().send, std::vector<answer>(9, at_once(piece)));
  int refused = 0;
  answers().post = [&](OVERLAPPED* request) {
    if (request == nullptr) return DWORD{0};
    ++refused;
    return DWORD{ERROR_NO_SYSTEM_RESOURCES};
  };
  pair.client.send(naru::buffer(message), sent);
  CHECK(run_until_completed(*proactor, {&sent}));
  CHECK(sent.bytes() == message.size());
  CHECK(sends.sizes().size() == 9);
  CHECK(refused > 0);
}

// The packet of a turn moves no bytes, and is not the end of the stream.
TEST_CASE("a_long_receive_goes_on_when_its_turn_comes") {
  const scripted_calls script;
  recorder received;
  bytes room(9 * mebibyte);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const auto piece = static_cast<DWORD>(mebibyte);
  const scripted_transfers receives(answers().receive, std::vector<answer>(9, at_once(piece)));
  pair.client.receive_exactly(naru::buffer(room), received);
  CHECK_FALSE(received.completed());
  CHECK(run_until_completed(*proactor, {&received}));
  CHECK_FALSE(received.error());
  CHECK(received.bytes() == room.size());
}

// As above, for the turn of a listener that passes over lost connections. A shortage makes it
// pause.
TEST_CASE("a_listener_goes_on_after_its_turn_could_not_be_posted") {
  const scripted_calls script;
  int lost = 0;
  int refused = 0;
  const auto proactor = test_proactor();
  naru::listen_options options;
  options.accepts_outstanding = 1;
  options.retry_delay = 1ms;
  answers().accept = [&](SOCKET, OVERLAPPED*) {
    return refused != 0 ? go_on : extension_failure((++lost, WSAECONNRESET));
  };
  answers().post = [&](OVERLAPPED* request) {
    if (request == nullptr) return DWORD{0};
    ++refused;
    return DWORD{ERROR_NO_SYSTEM_RESOURCES};
  };
  naru::tcp_listener listener(*proactor, loopback(), options);
  CHECK(lost > 0);
  CHECK(refused == 1);
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  CHECK_FALSE(accept(*proactor, listener, server).error);
}

TEST_SUITE_END();
