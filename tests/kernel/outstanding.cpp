#include "outstanding.hpp"

#include <atomic>
#include <unordered_set>

#include "memory.hpp"
#include "object.hpp"

namespace kernel {
namespace {

using requests = std::unordered_set<OVERLAPPED*, std::hash<OVERLAPPED*>, std::equal_to<>,
                                    allocator<OVERLAPPED*>>;

// It is never destroyed: see the table of handles.
requests& all() noexcept {
  alignas(requests) static std::byte room[sizeof(requests)];
  static requests* const made = new (room) requests;
  return *made;
}

}  // namespace

void add_outstanding(OVERLAPPED* request, const char* call) {
  if (!all().insert(request).second) misuse(call, "the OVERLAPPED is of a request under way");
}

void remove_outstanding(OVERLAPPED* request) noexcept {
  if (all().erase(request) == 0) misuse("a completion port", "a packet comes twice");
}

void write_end(OVERLAPPED& request, status how, DWORD bytes) noexcept {
  request.InternalHigh = bytes;
  std::atomic_ref(request.Internal).store(static_cast<ULONG_PTR>(how), std::memory_order_release);
}

}  // namespace kernel
