#include "sockets/socket_base.hpp"

#include <naru/error.hpp>

#include <cassert>
#include <utility>

#include "loop/loop_operations.hpp"

namespace naru::detail {

socket_base::socket_base(loop& owner, bool asks_for_detach)
    : loop_member(asks_for_detach), loop_(owner) {
  loop_.enlist(*this);
}

socket_base::~socket_base() {
  if (listed()) loop_.delist(*this);
}

// `closed` is pending before the close begins, because the end of what is pending on the socket may
// be the last work of the proactor, and then its threads leave run.
submission socket_base::close(close_mode mode, operation* closed) noexcept {
  bool refused = false;
  bool first = false;
  bool quiet = false;
  {
    const std::lock_guard lock(lock_);
    refused = closed != nullptr && closed_operation_ != nullptr;
    if (!refused) {
      quiet = quiet_;
      if (closed != nullptr && !quiet) {
        loop_.start(*closed, nullptr);
        closed_operation_ = closed;
      }
      first = begin_closing(mode);
    }
  }
  if (refused) return loop_.fail(*closed, error::operation_already_pending);
  if (first) {
    finish_closing();
  } else if (closed != nullptr && quiet) {
    return loop_.finish(*closed, {});
  }
  return submission::pending;
}

void socket_base::release() noexcept {
  bool quiet = false;
  bool first = false;
  {
    const std::lock_guard lock(lock_);
    released_ = true;
    quiet = quiet_;
    first = begin_closing(close_mode::graceful);
  }
  // If neither is true, the socket is freed by the thread that makes it quiet.
  if (quiet) {
    delete this;
  } else if (first) {
    finish_closing();
  }
}

bool socket_base::begin_closing(close_mode mode) noexcept {
  assert(lock_.is_locked());
  if (closing_.exchange(true)) return false;
  loop_.refuse_child();
  begin_close(mode);
  return true;
}

void socket_base::finish_closing() noexcept {
  close_handle();
  drop_hold();
}

void socket_base::drop_hold() noexcept {
  const unsigned before = holds_.fetch_sub(1, std::memory_order_acq_rel);
  assert(before != 0);  // invariant: quiet-at-zero-holds
  if (before == 1) become_quiet();
}

void socket_base::become_quiet() noexcept {
  loop_.delist(*this);
  loop& owner = loop_;
  operation* closed = nullptr;
  bool released = false;
  {
    const std::lock_guard lock(lock_);
    assert(closing() && !quiet_);
    quiet_ = true;
    released = released_;
    closed = std::exchange(closed_operation_, nullptr);
  }
  // After the unlock release() on another thread may free the socket, so no member is used. If it
  // was released before, this thread frees it.
  if (released) delete this;
  if (closed != nullptr) owner.complete(*closed, {});
}

}  // namespace naru::detail
