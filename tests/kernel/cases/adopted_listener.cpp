// A listener that adopts a socket whose handle skips packets. No handle can be made to queue them
// again ("SetFileCompletionNotificationModes" on Microsoft Learn).
#include <winsock2.h>
#include <windows.h>

#include "support.hpp"

#include <cstdlib>

using namespace contract;

namespace {

/// A socket that listens on the loopback, and queues no packet for what succeeds at once.
SOCKET listen_without_packets() {
  const SOCKET listening =
      ::WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* const name = reinterpret_cast<const sockaddr*>(&where);
  REQUIRE(::bind(listening, name, sizeof where) == 0);
  REQUIRE(::listen(listening, SOMAXCONN) == 0);
  REQUIRE(::SetFileCompletionNotificationModes(reinterpret_cast<HANDLE>(listening),
                                               FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != FALSE);
  return listening;
}

naru::endpoint endpoint_of(SOCKET listening) {
  sockaddr_in where{};
  int size = sizeof where;
  REQUIRE(::getsockname(listening, reinterpret_cast<sockaddr*>(&where), &size) == 0);
  return {naru::address::loopback_v4(), ntohs(where.sin_port)};
}

}  // namespace

TEST_SUITE_BEGIN("kernel");

// With a seed the provider may be layered, and then nobody knows which packets come.
TEST_CASE("an_adopted_listener_that_skips_packets_accepts") {
  if (std::getenv("NARU_KERNEL_SEED") != nullptr) return;
  const auto proactor = test_proactor();
  const SOCKET listening = listen_without_packets();
  const naru::endpoint where = endpoint_of(listening);
  naru::tcp_stream early(*proactor);
  REQUIRE_FALSE(connect(*proactor, early, where).error);
  naru::tcp_listener listener(*proactor);
  REQUIRE_FALSE(listener.adopt(static_cast<naru::native_handle>(listening)));
  naru::tcp_stream server(*proactor);
  CHECK_FALSE(accept(*proactor, listener, server).error);
  CHECK(server.remote_endpoint() == early.local_endpoint());
  naru::tcp_stream late(*proactor);
  naru::tcp_stream second(*proactor);
  REQUIRE_FALSE(connect(*proactor, late, where).error);
  CHECK_FALSE(accept(*proactor, listener, second).error);
  CHECK(second.remote_endpoint() == late.local_endpoint());
}

TEST_SUITE_END();
