// reservation: the right to write one frame into a session's queue. It carries the session's lock
// from the call that found room to the end of the write.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/session/send_outcome.hpp>

#include <mutex>
#include <utility>

namespace naru::detail {

class session_core;

/// The lock of a session, passed from one function to the next. A function that takes it by value
/// gives it back.
using session_lock = std::unique_lock<spin_lock>;

class NARU_API reservation {
 public:
  /// Tells that there is no room, for the reason `outcome`. The lock was given back before.
  explicit reservation(send_outcome outcome) noexcept : outcome_(outcome) {}
  /// The frame in `room` is queued already. The lock keeps it from being sent until the caller has
  /// written it.
  reservation(session_core& session, session_lock lock, mutable_buffer room) noexcept
      : session_(&session), lock_(std::move(lock)), room_(room) {}
  /// Makes sure that the frame will be sent, and gives the lock back.
  ~reservation();
  reservation(const reservation&) = delete;
  reservation& operator=(const reservation&) = delete;

  [[nodiscard]] send_outcome outcome() const noexcept { return outcome_; }
  /// The memory for the frame, of exactly the size that was asked for. Valid only if the outcome is
  /// send_outcome::queued.
  [[nodiscard]] mutable_buffer room() const noexcept { return room_; }

 private:
  session_core* session_ = nullptr;
  session_lock lock_;
  mutable_buffer room_;
  send_outcome outcome_ = send_outcome::queued;
};

}  // namespace naru::detail
