// system_functions: for programs that replace functions of Windows by functions of their own.
//
// A program calls an imported function by a pointer that comes from the import library
// (__imp_closesocket). If a program defines this pointer itself, its definition wins over the
// library, with mingw-w64 and with Microsoft's linker. A program gets the extension functions of
// Winsock from WSAIoctl, which is replaced in the same way.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>

#include <cstring>

namespace contract {

inline constexpr const wchar_t* winsock_library = L"ws2_32.dll";
inline constexpr const wchar_t* kernel_library = L"kernel32.dll";

/// The system's own function, to which the import pointer led.
template <class Function>
[[nodiscard]] Function system_function(const wchar_t* library, const char* name) noexcept {
  const FARPROC found = ::GetProcAddress(::LoadLibraryW(library), name);
  return reinterpret_cast<Function>(reinterpret_cast<void*>(found));
}

/// A question to WSAIoctl, and its answer.
struct control_call {
  DWORD code;
  const void* in;
  void* out;
};

/// If the answer is the extension function of that name, keeps it in `system` and puts
/// `replacement` in its place.
template <class Function>
void replace_extension(const control_call& answered, GUID id, Function replacement,
                       Function& system) noexcept {
  if (answered.code != SIO_GET_EXTENSION_FUNCTION_POINTER) return;
  if (std::memcmp(answered.in, &id, sizeof id) != 0) return;
  std::memcpy(&system, answered.out, sizeof system);
  std::memcpy(answered.out, &replacement, sizeof replacement);
}

}  // namespace contract
