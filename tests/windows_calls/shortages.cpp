// The system is short of memory when an operation starts, and has some again later.
#include "script.hpp"

#include <array>

using namespace contract;
using namespace windows_calls;

namespace {

// "WSARecv", "WSASend", "WSARecvFrom" and "ConnectEx" on Microsoft Learn have WSAENOBUFS.
// WSA_NOT_ENOUGH_MEMORY is in "Windows Sockets Error Codes".
constexpr std::array<std::pair<int, std::errc>, 2> shortages{
    {{WSAENOBUFS, std::errc::no_buffer_space},
     {WSA_NOT_ENOUGH_MEMORY, std::errc::not_enough_memory}}};

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

TEST_CASE("a_shortage_fails_one_transfer_and_not_its_stream") {
  for (const auto& [code, condition] : shortages) {
    CAPTURE(code);
    const scripted_calls script;
    recorder received;
    recorder exact;
    recorder sent;
    std::array<std::byte, 4> room{};
    const auto proactor = test_proactor();
    connected_pair pair(*proactor);
    const scripted_transfers receives(answers().receive, {failed(code), failed(code)});
    const scripted_transfers sends(answers().send, {failed(code)});
    pair.client.receive(naru::buffer(room), received);
    CHECK(run_until_completed(*proactor, {&received}));
    pair.client.receive_exactly(naru::buffer(room), exact);
    pair.client.send(naru::buffer(room), sent);
    CHECK(run_until_completed(*proactor, {&exact, &sent}));
    CHECK(received.error() == condition);
    CHECK(exact.error() == condition);
    CHECK(sent.error() == condition);
    check_traffic(*proactor, pair.client, pair.server);
  }
}

TEST_CASE("a_shortage_fails_one_datagram_and_not_its_socket") {
  for (const auto& [code, condition] : shortages) {
    CAPTURE(code);
    const scripted_calls script;
    recorder came;
    std::array<std::byte, 4> room{};
    const auto proactor = test_proactor();
    naru::udp_socket socket(*proactor, loopback());
    const scripted_transfers receives(answers().receive_from, {failed(code)});
    const scripted_transfers sends(answers().send_to, {failed(code)});
    const auto send_one = [&] {
      return finish(*proactor, [&](naru::operation& op) {
        return socket.send_to(naru::buffer(std::string_view("x")), socket.local_endpoint(), op);
      });
    };
    socket.receive(naru::buffer(room), came);
    CHECK(run_until_completed(*proactor, {&came}));
    CHECK(came.error() == condition);
    CHECK(send_one().error == condition);
    socket.receive(naru::buffer(room), came);
    CHECK_FALSE(send_one().error);
    CHECK(run_until(*proactor, [&] { return came.completions() == 2; }));
    CHECK(came.bytes() == 1);
  }
}

TEST_CASE("a_shortage_fails_one_connect") {
  for (const auto& [code, condition] : shortages) {
    CAPTURE(code);
    const scripted_calls script;
    const auto proactor = test_proactor();
    naru::tcp_listener listener(*proactor, loopback());
    answers().connect = [given = code](SOCKET, OVERLAPPED*) { return extension_failure(given); };
    naru::tcp_stream refused(*proactor);
    CHECK(connect(*proactor, refused, listener.local_endpoint()).error == condition);
    answers().connect = nullptr;
    naru::tcp_stream client(*proactor);
    CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  }
}

// "AcceptEx" on Microsoft Learn; WSAEMFILE of "Windows Sockets Error Codes".
TEST_CASE("a_shortage_makes_a_listener_pause_and_go_on") {
  for (const int code : {WSAENOBUFS, int{WSA_NOT_ENOUGH_MEMORY}, WSAEMFILE}) {
    CAPTURE(code);
    const scripted_calls script;
    int left = 3;
    answers().accept = [&](SOCKET, OVERLAPPED*) {
      if (left == 0) return go_on;
      --left;
      return extension_failure(code);
    };
    naru::listen_options options;
    options.accepts_outstanding = 2;
    options.retry_delay = 1ms;
    const auto proactor = test_proactor();
    naru::tcp_listener listener(*proactor);
    CHECK_FALSE(listener.listen(loopback(), options));
    naru::tcp_stream client(*proactor);
    naru::tcp_stream server(*proactor);
    CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
    CHECK(run_until(*proactor, [&] { return !accept(*proactor, listener, server).error; }));
    CHECK(left == 0);
  }
}

TEST_SUITE_END();
