// Each thread has one last error. That of Winsock is the same one.
#include <winsock2.h>

namespace {

thread_local DWORD last_error = 0;

}  // namespace

DWORD GetLastError() { return last_error; }
void SetLastError(DWORD error) { last_error = error; }
int WSAGetLastError() { return static_cast<int>(last_error); }
void WSASetLastError(int error) { last_error = static_cast<DWORD>(error); }
