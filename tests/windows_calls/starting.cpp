// The calls by which a proactor begins: the port and its concurrency, the first sockets.
#include "script.hpp"

#include <set>

using namespace contract;
using namespace windows_calls;

namespace {

std::error_code error_of_making() {
  try {
    const auto proactor = test_proactor();
  } catch (const std::system_error& error) {
    return error.code();
  }
  return {};
}

}  // namespace

TEST_SUITE_BEGIN("windows_calls");

// "I/O Completion Ports" on Microsoft Learn, about threads and concurrency: with 0, no thread gets
// a packet while as many run completion functions as there are processors.
TEST_CASE("the_port_lets_every_thread_take_packets") {
  const scripted_calls script;
  DWORD concurrency = 0;
  answers().port_created = [&](DWORD threads) { concurrency = threads; };
  const auto proactor = test_proactor();
  CHECK(concurrency >= 0x7fffffff);
}

// "WSASocketW" on Microsoft Learn: WSAEMFILE; WSAEAFNOSUPPORT if IPv6 is not installed.
TEST_CASE("a_proactor_that_gets_no_socket_says_why") {
  const scripted_calls script;
  answers().open_socket = [](int family) {
    return family == AF_INET ? DWORD{WSAEMFILE} : DWORD{WSAEAFNOSUPPORT};
  };
  CHECK(error_of_making() == std::errc::too_many_files_open);
}

TEST_CASE("a_system_without_ipv6_has_a_proactor") {
  const scripted_calls script;
  answers().open_socket = [](int family) {
    return family == AF_INET6 ? DWORD{WSAEAFNOSUPPORT} : DWORD{0};
  };
  const auto proactor = test_proactor();
  connected_pair pair(*proactor);
  check_traffic(*proactor, pair.client, pair.server);
}

// "CreateIoCompletionPort" on Microsoft Learn: it fails without memory.
TEST_CASE("a_socket_that_cannot_be_tied_is_closed_again") {
  const scripted_calls script;
  const auto proactor = test_proactor();
  std::set<SOCKET> open;
  answers().opened = [&](SOCKET socket) { open.insert(socket); };
  answers().close_socket = [&](SOCKET socket) {
    open.erase(socket);
    return really_close(socket);
  };
  answers().associate = [](HANDLE) { return DWORD{ERROR_NO_SYSTEM_RESOURCES}; };
  CHECK_THROWS_AS(naru::udp_socket(*proactor, loopback()), std::system_error);
  CHECK_THROWS_AS(naru::tcp_listener(*proactor, loopback()), std::system_error);
  CHECK(open.empty());
  answers().associate = nullptr;
  CHECK_NOTHROW(naru::udp_socket(*proactor, loopback()));
}

TEST_SUITE_END();
