// The types of Windows for a build of the backend iocp on Linux. Sizes are those of Windows: a LONG
// has 32 bits, although a long has 64 here.
//
// The headers of this folder have the names of Microsoft's, and declare what naru and its tests
// use. Their functions have C++ linkage, so that they do not clash with libc's socket functions. A
// source that includes <sys/socket.h> cannot include them.
#pragma once

#include <cstddef>
#include <cstdint>

// The calling conventions of Windows, which Linux does not have.
#define WINAPI
#define WSAAPI
#define CALLBACK
#define PASCAL

// NOLINTBEGIN: the names are Microsoft's
using BOOL = int;
using BYTE = unsigned char;
using UCHAR = unsigned char;
using CHAR = char;
using WCHAR = wchar_t;
using USHORT = std::uint16_t;
using WORD = std::uint16_t;
using INT = int;
using UINT = unsigned;
using LONG = std::int32_t;
using ULONG = std::uint32_t;
using DWORD = std::uint32_t;
using ULONGLONG = std::uint64_t;
using INT_PTR = std::intptr_t;
using UINT_PTR = std::uintptr_t;
using ULONG_PTR = std::uintptr_t;
using SIZE_T = std::size_t;
using PVOID = void*;
using HANDLE = void*;
using HMODULE = struct module_of_windows*;
using FARPROC = INT_PTR (*)();

inline constexpr BOOL FALSE = 0;
inline constexpr BOOL TRUE = 1;
inline constexpr DWORD INFINITE = 0xffff'ffff;
inline const HANDLE INVALID_HANDLE_VALUE = reinterpret_cast<HANDLE>(UINTPTR_MAX);

[[nodiscard]] constexpr WORD MAKEWORD(BYTE low, BYTE high) {
  return static_cast<WORD>(low | (high << 8));
}

struct GUID {
  ULONG Data1;
  USHORT Data2;
  USHORT Data3;
  UCHAR Data4[8];
};

struct FILETIME {
  DWORD dwLowDateTime;
  DWORD dwHighDateTime;
};
// NOLINTEND
