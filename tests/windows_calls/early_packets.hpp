// early_packets: packets that leave the port on another thread before the call that has started
// their request returns.
//
//     takers threads;
//     early_packet early{threads, status::success, 3};
//     answers().receive = [&](const transfer_call& call) { return early.answer(call.request); };
#pragma once

#include "script.hpp"

#include <atomic>
#include <mutex>
#include <set>

namespace windows_calls {

/// Threads that take packets from the port, and which packets they have taken.
class takers {
 public:
  takers() {
    answers().dequeued = [this](std::span<OVERLAPPED_ENTRY> entries) {
      const std::lock_guard lock(mutex_);
      for (const OVERLAPPED_ENTRY& each : entries) taken_.insert(each.lpOverlapped);
    };
  }

  /// Finishes a request, and waits until a thread has its packet. Returns false at the deadline.
  bool take(OVERLAPPED& request, ULONG_PTR ended, DWORD bytes) {
    finish_request(request, ended, bytes);
    return contract::wait_until([&] {
      const std::lock_guard lock(mutex_);
      return taken_.contains(&request);
    });
  }

 private:
  std::mutex mutex_;  // guards taken_
  std::set<OVERLAPPED*> taken_;
};

/// A call of the table that is pending, and whose packet is taken before the call returns. It takes
/// its answer away, because the next call may come from another thread.
struct early_packet {
  takers& threads;
  ULONG_PTR ended = status::success;
  DWORD bytes = 0;
  std::atomic<int> calls{0};

  int answer(OVERLAPPED* request) {
    if (calls.fetch_add(1) != 0) return go_on;
    CHECK(threads.take(*request, ended, bytes));
    return winsock_failure(WSA_IO_PENDING);
  }
  int answer_extension(OVERLAPPED* request) {
    const int given = answer(request);
    return given == go_on ? go_on : FALSE;  // the error stays set
  }
};

inline bool completes(const contract::recorder& op) {
  return contract::wait_until([&] { return op.completed(); });
}

}  // namespace windows_calls
