// The functions of kernel32 apart from completion ports: handles, threads, the process, modules,
// texts and files.
#pragma once

#include <cstdarg>

#include "minwindef.h"

// NOLINTBEGIN: the names are Microsoft's
DWORD GetLastError();
void SetLastError(DWORD error);

// Handles
inline constexpr DWORD HANDLE_FLAG_INHERIT = 1;
BOOL CloseHandle(HANDLE object);
BOOL GetHandleInformation(HANDLE object, DWORD* flags);
BOOL SetHandleInformation(HANDLE object, DWORD mask, DWORD flags);

// Threads
using PFLS_CALLBACK_FUNCTION = void (*)(void*);
inline constexpr DWORD FLS_OUT_OF_INDEXES = 0xffff'ffff;
void Sleep(DWORD milliseconds);
DWORD FlsAlloc(PFLS_CALLBACK_FUNCTION at_end);
BOOL FlsSetValue(DWORD index, void* value);

// The process
HANDLE GetCurrentProcess();
BOOL GetProcessHandleCount(HANDLE process, DWORD* count);
BOOL GetProcessTimes(HANDLE process, FILETIME* created, FILETIME* exited, FILETIME* kernel,
                     FILETIME* user);
DWORD GetEnvironmentVariableA(const char* name, char* value, DWORD room);

// The console
inline constexpr DWORD CTRL_C_EVENT = 0;
inline constexpr DWORD CTRL_BREAK_EVENT = 1;
inline constexpr DWORD CTRL_CLOSE_EVENT = 2;
inline constexpr DWORD CTRL_LOGOFF_EVENT = 5;
inline constexpr DWORD CTRL_SHUTDOWN_EVENT = 6;
using PHANDLER_ROUTINE = BOOL (*)(DWORD);
BOOL SetConsoleCtrlHandler(PHANDLER_ROUTINE handler, BOOL adds);

// Modules
HMODULE GetModuleHandleW(const wchar_t* name);
HMODULE LoadLibraryW(const wchar_t* name);
FARPROC GetProcAddress(HMODULE module, const char* name);

// Texts. A wchar_t has 32 bits here, and so one character needs only one of them.
inline constexpr UINT CP_UTF8 = 65001;
inline constexpr DWORD MB_ERR_INVALID_CHARS = 8;
inline constexpr DWORD FORMAT_MESSAGE_IGNORE_INSERTS = 0x200;
inline constexpr DWORD FORMAT_MESSAGE_FROM_SYSTEM = 0x1000;
inline constexpr DWORD FORMAT_MESSAGE_MAX_WIDTH_MASK = 0xff;
int MultiByteToWideChar(UINT code_page, DWORD flags, const char* text, int size, wchar_t* wide,
                        int room);
int WideCharToMultiByte(UINT code_page, DWORD flags, const wchar_t* wide, int size, char* text,
                        int room, const char* replacement, BOOL* replaced);
DWORD FormatMessageW(DWORD flags, const void* source, DWORD message, DWORD language, wchar_t* text,
                     DWORD room, std::va_list* arguments);

// Files
struct BY_HANDLE_FILE_INFORMATION {
  DWORD dwFileAttributes;
  FILETIME ftCreationTime;
  FILETIME ftLastAccessTime;
  FILETIME ftLastWriteTime;
  DWORD dwVolumeSerialNumber;
  DWORD nFileSizeHigh;
  DWORD nFileSizeLow;
  DWORD nNumberOfLinks;
  DWORD nFileIndexHigh;
  DWORD nFileIndexLow;
};
inline constexpr DWORD FILE_READ_ATTRIBUTES = 0x80;
inline constexpr DWORD FILE_SHARE_READ = 1;
inline constexpr DWORD FILE_SHARE_WRITE = 2;
inline constexpr DWORD FILE_SHARE_DELETE = 4;
inline constexpr DWORD OPEN_EXISTING = 3;
inline constexpr DWORD FILE_FLAG_OPEN_REPARSE_POINT = 0x0020'0000;
inline constexpr DWORD FILE_FLAG_BACKUP_SEMANTICS = 0x0200'0000;
HANDLE CreateFileW(const wchar_t* name, DWORD access, DWORD sharing, void* security, DWORD how,
                   DWORD flags, HANDLE like);
BOOL GetFileInformationByHandle(HANDLE file, BY_HANDLE_FILE_INFORMATION* found);
BOOL DeleteFileW(const wchar_t* name);
// NOLINTEND
