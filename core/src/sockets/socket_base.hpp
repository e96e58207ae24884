// socket_base: the life of every socket, whatever the backend and the kind.
//
// open → closing (once; everything pending is cancelled) → quiet (the last completion function has
// returned) → freed, once its owner has released it too. The lock guards the native handle: no call
// on it overlaps with its closing, which would let the system give its number to another socket.
// (The closing itself may happen after the lock was given back: nothing uses the handle then.)
#pragma once

#include <naru/detail/socket.hpp>
#include <naru/detail/spin_lock.hpp>

#include <atomic>
#include <mutex>

#include "loop/loop_member.hpp"

namespace naru::detail {

class loop;

class socket_base : public loop_member {
 public:
  socket_base(const socket_base&) = delete;
  socket_base& operator=(const socket_base&) = delete;

  void detach(operation& op) noexcept final;
  void completed() noexcept final { drop_hold(); }

  submission close(close_mode mode, operation* closed) noexcept;
  /// The owner goes: closes, and frees the socket now or when it becomes quiet.
  void release() noexcept;

  void close_with_loop() noexcept final { close(close_mode::graceful, nullptr); }

 protected:
  explicit socket_base(loop& owner);
  /// Takes it off the list where a derived class's constructor has thrown: nothing else is
  /// destroyed before it is quiet.
  virtual ~socket_base();

  /// With the lock held, once: cancels what is pending, and closes the handle unless close_handle
  /// does that.
  virtual void begin_close(close_mode mode) noexcept = 0;
  /// Once, after begin_close and without the lock: closes a handle whose closing may take its time,
  /// as set_linger makes it. Nothing else uses the handle once the socket is closing.
  virtual void close_handle() noexcept {}
  /// With the lock held: `op` is about to complete and its place is free.
  virtual void forget(operation& op) noexcept = 0;

  /// With the lock held: `op` is pending on this socket from here on.
  void attach(operation& op, operation_kind kind = operation_kind::other);
  /// What keeps the socket from becoming quiet beside pending operations: a native request of the
  /// backend's own.
  void add_hold() noexcept { holds_.fetch_add(1, std::memory_order_relaxed); }
  void drop_hold() noexcept;
  /// With the lock held: what close does, before finish_closing. False where it was done before.
  bool begin_closing(close_mode mode) noexcept;

  [[nodiscard]] bool closing() const noexcept { return closing_.load(std::memory_order_relaxed); }

  loop& loop_;
  mutable spin_lock lock_;

 private:
  void finish_closing() noexcept;
  void become_quiet() noexcept;

  std::atomic<unsigned> holds_ = 1;  // pending operations, and one while open
  std::atomic<bool> closing_ = false;
  bool quiet_ = false;
  bool released_ = false;
  operation* closed_operation_ = nullptr;
};

}  // namespace naru::detail
