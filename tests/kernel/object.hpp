// object: what a handle leads to, the table of handles, and the lock of the whole kernel.
//
// There is one lock, which every call takes: the order of events comes from the seed, and not from
// luck. A handle's number is given away again as soon as it is closed, so that a call on a closed
// handle meets another socket. If the number is free, such a call ends the program.
#pragma once

#include <winsock2.h>
#include <windows.h>

#include <condition_variable>
#include <memory>
#include <mutex>

namespace kernel {

[[nodiscard]] std::mutex& lock_of_all() noexcept;
/// Notified whenever something has happened that a blocking call may wait for.
[[nodiscard]] std::condition_variable& changed() noexcept;

struct object {
  virtual ~object() = default;

  bool inheritable = true;
};

using handle = std::uintptr_t;

// These need the lock.

[[nodiscard]] handle open(std::shared_ptr<object> made);
/// Null if the number has never been a handle, or is none any more.
[[nodiscard]] std::shared_ptr<object> find(handle number) noexcept;
/// Ends the program if the handle is closed already.
void demand_open(handle number, const char* call) noexcept;
void close(handle number) noexcept;
[[nodiscard]] std::size_t count_open() noexcept;

/// Ends the program with a sentence.
[[noreturn]] void misuse(const char* call, const char* what) noexcept;

}  // namespace kernel
