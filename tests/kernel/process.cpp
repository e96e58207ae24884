// The process, its threads and its console.
#include "functions.hpp"

#include <pthread.h>
#include <sys/resource.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string_view>
#include <thread>

namespace {

FILETIME to_filetime(const timeval& time) noexcept {
  const auto count =
      static_cast<ULONGLONG>(time.tv_sec) * 10'000'000 + static_cast<ULONGLONG>(time.tv_usec) * 10;
  return {static_cast<DWORD>(count), static_cast<DWORD>(count >> 32U)};
}

// The names of NTSTATUS and Win32 pairs that RtlNtStatusToDosError translates. naru asks only for
// those that it does not know itself.
struct pair {
  std::uint32_t status;
  ULONG code;
};

constexpr std::array pairs{
    pair{0xc0000008, ERROR_INVALID_HANDLE},    pair{0xc000000d, ERROR_INVALID_PARAMETER},
    pair{0xc0000022, ERROR_ACCESS_DENIED},     pair{0xc00000bb, ERROR_NOT_SUPPORTED},
    pair{0xc0000120, ERROR_OPERATION_ABORTED}, pair{0xc0000225, ERROR_NOT_FOUND},
};

}  // namespace

void Sleep(DWORD milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

// An index is a key of pthreads.
DWORD FlsAlloc(PFLS_CALLBACK_FUNCTION at_end) {
  pthread_key_t key{};
  return pthread_key_create(&key, at_end) == 0 ? static_cast<DWORD>(key) : FLS_OUT_OF_INDEXES;
}

BOOL FlsSetValue(DWORD index, void* value) {
  return pthread_setspecific(static_cast<pthread_key_t>(index), value) == 0 ? TRUE : FALSE;
}

HANDLE GetCurrentProcess() { return INVALID_HANDLE_VALUE; }

BOOL GetProcessTimes(HANDLE, FILETIME* created, FILETIME* exited, FILETIME* kernel,
                     FILETIME* user) {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  *created = {};
  *exited = {};
  *kernel = to_filetime(used.ru_stime);
  *user = to_filetime(used.ru_utime);
  return TRUE;
}

BOOL GetProcessMemoryInfo(HANDLE, PROCESS_MEMORY_COUNTERS* counters, DWORD) {
  constexpr SIZE_T page = 4096;
  std::ifstream file("/proc/self/statm");
  SIZE_T total = 0;
  SIZE_T resident = 0;
  if (!(file >> total >> resident)) return FALSE;
  *counters = {};
  counters->WorkingSetSize = resident * page;
  return TRUE;
}

DWORD GetEnvironmentVariableA(const char* name, char* value, DWORD room) {
  const char* const found = std::getenv(name);
  if (found == nullptr) {
    SetLastError(ERROR_ENVVAR_NOT_FOUND);
    return 0;
  }
  const std::string_view text(found);
  if (text.size() >= room) return static_cast<DWORD>(text.size() + 1);
  std::memcpy(value, text.data(), text.size() + 1);
  return static_cast<DWORD>(text.size());
}

UINT timeBeginPeriod(UINT) { return 0; }
UINT timeEndPeriod(UINT) { return 0; }

ULONG RtlNtStatusToDosError(NTSTATUS status) {
  for (const pair& each : pairs) {
    if (each.status == static_cast<std::uint32_t>(status)) return each.code;
  }
  return ERROR_MR_MID_NOT_FOUND;
}

// No console is here: its events are played by the tests.
BOOL kernel::calls::SetConsoleCtrlHandler(PHANDLER_ROUTINE, BOOL) { return TRUE; }
