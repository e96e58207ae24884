#include "iocp/iocp_proactor.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

#include "iocp/iocp_listener.hpp"
#include "iocp/iocp_stream.hpp"
#include "iocp/request.hpp"

#include <mmsystem.h>

namespace naru::detail {
namespace {

// The number of packets that are taken from the port at a time. It is divided if several threads
// wait, so that one thread does not take all the work.
constexpr unsigned batch_max = 64;
constexpr unsigned batch_min = 8;

constexpr DWORD unlimited_concurrency = std::numeric_limits<DWORD>::max();

// GetQueuedCompletionStatusEx counts whole milliseconds. This rounds up, so that no timer is early.
DWORD to_milliseconds(proactor::duration timeout) noexcept {
  if (timeout == proactor::duration::max()) return INFINITE;
  const auto count = std::chrono::ceil<std::chrono::milliseconds>(timeout).count();
  return static_cast<DWORD>(std::min<long long>(count, INFINITE - 1));
}

}  // namespace

fine_clock_tick::fine_clock_tick() noexcept { ::timeBeginPeriod(1); }
fine_clock_tick::~fine_clock_tick() { ::timeEndPeriod(1); }

// The concurrency is the number of threads that may run at once. It has no limit here: with one,
// the system would hold back packets and wakes while that many threads run completion functions,
// and the loop counts on a waiting thread to take over.
iocp_proactor::iocp_proactor(const proactor_options& options)
    : system_proactor(options),
      port_(::CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, unlimited_concurrency)) {
  if (port_ == nullptr) {
    throw std::system_error(system_error(::GetLastError()), "cannot create a completion port");
  }
}

iocp_proactor::~iocp_proactor() {
  shut_down();
  ::CloseHandle(port_);
}

stream_pointer iocp_proactor::make_stream() { return stream_pointer(new iocp_stream(*this)); }

iocp_proactor::new_listener iocp_proactor::make_listener(const listen_options& options) {
  return new_listener(new iocp_listener(*this, options));
}

std::error_code iocp_proactor::associate(SOCKET handle) noexcept {
  const auto native = reinterpret_cast<HANDLE>(handle);
  if (::CreateIoCompletionPort(native, port_, 0, 0) == nullptr) {
    return system_error(::GetLastError());
  }
  return {};
}

bool iocp_proactor::skip_packets(SOCKET handle) noexcept {
  const bool plain = winsock().plain_handles;
  UCHAR modes = FILE_SKIP_SET_EVENT_ON_HANDLE;  // no code waits for the handle itself
  if (plain) modes |= FILE_SKIP_COMPLETION_PORT_ON_SUCCESS;
  const auto native = reinterpret_cast<HANDLE>(handle);
  return ::SetFileCompletionNotificationModes(native, modes) != FALSE && plain;
}

bool iocp_proactor::queue(request& completed) noexcept {
  // From this call on, another thread may handle the packet. The caller holds the lock of its
  // socket, and the function of the packet waits for that lock.
  return ::PostQueuedCompletionStatus(port_, 0, 0, &completed) != FALSE;
}

bool iocp_proactor::wait(duration timeout) {
  std::array<OVERLAPPED_ENTRY, batch_max> entries;  // NOLINT: filled by the system
  const unsigned batch = std::max(batch_max / std::max(workers(), 1U), batch_min);
  ULONG count = 0;
  if (::GetQueuedCompletionStatusEx(port_, entries.data(), batch, &count, to_milliseconds(timeout),
                                    FALSE) == FALSE) {
    const DWORD error = ::GetLastError();  // after a failure `count` has no meaning
    if (error == WAIT_TIMEOUT) return false;
    throw std::system_error(system_error(error), "cannot wait on the completion port");
  }
  for (const OVERLAPPED_ENTRY& entry : std::span(entries).first(count)) {
    if (entry.lpOverlapped == nullptr) {
      woken();
      continue;
    }
    assert(entry.lpOverlapped->Internal != STATUS_PENDING && "dequeued before it had ended");
    const auto status = static_cast<std::int32_t>(entry.lpOverlapped->Internal);
    request& completed = static_cast<request&>(*entry.lpOverlapped);
    completed.completed(completed, entry.dwNumberOfBytesTransferred, error_from_status(status));
  }
  return count != 0;
}

// The system refuses a packet only if it is out of non-paged memory. This tries again, because
// without the wake a thread would sleep for ever.
void iocp_proactor::wake() noexcept {
  while (::PostQueuedCompletionStatus(port_, 0, 0, nullptr) == FALSE) ::Sleep(1);
}

std::unique_ptr<proactor> make_iocp_proactor(const proactor_options& options) {
  return std::make_unique<iocp_proactor>(options);
}

}  // namespace naru::detail
