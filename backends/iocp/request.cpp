#include "iocp/request.hpp"

#include <naru/detail/spin_lock.hpp>

#include <atomic>
#include <chrono>

namespace naru::detail {
namespace {

using clock = std::chrono::steady_clock;

// The longest time that `settle` waits. The thread that it waits for needs microseconds.
constexpr std::chrono::seconds settling_time_max{1};

bool is_wine() noexcept {
  static const bool found =
      ::GetProcAddress(::GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
  return found;
}

// The system writes the status, on a thread of its choice.
bool is_outstanding(request& native) noexcept {
  return std::atomic_ref(native.Internal).load(std::memory_order_acquire) == STATUS_PENDING;
}

}  // namespace

std::optional<std::error_code> refusal_of(request& native) noexcept {
  const std::error_code error = native::last_error();
  if (error.value() == WSA_IO_PENDING) return std::nullopt;
  native.reset();  // Wine leaves the request marked as outstanding
  return error;
}

void settle(SOCKET handle, request& native) noexcept {
  if (!is_wine()) return;
  const auto file = reinterpret_cast<HANDLE>(handle);
  const auto end = clock::now() + settling_time_max;
  for (unsigned tries = 0; is_outstanding(native); ++tries) {
    if (::CancelIoEx(file, &native) != FALSE || clock::now() >= end) return;
    spin_lock::give_way(tries);
  }
}

}  // namespace naru::detail
