// The modules of Windows. They are all the same here, and have the functions that a program may
// replace (imports.cpp).
#include "functions.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace {

struct named_function {
  template <class Function>
  named_function(std::string_view its_name, Function* place) noexcept
      : name(its_name), function(reinterpret_cast<FARPROC>(reinterpret_cast<void*>(place))) {}

  std::string_view name;
  FARPROC function;
};

HMODULE the_module() noexcept {
  static char place = 0;
  return reinterpret_cast<HMODULE>(&place);
}

}  // namespace

HMODULE GetModuleHandleW(const wchar_t*) { return the_module(); }
HMODULE LoadLibraryW(const wchar_t*) { return the_module(); }

FARPROC GetProcAddress(HMODULE, const char* name) {
  using namespace kernel;
  static const std::array functions{
      named_function{"WSAStartup", &calls::WSAStartup},
      named_function{"WSACleanup", &calls::WSACleanup},
      named_function{"socket", &calls::socket},
      named_function{"WSASocketW", &calls::WSASocketW},
      named_function{"closesocket", &calls::closesocket},
      named_function{"bind", &calls::bind},
      named_function{"listen", &calls::listen},
      named_function{"connect", &calls::connect},
      named_function{"shutdown", &calls::shutdown},
      named_function{"getsockname", &calls::getsockname},
      named_function{"getpeername", &calls::getpeername},
      named_function{"getsockopt", &calls::getsockopt},
      named_function{"setsockopt", &calls::setsockopt},
      named_function{"ioctlsocket", &calls::ioctlsocket},
      named_function{"recv", &calls::recv},
      named_function{"send", &calls::send},
      named_function{"WSAPoll", &calls::WSAPoll},
      named_function{"WSAIoctl", &calls::WSAIoctl},
      named_function{"WSARecv", &calls::WSARecv},
      named_function{"WSASend", &calls::WSASend},
      named_function{"WSARecvFrom", &calls::WSARecvFrom},
      named_function{"WSASendTo", &calls::WSASendTo},
      named_function{"GetAddrInfoExW", &calls::GetAddrInfoExW},
      named_function{"GetAddrInfoExCancel", &calls::GetAddrInfoExCancel},
      named_function{"FreeAddrInfoExW", &calls::FreeAddrInfoExW},
      named_function{"CreateIoCompletionPort", &calls::CreateIoCompletionPort},
      named_function{"GetQueuedCompletionStatus", &calls::GetQueuedCompletionStatus},
      named_function{"GetQueuedCompletionStatusEx", &calls::GetQueuedCompletionStatusEx},
      named_function{"PostQueuedCompletionStatus", &calls::PostQueuedCompletionStatus},
      named_function{"CancelIoEx", &calls::CancelIoEx},
      named_function{"SetFileCompletionNotificationModes",
                     &calls::SetFileCompletionNotificationModes},
      named_function{"CloseHandle", &calls::CloseHandle},
      named_function{"GetHandleInformation", &calls::GetHandleInformation},
      named_function{"SetHandleInformation", &calls::SetHandleInformation},
      named_function{"GetProcessHandleCount", &calls::GetProcessHandleCount},
      named_function{"SetConsoleCtrlHandler", &calls::SetConsoleCtrlHandler},
      named_function{"AcceptEx", &calls::AcceptEx},
      named_function{"ConnectEx", &calls::ConnectEx},
      named_function{"GetAcceptExSockaddrs", &calls::GetAcceptExSockaddrs},
  };
  const auto found = std::ranges::find(functions, std::string_view(name), &named_function::name);
  if (found != functions.end()) return found->function;
  SetLastError(ERROR_PROC_NOT_FOUND);
  return nullptr;
}
