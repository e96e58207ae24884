// WSAIoctl, and the start and end of Winsock.
#include <cstring>

#include "failing.hpp"
#include "functions.hpp"

namespace kernel {
namespace {

/// Writes the function into `out` if this is its name.
template <class Function>
bool answers_with(const GUID& asked, const GUID& name, Function function, void* out) noexcept {
  if (std::memcmp(&asked, &name, sizeof name) != 0) return false;
  std::memcpy(out, &function, sizeof function);
  return true;
}

int find_extension(const void* in, void* out) noexcept {
  GUID asked{};
  std::memcpy(&asked, in, sizeof asked);
  const bool found =
      answers_with(asked, WSAID_ACCEPTEX, &calls::AcceptEx, out) ||
      answers_with(asked, WSAID_CONNECTEX, &calls::ConnectEx, out) ||
      answers_with(asked, WSAID_GETACCEPTEXSOCKADDRS, &calls::GetAcceptExSockaddrs, out);
  return found ? 0 : WSAEINVAL;
}

}  // namespace

int calls::WSAIoctl(SOCKET number, DWORD code, void* in, DWORD, void* out, DWORD, DWORD* bytes,
                    OVERLAPPED*, LPWSAOVERLAPPED_COMPLETION_ROUTINE) {
  constexpr DWORD sio_udp_connreset = _WSAIOW(IOC_VENDOR, 12);
  const std::lock_guard lock(lock_of_all());
  const auto which = find_socket(number);
  if (which == nullptr) return fail(WSAENOTSOCK);
  *bytes = 0;
  if (code == SIO_GET_EXTENSION_FUNCTION_POINTER) return answer(find_extension(in, out));
  if (code == sio_udp_connreset) {
    BOOL reports = FALSE;
    std::memcpy(&reports, in, sizeof reports);
    which->reports = reports != FALSE;
  }
  return 0;  // other settings change nothing in this network
}

int calls::WSAStartup(WORD version, WSADATA* data) {
  data->wVersion = version;
  data->wHighVersion = MAKEWORD(2, 2);
  return 0;
}

int calls::WSACleanup() { return 0; }

}  // namespace kernel
