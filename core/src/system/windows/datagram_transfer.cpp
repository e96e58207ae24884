#include "datagrams/datagram_handle.hpp"

#include <array>

#include "native/native_address.hpp"
#include "system/windows/network_report.hpp"

namespace naru::detail {
namespace {

// Without these settings a datagram to a port on which nobody listens fails the next receive. Best
// effort: not every system knows both, and such errors are skipped anyway. mingw-w64 lacks the
// second name.
void ignore_network_reports(SOCKET socket) noexcept {
  constexpr DWORD sio_udp_connreset = _WSAIOW(IOC_VENDOR, 12);  // SIO_UDP_CONNRESET
  constexpr DWORD sio_udp_netreset = _WSAIOW(IOC_VENDOR, 15);   // SIO_UDP_NETRESET
  for (const DWORD code : {sio_udp_connreset, sio_udp_netreset}) {
    BOOL report = FALSE;
    DWORD bytes = 0;
    ::WSAIoctl(socket, code, &report, sizeof report, nullptr, 0, &bytes, nullptr, nullptr);
  }
}

}  // namespace

native::handle native::open_datagram(int family) noexcept {
  const SOCKET socket = ::WSASocketW(family, SOCK_DGRAM, IPPROTO_UDP, nullptr, 0,
                                     WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
  if (socket == INVALID_SOCKET) return socket;
  u_long non_blocking = 1;
  if (::ioctlsocket(socket, static_cast<long>(FIONBIO), &non_blocking) == 0) {
    ignore_network_reports(socket);
    return socket;
  }
  const int reason = ::WSAGetLastError();
  native::close(socket);
  ::WSASetLastError(reason);
  return INVALID_SOCKET;
}

// After many reports of the network this says that nothing is there, and a later call goes on.
std::optional<io_result> peek_datagram(native_handle handle) noexcept {
  for (int tries = 0; tries != reports_in_a_row; ++tries) {
    char nothing = 0;
    if (::recv(native::to_handle(handle), &nothing, 0, MSG_PEEK) >= 0) return io_result{};
    const int error = ::WSAGetLastError();
    if (error == WSAEMSGSIZE) return io_result{};
    if (error == WSAEWOULDBLOCK) return std::nullopt;
    if (!is_network_report(error)) return io_result{{error, system_category()}, 0};
  }
  return std::nullopt;
}

std::optional<io_result> send_datagram(native_handle handle, ip_family family,
                                       const buffer_cursor<const_buffer>& buffers,
                                       const endpoint* destination) noexcept {
  std::array<WSABUF, buffers_per_call> parts;  // only the first `count` are set
  std::optional<native_address> target;
  if (destination != nullptr) target.emplace(reachable(*destination, family));
  const std::size_t count = buffers.count();
  for (std::size_t i = 0; i < count; ++i) {
    const const_buffer part = buffers[i];
    auto* const data = const_cast<std::byte*>(part.data());  // WSASendTo only reads
    parts[i] = {static_cast<ULONG>(part.size()), reinterpret_cast<char*>(data)};
  }
  for (int tries = 1;; ++tries) {
    DWORD sent = 0;
    if (::WSASendTo(native::to_handle(handle), parts.data(), static_cast<DWORD>(count), &sent, 0,
                    target ? target->data() : nullptr, target ? target->size() : 0, nullptr,
                    nullptr) == 0) {
      return io_result{{}, sent};
    }
    const int error = ::WSAGetLastError();
    if (error == WSAEWOULDBLOCK) return std::nullopt;
    if (!is_network_report(error) || tries == send_tries) {
      return io_result{{error, system_category()}, 0};
    }
  }
}

}  // namespace naru::detail
