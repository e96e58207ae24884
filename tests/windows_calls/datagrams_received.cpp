// The packets and answers of WSARecvFrom.
#include "script.hpp"

#include <array>

using namespace contract;
using namespace windows_calls;

namespace {

/// A socket that receives one datagram into eight bytes. Its calls are answered by a table.
struct datagram_receiver {
  std::vector<answer> table;
  recorder came{};
  std::array<std::byte, 8> room{};
  std::unique_ptr<naru::proactor> proactor = test_proactor();
  naru::udp_socket socket{*proactor, loopback()};
  scripted_transfers calls{answers().receive_from, table};

  void receive() { socket.receive(naru::buffer(room), came); }
  void finish(ULONG_PTR ended, DWORD bytes) { finish_request(calls.request(), ended, bytes); }
  [[nodiscard]] bool has_asked(std::size_t times) {
    return run_until(*proactor, [&] { return calls.sizes().size() == times; });
  }
};

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// "WSARecvFrom" on Microsoft Learn: WSAEMSGSIZE. lalinsky/zio #733: the call has not failed then,
// and a packet follows, so the operation completed twice.
TEST_CASE("a_truncated_datagram_that_the_call_reports_completes_with_its_packet") {
  const scripted_calls script;
  datagram_receiver one{{failed(WSAEMSGSIZE)}};
  one.receive();
  one.proactor->poll();
  CHECK_FALSE(one.came.completed());
  one.finish(status::buffer_overflow, 8);
  CHECK(run_until_completed(*one.proactor, {&one.came}));
  one.proactor->poll();
  CHECK(one.came.completions() == 1);
  CHECK(one.came.error() == std::errc::message_size);
  CHECK(one.came.bytes() == 8);
}

// STATUS_BUFFER_OVERFLOW is a warning: the bytes have come ("NTSTATUS Values" in [MS-ERREF]).
TEST_CASE("a_truncated_datagram_that_a_packet_reports_has_its_bytes") {
  const scripted_calls script;
  datagram_receiver one{{pending}};
  one.receive();
  one.finish(status::buffer_overflow, 8);
  CHECK(run_until_completed(*one.proactor, {&one.came}));
  CHECK(one.came.error() == std::errc::message_size);
  CHECK(one.came.bytes() == 8);
}

// "WSARecvFrom" on Microsoft Learn: a success at once queues a packet.
TEST_CASE("a_datagram_that_is_there_at_once_completes_with_its_packet") {
  const scripted_calls script;
  datagram_receiver one{{at_once(0)}};
  one.receive();
  one.proactor->poll();
  CHECK_FALSE(one.came.completed());
  one.finish(status::success, 5);
  CHECK(run_until_completed(*one.proactor, {&one.came}));
  CHECK(one.came.bytes() == 5);
}

// "WSARecvFrom" on Microsoft Learn: WSAECONNRESET and WSAENETRESET tell of earlier datagrams.
// tokio-rs/tokio #2017, ikatson/rqbit #664: such an error ended a server that receives. The system
// may send it in spite of SIO_UDP_CONNRESET.
TEST_CASE("a_packet_about_an_earlier_datagram_ends_no_receive") {
  const scripted_calls script;
  for (const ULONG_PTR ended :
       {status::port_unreachable, status::network_unreachable, status::host_unreachable,
        status::connection_reset, status::hop_limit_exceeded}) {
    CAPTURE(ended);
    datagram_receiver one{{pending, pending}};
    one.receive();
    one.finish(ended, 0);
    CHECK(one.has_asked(2));
    CHECK_FALSE(one.came.completed());
    one.finish(status::success, 3);
    CHECK(run_until_completed(*one.proactor, {&one.came}));
    CHECK_FALSE(one.came.error());
    CHECK(one.came.bytes() == 3);
  }
}

// As above, when the call reports it.
TEST_CASE("a_call_that_tells_of_an_earlier_datagram_is_repeated") {
  const scripted_calls script;
  datagram_receiver one{{failed(WSAECONNRESET), failed(WSAENETRESET), pending}};
  one.receive();
  CHECK(one.calls.sizes().size() == 3);
  one.finish(status::success, 3);
  CHECK(run_until_completed(*one.proactor, {&one.came}));
  CHECK(one.came.bytes() == 3);
}

// An error that a socket reports for ever must hold up nobody else.
TEST_CASE("others_have_their_turn_among_a_thousand_reports_of_the_network") {
  const scripted_calls script;
  recorder other;
  datagram_receiver one{std::vector<answer>(1'000, failed(WSAECONNRESET))};
  one.receive();
  CHECK(one.calls.sizes().size() < 1'000);
  one.proactor->post(other);
  one.proactor->poll();
  CHECK(other.completed());
  CHECK(one.has_asked(1'000));
  CHECK_FALSE(one.came.completed());
  one.socket.cancel();
  CHECK(run_until_completed(*one.proactor, {&one.came}));
  CHECK(one.came.error() == std::errc::operation_canceled);
}

TEST_CASE("a_receive_is_cancelled_and_closed_among_reports_of_the_network") {
  const scripted_calls script;
  datagram_receiver one{std::vector<answer>(100'000, failed(WSAECONNRESET))};
  one.receive();
  SUBCASE("cancelled") { one.socket.cancel(); }
  SUBCASE("closed") { one.socket.close(); }
  CHECK(run_until_completed(*one.proactor, {&one.came}));
  CHECK(one.came.error() == std::errc::operation_canceled);
}

// "WSARecvFrom" on Microsoft Learn: a datagram may have no bytes.
TEST_CASE("an_empty_datagram_is_a_datagram") {
  const scripted_calls script;
  datagram_receiver one{{pending}};
  one.receive();
  one.finish(status::success, 0);
  CHECK(run_until_completed(*one.proactor, {&one.came}));
  CHECK_FALSE(one.came.error());
  CHECK(one.came.bytes() == 0);
}

// "WSARecvFrom" on Microsoft Learn: WSAENOBUFS concerns one request.
TEST_CASE("a_receive_that_fails_ends_alone") {
  const scripted_calls script;
  datagram_receiver one{{pending}};
  one.receive();
  one.finish(status::insufficient_resources, 0);
  CHECK(run_until_completed(*one.proactor, {&one.came}));
  CHECK(one.came.error() == std::errc::no_buffer_space);
  one.receive();
  const auto sent = contract::finish(*one.proactor, [&](naru::operation& op) {
    return one.socket.send_to(naru::buffer(std::string_view("x")), one.socket.local_endpoint(), op);
  });
  CHECK_FALSE(sent.error);
  CHECK(run_until(*one.proactor, [&] { return one.came.completions() == 2; }));
  CHECK_FALSE(one.came.error());
}

// "WSASendTo" on Microsoft Learn: WSAECONNRESET.
TEST_CASE("a_send_of_a_datagram_passes_over_reports_of_earlier_ones") {
  const scripted_calls script;
  const auto proactor = test_proactor();
  naru::udp_socket socket(*proactor, loopback());
  const scripted_transfers sends(answers().send_to, {failed(WSAECONNRESET)});
  const auto sent = finish(*proactor, [&](naru::operation& op) {
    return socket.send_to(naru::buffer(std::string_view("x")), socket.local_endpoint(), op);
  });
  CHECK_FALSE(sent.error);
  CHECK(sent.bytes == 1);
}

TEST_SUITE_END();
