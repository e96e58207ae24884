// Completion ports, and handles of any kind.
#include <algorithm>
#include <thread>
#include <utility>

#include "failing.hpp"
#include "functions.hpp"
#include "handling.hpp"
#include "outstanding.hpp"
#include "port.hpp"
#include "seed.hpp"

namespace kernel {
namespace {

HANDLE handle_of(handle number) noexcept { return reinterpret_cast<HANDLE>(number); }

std::shared_ptr<port> demand_port(HANDLE number, const char* call) noexcept {
  demand_open(number_of(number), call);
  return find_port(number_of(number));
}

// 0 stands for the number of processors.
HANDLE create_port(DWORD concurrency) {
  if (!port::exists()) begin_draws();
  const unsigned threads = concurrency != 0 ? concurrency : std::thread::hardware_concurrency();
  return handle_of(open(std::allocate_shared<port>(allocator<port>(), threads)));
}

// A handle belongs to one port for its whole life.
HANDLE associate(socket& file, HANDLE number, ULONG_PTR key) {
  std::shared_ptr<port> found = find_port(number_of(number));
  if (found == nullptr || file.port != nullptr) {
    refuse(found == nullptr ? ERROR_INVALID_HANDLE : ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  file.port = std::move(found);
  file.key = key;
  return number;
}

// The wait may end before its time, because the system counts ticks of its clock.
port::clock::time_point end_of(DWORD milliseconds) noexcept {
  if (milliseconds == INFINITE) return port::clock::time_point::max();
  constexpr DWORD tick = 16;
  const auto early = draw(4) ? draw_below(std::min(milliseconds, tick) + 1) : 0;
  return port::clock::now() + std::chrono::milliseconds(milliseconds - early);
}

}  // namespace

HANDLE calls::CreateIoCompletionPort(HANDLE file, HANDLE existing, ULONG_PTR key,
                                     DWORD concurrency) {
  const std::lock_guard lock(lock_of_all());
  if (file == INVALID_HANDLE_VALUE) return create_port(concurrency);
  const auto found = find_socket(number_of(file));
  if (found == nullptr) {
    refuse(ERROR_INVALID_HANDLE);
    return nullptr;
  }
  return associate(*found, existing, key);
}

BOOL calls::GetQueuedCompletionStatusEx(HANDLE number, OVERLAPPED_ENTRY* entries, ULONG room,
                                        ULONG* count, DWORD milliseconds, BOOL) {
  std::unique_lock lock(lock_of_all());
  const auto from = demand_port(number, "GetQueuedCompletionStatusEx");
  if (from == nullptr) return refuse(ERROR_INVALID_HANDLE);
  *count = 1;  // after a failure the number means nothing
  end_handling();
  switch (from->take(lock, std::span(entries, room), *count, end_of(milliseconds))) {
    case port::answer::packets:
      begin_handling(from);
      return TRUE;
    case port::answer::timeout:
      return refuse(WAIT_TIMEOUT);
    case port::answer::abandoned:
      break;
  }
  return refuse(ERROR_ABANDONED_WAIT_0);
}

// naru does not use it. It is here because the tests of the torture replace it.
BOOL calls::GetQueuedCompletionStatus(HANDLE, DWORD*, ULONG_PTR*, OVERLAPPED**, DWORD) {
  misuse("GetQueuedCompletionStatus", "this kernel does not have it");
}

// A packet needs memory of the system, and that may be short for a while. A post without a request
// wakes a thread, and naru repeats it. Other posts succeed, because their failure would be told.
BOOL calls::PostQueuedCompletionStatus(HANDLE number, DWORD bytes, ULONG_PTR key,
                                       OVERLAPPED* native) {
  const std::lock_guard lock(lock_of_all());
  const auto to = demand_port(number, "PostQueuedCompletionStatus");
  if (to == nullptr) return refuse(ERROR_INVALID_HANDLE);
  if (native == nullptr && draw(64)) return refuse(ERROR_NO_SYSTEM_RESOURCES);
  if (native != nullptr) add_outstanding(native, "PostQueuedCompletionStatus");
  to->post({key, native, bytes, std::nullopt});
  return TRUE;
}

// Not every handle has these modes.
BOOL calls::SetFileCompletionNotificationModes(HANDLE file, UCHAR modes) {
  const std::lock_guard lock(lock_of_all());
  const auto found = demand_socket(number_of(file), "SetFileCompletionNotificationModes");
  if (found == nullptr) return refuse(ERROR_INVALID_HANDLE);
  if (draw(8)) return refuse(ERROR_INVALID_FUNCTION);
  if ((modes & FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) != 0) found->skips = true;
  return TRUE;
}

BOOL calls::CloseHandle(HANDLE number) {
  const std::lock_guard lock(lock_of_all());
  demand_open(number_of(number), "CloseHandle");
  if (find(number_of(number)) == nullptr || find_socket(number_of(number)) != nullptr) {
    return refuse(ERROR_INVALID_HANDLE);  // closesocket closes sockets
  }
  if (const auto closed = find_port(number_of(number))) closed->abandon();
  close(number_of(number));
  return TRUE;
}

BOOL calls::GetHandleInformation(HANDLE number, DWORD* flags) {
  const std::lock_guard lock(lock_of_all());
  const auto found = find(number_of(number));
  if (found == nullptr) return refuse(ERROR_INVALID_HANDLE);
  *flags = found->inheritable ? HANDLE_FLAG_INHERIT : 0;
  return TRUE;
}

BOOL calls::SetHandleInformation(HANDLE number, DWORD mask, DWORD flags) {
  const std::lock_guard lock(lock_of_all());
  const auto found = find(number_of(number));
  if (found == nullptr) return refuse(ERROR_INVALID_HANDLE);
  if ((mask & HANDLE_FLAG_INHERIT) != 0) found->inheritable = (flags & HANDLE_FLAG_INHERIT) != 0;
  return TRUE;
}

BOOL calls::GetProcessHandleCount(HANDLE, DWORD* count) {
  const std::lock_guard lock(lock_of_all());
  *count = static_cast<DWORD>(count_open());
  return TRUE;
}

}  // namespace kernel
