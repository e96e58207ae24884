// wait_list: the tasks that wait for an event, a mutex or a channel, first in, first out. Their
// operations belong to no socket: begin and complete of the proactor contract start and end them.
//
// Not thread-safe: the owner of the list has a lock.
#pragma once

#include <naru/detail/export.hpp>
#include <naru/detail/misuse.hpp>
#include <naru/io_result.hpp>

#include <system_error>

namespace naru {

class operation;
class proactor;

namespace detail {

/// One place in a list, and the operation that waits there.
struct NARU_API waiter {
  operation* op = nullptr;
  proactor* home = nullptr;
  waiter* previous = nullptr;
  waiter* next = nullptr;
  bool queued = false;
  bool served = false;  // has got what it waited for

  // For a waiter that has left the list: complete its operation, on a thread of its proactor.

  void serve();
  void refuse(const std::error_code& error) const;
};

class NARU_API wait_list {
 public:
  wait_list() = default;
  wait_list(const wait_list&) = delete;
  wait_list& operator=(const wait_list&) = delete;
  /// The list must be empty: a waiter that is cancelled later would look for its place here.
  ~wait_list() {
    if (!empty()) misuse("an event, mutex or channel was destroyed while a task waited for it");
  }

  [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }

  /// Makes `op` pending, and puts its waiter at the end.
  void push(waiter& each, operation& op, proactor& home);
  /// Removes and returns the first waiter; null if there is none.
  waiter* pop() noexcept;
  /// Removes `each` from this list; false if it has left the list already.
  bool remove(waiter& each) noexcept;

 private:
  waiter* first_ = nullptr;
  waiter* last_ = nullptr;
};

}  // namespace detail
}  // namespace naru
