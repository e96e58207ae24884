#include "../system.hpp"

#include <winsock2.h>
#include <windows.h>

#include <psapi.h>

#include <array>

namespace contract {

bool is_emulated() noexcept {
  return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
}

std::size_t open_handles() {
  DWORD count = 0;
  GetProcessHandleCount(GetCurrentProcess(), &count);
  return count;
}

std::size_t raise_handle_limit() { return 16'384; }  // the system's own is far above

std::chrono::nanoseconds processor_time() {
  FILETIME created{}, exited{}, kernel{}, user{};
  GetProcessTimes(GetCurrentProcess(), &created, &exited, &kernel, &user);
  const auto hundreds_of_nanoseconds = [](const FILETIME& time) {
    return (static_cast<long long>(time.dwHighDateTime) << 32) | time.dwLowDateTime;
  };
  return std::chrono::nanoseconds(
      100 * (hundreds_of_nanoseconds(kernel) + hundreds_of_nanoseconds(user)));
}

std::optional<std::size_t> resident_bytes() {
  PROCESS_MEMORY_COUNTERS counters{};
  if (GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters) == 0) {
    return std::nullopt;
  }
  return counters.WorkingSetSize;
}

std::optional<std::string> environment(const char* name) {
  std::array<char, 256> value{};
  const DWORD length = GetEnvironmentVariableA(name, value.data(), 256);
  if (length == 0 || length >= value.size()) return std::nullopt;
  return std::string(value.data(), length);
}

std::optional<std::uintptr_t> signal_disposition(naru::signal_kind) noexcept {
  return std::nullopt;
}

const char* handle_shortage::impossible_because() noexcept {
  // Wine has a limit, but it is that of its server: every program that runs there would be without
  // handles.
  return "Windows has no limit of handles per process that a program could lower";
}

handle_shortage::handle_shortage(std::size_t) {}
handle_shortage::~handle_shortage() = default;

std::span<const native_error> native_errors() noexcept {
  static constexpr std::array table{
      // Winsock: the codes that a call returns.
      native_error{WSAEAFNOSUPPORT, std::errc::address_family_not_supported},
      native_error{WSAEADDRINUSE, std::errc::address_in_use},
      native_error{WSAEADDRNOTAVAIL, std::errc::address_not_available},
      native_error{WSAEISCONN, std::errc::already_connected},
      native_error{WSAEBADF, std::errc::bad_file_descriptor},
      native_error{WSAESHUTDOWN, std::errc::broken_pipe},
      native_error{WSAECONNABORTED, std::errc::connection_aborted},
      native_error{WSAECONNREFUSED, std::errc::connection_refused},
      native_error{WSAECONNRESET, std::errc::connection_reset},
      native_error{WSAEDESTADDRREQ, std::errc::destination_address_required},
      native_error{WSAEHOSTUNREACH, std::errc::host_unreachable},
      native_error{WSAEHOSTDOWN, std::errc::host_unreachable},
      native_error{WSAEINTR, std::errc::interrupted},
      native_error{WSAEINVAL, std::errc::invalid_argument},
      native_error{WSAEMSGSIZE, std::errc::message_size},
      native_error{WSAENETDOWN, std::errc::network_down},
      native_error{WSAENETRESET, std::errc::network_reset},
      native_error{WSAENETUNREACH, std::errc::network_unreachable},
      native_error{WSAENOBUFS, std::errc::no_buffer_space},
      native_error{WSAENOPROTOOPT, std::errc::no_protocol_option},
      native_error{WSAENOTSOCK, std::errc::not_a_socket},
      native_error{WSAENOTCONN, std::errc::not_connected},
      native_error{WSA_OPERATION_ABORTED, std::errc::operation_canceled},
      native_error{WSAEOPNOTSUPP, std::errc::operation_not_supported},
      native_error{WSAEACCES, std::errc::permission_denied},
      native_error{WSAEPROTONOSUPPORT, std::errc::protocol_not_supported},
      native_error{WSAETIMEDOUT, std::errc::timed_out},
      native_error{WSAEMFILE, std::errc::too_many_files_open},
      native_error{WSAEPROTOTYPE, std::errc::wrong_protocol_type},
      // Win32: the codes that a completion port reports for the same events, and other calls.
      native_error{ERROR_INVALID_HANDLE, std::errc::bad_file_descriptor},
      native_error{ERROR_PIPE_NOT_CONNECTED, std::errc::broken_pipe},
      native_error{ERROR_CONNECTION_ABORTED, std::errc::connection_aborted},
      native_error{ERROR_CONNECTION_REFUSED, std::errc::connection_refused},
      native_error{ERROR_PORT_UNREACHABLE, std::errc::connection_refused},
      native_error{ERROR_NETNAME_DELETED, std::errc::connection_reset},
      native_error{ERROR_HOST_UNREACHABLE, std::errc::host_unreachable},
      native_error{ERROR_INVALID_PARAMETER, std::errc::invalid_argument},
      native_error{ERROR_MORE_DATA, std::errc::message_size},
      native_error{ERROR_NETWORK_UNREACHABLE, std::errc::network_unreachable},
      native_error{ERROR_PROTOCOL_UNREACHABLE, std::errc::network_unreachable},
      native_error{ERROR_NO_SYSTEM_RESOURCES, std::errc::no_buffer_space},
      native_error{ERROR_WORKING_SET_QUOTA, std::errc::no_buffer_space},
      native_error{ERROR_PAGEFILE_QUOTA, std::errc::no_buffer_space},
      native_error{ERROR_COMMITMENT_LIMIT, std::errc::no_buffer_space},
      native_error{ERROR_NOT_ENOUGH_QUOTA, std::errc::no_buffer_space},
      native_error{ERROR_UNEXP_NET_ERR, std::errc::not_connected},
      native_error{ERROR_NOT_ENOUGH_MEMORY, std::errc::not_enough_memory},
      native_error{ERROR_OUTOFMEMORY, std::errc::not_enough_memory},
      native_error{ERROR_NOT_SUPPORTED, std::errc::operation_not_supported},
      native_error{ERROR_ACCESS_DENIED, std::errc::permission_denied},
      native_error{WAIT_TIMEOUT, std::errc::timed_out},
      native_error{ERROR_SEM_TIMEOUT, std::errc::timed_out},
      native_error{ERROR_TOO_MANY_OPEN_FILES, std::errc::too_many_files_open},
  };
  return table;
}

}  // namespace contract
