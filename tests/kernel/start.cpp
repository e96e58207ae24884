#include "start.hpp"

#include <atomic>
#include <chrono>
#include <thread>

#include "outstanding.hpp"
#include "seed.hpp"

namespace kernel {
namespace {

deque<request>& row_of(socket& on, request::kind what) noexcept {
  const bool sends = what == request::kind::send || what == request::kind::send_to ||
                     what == request::kind::connect;
  return sends ? on.sends : on.receives;
}

/// True if nothing is left of an earlier use. Windows wants that ("OVERLAPPED structure" on
/// Microsoft Learn).
bool is_clean(const OVERLAPPED& native) noexcept {
  return native.Internal == 0 && native.InternalHigh == 0 && native.Offset == 0 &&
         native.OffsetHigh == 0 && native.hEvent == nullptr;
}

void mark_pending(OVERLAPPED& native) noexcept {
  native.InternalHigh = 0;
  std::atomic_ref(native.Internal)
      .store(static_cast<ULONG_PTR>(status::pending), std::memory_order_release);
}

// A connect is pending as long as nobody has answered, and so only a packet tells of a refusal.
// Other errors come at once or by a packet.
bool is_reported_later(const request& what, const outcome& result) noexcept {
  if (result.how == status::connection_refused) return true;
  if (what.what == request::kind::connect) return !draw(4);
  if (is_error(result.how)) return draw(2);
  return draw(3);
}

/// A packet of the request is under way. Another thread may dequeue it before the call returns.
void hold_up(std::unique_lock<std::mutex>& lock, const socket& on) {
  if (on.port == nullptr || !on.port->is_awaited() || !draw(3)) return;
  const std::chrono::microseconds pause(draw_below(100));
  lock.unlock();
  std::this_thread::sleep_for(pause);
  lock.lock();
}

int report_later(std::unique_lock<std::mutex>& lock, socket& on, request& what,
                 const outcome& result) {
  finish(on, what, result);
  hold_up(lock, on);
  return WSA_IO_PENDING;
}

int report_now(std::unique_lock<std::mutex>& lock, socket& on, request& what, const outcome& result,
               DWORD* bytes) {
  OVERLAPPED& native = *what.native;
  if (is_error(result.how)) {
    remove_outstanding(&native);
    native.Internal = static_cast<ULONG_PTR>(result.how);
    return winsock_error(result.how);
  }
  if (bytes != nullptr) *bytes = result.bytes;
  if (on.skips && result.how == status::success) {
    remove_outstanding(&native);
    write_end(native, result.how, result.bytes);
    return 0;
  }
  finish(on, what, result);
  hold_up(lock, on);
  return winsock_error(result.how);
}

}  // namespace

int start(std::unique_lock<std::mutex>& lock, socket& on, request what, DWORD* bytes,
          const char* call) {
  add_outstanding(what.native, call);
  if (!is_clean(*what.native)) misuse(call, "the OVERLAPPED was not reset after its last use");
  mark_pending(*what.native);
  deque<request>& row = row_of(on, what.what);
  if (row.empty()) {
    if (const std::optional<outcome> result = attempt(on, what)) {
      if (on.port != nullptr && is_reported_later(what, *result)) {
        return report_later(lock, on, what, *result);
      }
      return report_now(lock, on, what, *result, bytes);
    }
  }
  // Nothing says which of several accepts gets a connection.
  if (what.what == request::kind::accept && draw(4)) {
    row.push_front(std::move(what));
  } else {
    row.push_back(std::move(what));
  }
  return WSA_IO_PENDING;
}

finished carry_out(std::unique_lock<std::mutex>& lock, socket& on, request& what) {
  deque<request>& row = row_of(on, what.what);
  for (;;) {
    if (row.empty()) {
      if (const std::optional<outcome> result = attempt(on, what)) {
        return {winsock_error(result->how), result->bytes};
      }
    }
    if (on.non_blocking) {
      if (what.moved != 0) return {0, static_cast<DWORD>(what.moved)};
      return {WSAEWOULDBLOCK};
    }
    changed().wait(lock);
  }
}

}  // namespace kernel
