// socket_base: the life of every socket object, for all backends and all kinds of sockets.
//
// A socket is open, then closing (once; everything pending is cancelled), then quiet (the last
// completion function has returned). It is freed when it is quiet and its owner has released it. A
// hold is a count that keeps it from becoming quiet.
//
// The lock guards the native handle. No call on the handle overlaps with its closing, because the
// system could give its number to another socket then. close_handle may close the handle without
// the lock, because a closing socket does not use its handle any more.
#pragma once

#include <naru/detail/socket.hpp>
#include <naru/detail/spin_lock.hpp>

#include <atomic>
#include <cassert>
#include <mutex>

#include "loop/loop_member.hpp"
#include "loop/loop_operations.hpp"

namespace naru::detail {

class socket_base : public loop_member {
 public:
  socket_base(const socket_base&) = delete;
  socket_base& operator=(const socket_base&) = delete;

  void completed() noexcept final { drop_hold(); }

  submission close(close_mode mode, operation* closed) noexcept;
  /// Called when the owner drops the socket. It closes the socket, and frees it now or when it
  /// becomes quiet.
  void release() noexcept;

  void close_with_loop() noexcept final { close(close_mode::graceful, nullptr); }

 protected:
  /// `asks_for_detach`: see operation_owner.
  explicit socket_base(loop& owner, bool asks_for_detach = false);
  /// Removes the socket from the list of the loop if a derived class's constructor has thrown. In
  /// any other case the socket is quiet and not on the list any more.
  virtual ~socket_base();

  /// Needs the lock. Called once. Cancels what is pending, and closes the handle unless
  /// close_handle does that.
  virtual void begin_close(close_mode mode) noexcept = 0;
  /// Called once after begin_close, without the lock. Closes a handle whose closing may take some
  /// time, because of set_linger. A closing socket does not use its handle for anything else.
  virtual void close_handle() noexcept {}

  /// Needs the lock. From this call on, `op` is pending on this socket.
  void attach(operation& op, operation_kind kind = operation_kind::other) {
    assert(lock_.is_locked());
    assert(!closing() && "nothing starts on a socket that closes");
    add_hold();
    loop_.start(op, this, kind);
  }
  /// Adds a hold that is not for a pending operation, but for a native request of the backend's
  /// own.
  void add_hold() noexcept { holds_.fetch_add(1, std::memory_order_relaxed); }
  void drop_hold() noexcept;
  /// Needs the lock. It is the part of close before finish_closing. Returns false if the socket was
  /// closing already.
  bool begin_closing(close_mode mode) noexcept;

  [[nodiscard]] bool closing() const noexcept { return closing_.load(std::memory_order_relaxed); }

  loop& loop_;
  mutable spin_lock lock_;

 private:
  void finish_closing() noexcept;
  void become_quiet() noexcept;

  std::atomic<unsigned> holds_ = 1;  // pending operations, added holds, and one while open
  std::atomic<bool> closing_ = false;
  bool quiet_ = false;
  bool released_ = false;
  operation* closed_operation_ = nullptr;
};

}  // namespace naru::detail
