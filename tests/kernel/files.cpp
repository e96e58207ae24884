// This system has no files, because it has no Unix domain sockets yet.
#include <windows.h>

HANDLE CreateFileW(const wchar_t*, DWORD, DWORD, void*, DWORD, DWORD, HANDLE) {
  SetLastError(ERROR_FILE_NOT_FOUND);
  return INVALID_HANDLE_VALUE;
}

BOOL GetFileInformationByHandle(HANDLE, BY_HANDLE_FILE_INFORMATION*) {
  SetLastError(ERROR_INVALID_HANDLE);
  return FALSE;
}

BOOL DeleteFileW(const wchar_t*) {
  SetLastError(ERROR_FILE_NOT_FOUND);
  return FALSE;
}
