// Datagrams that wait to be sent while the system is out of memory ("WSASendTo" on Microsoft Learn:
// WSAENOBUFS, WSAEWOULDBLOCK).
#include "script.hpp"

#include <deque>

using namespace contract;
using namespace windows_calls;

TEST_SUITE_BEGIN("windows_calls");

TEST_CASE("a_long_row_of_sends_ends_without_a_deep_stack") {
  constexpr std::size_t count = 20'000;
  const scripted_calls script;
  std::deque<recorder> sends(count);
  OVERLAPPED* first = nullptr;
  // No datagram can be sent at once. The first send is under way, and there is no memory for
  // another one.
  answers().send_to = [&](const transfer_call& call) {
    if (call.request == nullptr) return winsock_failure(WSAEWOULDBLOCK);
    if (first != nullptr) return winsock_failure(WSAENOBUFS);
    first = call.request;
    return winsock_failure(WSA_IO_PENDING);
  };
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  const auto place = socket.local_endpoint();
  for (recorder& each : sends) socket.send_to(naru::buffer(std::string_view("x")), place, each);
  REQUIRE(first != nullptr);
  CHECK(proactor->poll() == 0);
  REQUIRE(really_post(last_port(), 1, first) != FALSE);
  CHECK(run_until(*proactor, [&] { return all_completed(sends); }));
  CHECK_FALSE(sends.front().error());
  CHECK(std::ranges::count_if(sends, [](const recorder& each) {
          return each.error() == std::errc::no_buffer_space;
        }) == count - 1);
}

TEST_CASE("a_send_for_which_there_is_no_memory_says_so") {
  const scripted_calls script;
  answers().send_to = [](const transfer_call& call) {
    return winsock_failure(call.request == nullptr ? WSAEWOULDBLOCK : WSAENOBUFS);
  };
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  const auto result = finish(*proactor, [&](naru::operation& op) {
    return socket.send_to(naru::buffer(std::string_view("x")), socket.local_endpoint(), op);
  });
  CHECK(result.error == std::errc::no_buffer_space);
  // The next send is tried again.
  answers() = {};
  const auto next = finish(*proactor, [&](naru::operation& op) {
    return socket.send_to(naru::buffer(std::string_view("x")), socket.local_endpoint(), op);
  });
  CHECK_FALSE(next.error);
}

// "WSASendTo" on Microsoft Learn: WSAECONNRESET tells of an earlier datagram. A request that was
// pending may fail by its packet.
TEST_CASE("a_waiting_send_passes_over_reports_and_tells_its_own_failure") {
  const scripted_calls script;
  recorder sent;
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  const scripted_transfers sends(answers().send_to,
                                 {failed(WSAEWOULDBLOCK), failed(WSAECONNRESET), pending});
  socket.send_to(naru::buffer(std::string_view("x")), socket.local_endpoint(), sent);
  REQUIRE(sends.sizes().size() == 3);
  finish_request(sends.request(), status::insufficient_resources);
  CHECK(run_until_completed(*proactor, {&sent}));
  CHECK(sent.error() == std::errc::no_buffer_space);
}

TEST_SUITE_END();
