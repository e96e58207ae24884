// What a proactor asks of the system when it begins.
#include "script.hpp"

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

TEST_SUITE_END();
