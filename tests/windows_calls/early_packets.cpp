// A packet leaves the port on another thread before the call that has started its request returns.
#include "script.hpp"

#include <array>
#include <atomic>
#include <set>

using namespace contract;
using namespace windows_calls;

namespace {

/// Threads that take packets from the port, and which packets they have taken.
class takers {
 public:
  takers() {
    answers().dequeued = [this](std::span<OVERLAPPED_ENTRY> entries) {
      const std::lock_guard lock(mutex_);
      for (const OVERLAPPED_ENTRY& each : entries) taken_.insert(each.lpOverlapped);
    };
  }

  /// Finishes a request, and waits until a thread has its packet. Returns false at the deadline.
  bool take(OVERLAPPED& request, ULONG_PTR ended, DWORD bytes) {
    finish_request(request, ended, bytes);
    return wait_until([&] {
      const std::lock_guard lock(mutex_);
      return taken_.contains(&request);
    });
  }

 private:
  std::mutex mutex_;  // guards taken_
  std::set<OVERLAPPED*> taken_;
};

/// A call of the table that is pending, and whose packet is taken before the call returns. It takes
/// its answer away, because the next call may come from another thread.
struct early_packet {
  takers& threads;
  ULONG_PTR ended = status::success;
  DWORD bytes = 0;
  std::atomic<int> calls{0};

  int answer(OVERLAPPED* request) {
    if (calls.fetch_add(1) != 0) return go_on;
    CHECK(threads.take(*request, ended, bytes));
    return winsock_failure(WSA_IO_PENDING);
  }
  int answer_extension(OVERLAPPED* request) {
    const int given = answer(request);
    return given == go_on ? go_on : FALSE;  // the error stays set
  }
};

bool completes(const recorder& op) {
  return wait_until([&] { return op.completed(); });
}

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// grpc/grpc #34497 and cppalliance/corosio #160: a thread that waits on the port is faster than the
// thread that has started the request.
TEST_CASE("a_receive_may_end_before_its_call_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::success, 3};
  recorder received;
  std::array<std::byte, 8> room{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const naru::work_guard guard(*proactor);
  answers().receive = [&](const transfer_call& call) { return early.answer(call.request); };
  const naru::worker_pool pool(*proactor, 1);
  pair.client.receive(naru::buffer(room), received);
  CHECK(completes(received));
  CHECK(received.bytes() == 3);
  CHECK(received.completions() == 1);
}

// As above. The rest of the transfer is started on the other thread.
TEST_CASE("the_first_part_of_an_exact_receive_may_end_before_its_call_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::success, 3};
  recorder received;
  recorder sent;
  std::array<std::byte, 8> room{};
  const bytes rest = pattern(5);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const naru::work_guard guard(*proactor);
  answers().receive = [&](const transfer_call& call) { return early.answer(call.request); };
  const naru::worker_pool pool(*proactor, 1);
  pair.client.receive_exactly(naru::buffer(room), received);
  pair.server.send(naru::buffer(rest), sent);
  CHECK(completes(received));
  CHECK(received.bytes() == 8);
  CHECK(is_pattern(std::span(room).subspan(3)));
  CHECK(completes(sent));
}

TEST_CASE("a_send_may_end_before_its_call_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::success, 8};
  recorder sent;
  const bytes message = pattern(8);
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const naru::work_guard guard(*proactor);
  answers().send = [&](const transfer_call& call) { return early.answer(call.request); };
  const naru::worker_pool pool(*proactor, 1);
  pair.client.send(naru::buffer(message), sent);
  CHECK(completes(sent));
  CHECK(sent.bytes() == 8);
}

TEST_CASE("a_datagram_may_come_before_its_call_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::success, 3};
  recorder came;
  std::array<std::byte, 8> room{};
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::udp_socket socket(*proactor, loopback());
  answers().receive_from = [&](const transfer_call& call) { return early.answer(call.request); };
  const naru::worker_pool pool(*proactor, 1);
  socket.receive(naru::buffer(room), came);
  CHECK(completes(came));
  CHECK(came.bytes() == 3);
}

TEST_CASE("a_datagram_may_be_sent_before_its_call_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::success, 1};
  recorder sent;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::udp_socket socket(*proactor, loopback());
  answers().send_to = [&](const transfer_call& call) {
    if (call.request == nullptr) return winsock_failure(WSAEWOULDBLOCK);
    return early.answer(call.request);
  };
  const naru::worker_pool pool(*proactor, 1);
  socket.send_to(naru::buffer(std::string_view("x")), socket.local_endpoint(), sent);
  CHECK(completes(sent));
  CHECK(sent.bytes() == 1);
}

TEST_CASE("a_connect_may_be_refused_before_its_call_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::connection_refused};
  recorder connected;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  naru::tcp_stream stream(*proactor);
  answers().connect = [&](SOCKET, OVERLAPPED* request) { return early.answer_extension(request); };
  const naru::worker_pool pool(*proactor, 1);
  stream.connect(unused_endpoint(), connected);
  CHECK(completes(connected));
  CHECK(connected.error() == std::errc::connection_refused);
}

TEST_CASE("a_client_may_go_before_the_call_that_accepts_it_returns") {
  const scripted_calls script;
  takers threads;
  early_packet early{threads, status::connection_reset};
  recorder accepted;
  recorder connected;
  const auto proactor = test_proactor();
  const naru::work_guard guard(*proactor);
  answers().accept = [&](SOCKET, OVERLAPPED* request) { return early.answer_extension(request); };
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  naru::tcp_listener listener(*proactor);
  const naru::worker_pool pool(*proactor, 1);
  CHECK_FALSE(listener.listen(loopback(), {.accepts_outstanding = 1}));
  listener.accept(server, accepted);
  client.connect(listener.local_endpoint(), connected);
  CHECK(completes(accepted));
  CHECK(completes(connected));
  CHECK_FALSE(accepted.error());
}

// "CancelIoEx" on Microsoft Learn: the request may complete during the cancel.
TEST_CASE("a_request_may_complete_while_it_is_cancelled") {
  const scripted_calls script;
  takers threads;
  recorder received;
  std::array<std::byte, 8> room{};
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  const naru::work_guard guard(*proactor);
  const scripted_transfers receives(answers().receive, {pending});
  answers().cancel = [&](HANDLE, OVERLAPPED* request) {
    CHECK(threads.take(*request, status::success, 3));
    ::SetLastError(ERROR_NOT_FOUND);
    return FALSE;
  };
  const naru::worker_pool pool(*proactor, 1);
  pair.client.receive(naru::buffer(room), received);
  pair.client.cancel(received);
  CHECK(completes(received));
  CHECK_FALSE(received.error());
  CHECK(received.bytes() == 3);
}

TEST_SUITE_END();
