// The calls that connect a stream, and the packets of ConnectEx.
#include "script.hpp"

#include <set>

using namespace contract;
using namespace windows_calls;

namespace {

constexpr int reuse_unicast_port = 0x3007;  // SO_REUSE_UNICASTPORT

/// The result of a connect. Everything that it has opened must be closed again if it fails.
std::error_code connect_to(naru::proactor& proactor, const naru::endpoint& peer) {
  naru::tcp_stream stream(proactor);
  const auto result = connect(proactor, stream, peer);
  CHECK((!result.error || !stream.is_open()));
  return result.error;
}

sockaddr_in native_loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = ::htons(port);
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// "ConnectEx" on Microsoft Learn: it may succeed at once.
TEST_CASE("a_connect_that_succeeds_at_once_needs_no_packet_if_packets_are_skipped") {
  const scripted_calls script;
  const auto proactor = test_proactor();
  naru::tcp_listener listener(*proactor, loopback());
  const sockaddr_in target = native_loopback(listener.local_endpoint().port());
  answers().connect = [&](SOCKET socket, OVERLAPPED*) {
    const auto* const address = reinterpret_cast<const sockaddr*>(&target);
    return really_connect(socket, address, sizeof target) == 0 ? TRUE : FALSE;
  };
  naru::tcp_stream client(*proactor);
  naru::tcp_stream server(*proactor);
  CHECK_FALSE(connect(*proactor, client, listener.local_endpoint()).error);
  CHECK_FALSE(accept(*proactor, listener, server).error);
  check_traffic(*proactor, client, server);
}

// "SetFileCompletionNotificationModes" on Microsoft Learn: it can fail.
TEST_CASE("a_packet_follows_a_connect_that_succeeds_at_once_if_the_mode_cannot_be_set") {
  const scripted_calls script;
  refuse_to_skip_packets();
  answers().connect = [](SOCKET, OVERLAPPED*) { return go_on_and_succeed; };
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  check_traffic(*proactor, pair.client, pair.server);
}

// "ConnectEx" on Microsoft Learn: the errors of GetOverlappedResult after it.
TEST_CASE("a_packet_tells_why_there_is_no_connection") {
  for (const auto& [ended, condition] :
       {std::pair(status::connection_refused, std::errc::connection_refused),
        std::pair(status::io_timeout, std::errc::timed_out),
        std::pair(status::network_unreachable, std::errc::network_unreachable),
        std::pair(status::host_unreachable, std::errc::host_unreachable),
        std::pair(status::cancelled, std::errc::operation_canceled)}) {
    CAPTURE(ended);
    const scripted_calls script;
    answers().connect = [given = ended](SOCKET, OVERLAPPED* request) {
      finish_request(*request, given);
      return extension_failure(ERROR_IO_PENDING);
    };
    const auto proactor = test_proactor();
    CHECK(connect_to(*proactor, unused_endpoint()) == condition);
  }
}

// "ConnectEx" on Microsoft Learn: the errors of WSAGetLastError.
TEST_CASE("a_connect_that_fails_at_once_says_why") {
  for (const auto& [code, condition] : {std::pair(WSAENETUNREACH, std::errc::network_unreachable),
                                        std::pair(WSAECONNREFUSED, std::errc::connection_refused),
                                        std::pair(WSAEADDRINUSE, std::errc::address_in_use),
                                        std::pair(WSAENOBUFS, std::errc::no_buffer_space)}) {
    CAPTURE(code);
    const scripted_calls script;
    answers().connect = [given = code](SOCKET, OVERLAPPED*) { return extension_failure(given); };
    const auto proactor = test_proactor();
    CHECK(connect_to(*proactor, unused_endpoint()) == condition);
  }
}

// "SOL_SOCKET Socket Options" on Microsoft Learn: SO_UPDATE_CONNECT_CONTEXT. The peer may have
// reset the connection meanwhile.
TEST_CASE("a_connection_whose_context_cannot_be_updated_fails") {
  for (const auto& [code, condition] : {std::pair(WSAENOTCONN, std::errc::connection_reset),
                                        std::pair(WSAENOBUFS, std::errc::no_buffer_space)}) {
    CAPTURE(code);
    const scripted_calls script;
    answers().set_option = [given = code](SOCKET, int, int name) {
      return name == SO_UPDATE_CONNECT_CONTEXT ? static_cast<DWORD>(given) : DWORD{0};
    };
    const auto proactor = test_proactor();
    const naru::tcp_listener listener(*proactor, loopback());
    CHECK(connect_to(*proactor, listener.local_endpoint()) == condition);
  }
}

// "bind" on Microsoft Learn: WSAENOBUFS tells that no port is left. "CreateIoCompletionPort" needs
// memory.
TEST_CASE("a_stream_that_cannot_be_bound_or_tied_says_so_and_is_closed") {
  for (const bool binds : {false, true}) {
    CAPTURE(binds);
    const scripted_calls script;
    std::set<SOCKET> closed;
    SOCKET refused = INVALID_SOCKET;
    const auto proactor = test_proactor();
    const naru::endpoint target = unused_endpoint();
    if (binds) {
      answers().bind = [&](SOCKET socket) {
        refused = socket;
        return DWORD{WSAENOBUFS};
      };
    } else {
      answers().associate = [&](HANDLE file) {
        refused = reinterpret_cast<SOCKET>(file);
        return DWORD{ERROR_NOT_ENOUGH_QUOTA};
      };
    }
    answers().close_socket = [&](SOCKET socket) {
      closed.insert(socket);
      return really_close(socket);
    };
    CHECK(connect_to(*proactor, target) == std::errc::no_buffer_space);
    CHECK(closed.contains(refused));
  }
}

// "socket" on Microsoft Learn: WSAEAFNOSUPPORT.
TEST_CASE("a_family_that_the_system_lacks_says_so") {
  const scripted_calls script;
  const auto proactor = test_proactor();
  const naru::endpoint target = unused_endpoint();
  answers().open_socket = [](int) { return DWORD{WSAEAFNOSUPPORT}; };
  CHECK(connect_to(*proactor, target) == std::errc::address_family_not_supported);
}

// "SOL_SOCKET Socket Options" on Microsoft Learn: SO_REUSE_UNICASTPORT. dotnet/runtime #48219: with
// an explicit bind for ConnectEx, each connection takes one of about 16,000 ports for itself.
TEST_CASE("outgoing_connections_share_the_ports_of_the_system") {
  for (const bool knows : {true, false}) {
    CAPTURE(knows);
    const scripted_calls script;
    std::set<SOCKET> sharing;
    int bound = 0;
    const auto proactor = test_proactor();
    naru::tcp_listener listener(*proactor, loopback());
    answers().set_option = [&](SOCKET socket, int level, int name) {
      if (level != SOL_SOCKET || name != reuse_unicast_port) return DWORD{0};
      sharing.insert(socket);
      return knows ? DWORD{0} : DWORD{WSAENOPROTOOPT};
    };
    answers().bind = [&](SOCKET socket) {
      ++bound;
      CHECK(sharing.contains(socket));
      return DWORD{0};
    };
    CHECK_FALSE(connect_to(*proactor, listener.local_endpoint()));
    CHECK(bound == 1);
  }
}

TEST_SUITE_END();
