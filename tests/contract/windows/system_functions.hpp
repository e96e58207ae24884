// system_functions: for programs that put functions of their own in the place of those of Windows.
//
// A program calls an imported function by a pointer that comes from the import library
// (__imp_closesocket). A program that defines this pointer itself wins over the library, with
// mingw-w64 and with Microsoft's linker. The extension functions of Winsock are asked for by
// WSAIoctl, whose place is taken the same way.
#pragma once

#include <winsock2.h>
#include <ws2tcpip.h>
#include <mswsock.h>
#include <windows.h>

#include <cstring>

namespace contract {

inline constexpr const wchar_t* winsock_library = L"ws2_32.dll";
inline constexpr const wchar_t* kernel_library = L"kernel32.dll";

/// The system's own function, which the import pointer led to.
template <class Function>
[[nodiscard]] Function system_function(const wchar_t* library, const char* name) noexcept {
  const FARPROC found = ::GetProcAddress(::LoadLibraryW(library), name);
  return reinterpret_cast<Function>(reinterpret_cast<void*>(found));
}

/// What WSAIoctl was asked for, and its answer.
struct control_call {
  DWORD code;
  const void* in;
  void* out;
};

/// Where the answer is the extension function of that name, keeps it in `system` and puts
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
