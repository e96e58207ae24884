// life: the phase of a session, its close reason, the time since which it waits for its peer, and
// its rooms. CONTRIBUTING.md explains the words turn and round.
//
// Call every function with the session's lock held, unless its comment says otherwise. Once the
// phase is closed, the last turn reads without the lock.
#pragma once

#include <naru/close_mode.hpp>
#include <naru/endpoint.hpp>
#include <naru/proactor.hpp>
#include <naru/session/close_reason.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <system_error>

#include "session/kept_code.hpp"

namespace naru::detail {

class room_members;
struct room_membership;

class life {
 public:
  /// A session goes from one phase to a later one, and never back.
  enum class phase : std::uint8_t {
    handshake,  // before on_connected; only the header of a proxy may be waited for
    open,
    flushing,  // the queue is being sent
    draining,  // everything has been sent, and the session waits until the peer ends too
    closing,   // the transport is closed, and pending operations complete
    closed,
  };

  explicit life(const endpoint& remote) noexcept : remote_(remote) {}

  /// Needs no lock.
  [[nodiscard]] phase now() const noexcept { return phase_; }
  void enter(phase next) noexcept;

  /// Notes that the session ends for `reason`, and that the transport closes by `mode`. A second
  /// call changes only the mode: the first reason and its error stay.
  void end_for(close_reason reason, close_mode mode, const std::error_code& error) noexcept;
  /// Keeps the program's code for the end. Call this just before end_for, while the session is not
  /// closing.
  void note_code(kept_code&& code) noexcept;
  [[nodiscard]] const kept_code& code() const noexcept { return code_; }
  [[nodiscard]] close_mode mode() const noexcept { return mode_; }
  [[nodiscard]] close_reason reason() const noexcept { return reason_; }
  [[nodiscard]] const std::error_code& error() const noexcept { return error_; }

  /// The peer's address, from the transport or from the header of a proxy.
  [[nodiscard]] const endpoint& remote() const noexcept { return remote_; }
  /// Call this only before admit.
  void set_remote(const endpoint& remote) noexcept;

  /// Notes that the session may be there, and whether it is counted for its address: see
  /// address_limit.
  void admit(bool counted) noexcept {
    admitted_ = true;
    counted_ = counted;
  }
  [[nodiscard]] bool is_counted() const noexcept { return counted_; }
  /// Whether the session has been open. Only such a session gets on_connected and on_closed.
  [[nodiscard]] bool was_open() const noexcept { return was_open_; }

  /// Makes the time limits begin anew, at the time `when`.
  void touch(proactor::time_point when) noexcept { since_ = when; }
  [[nodiscard]] proactor::time_point since() const noexcept { return since_; }
  /// Whether the session has waited for `limit`. A limit of zero never passes.
  [[nodiscard]] bool has_waited(std::chrono::milliseconds limit,
                                proactor::time_point now) const noexcept;
  /// Notes that close_timeout has passed. Returns whether an earlier call noted that.
  [[nodiscard]] bool note_close_overdue() noexcept;

  /// Adds `added`. Returns false and changes nothing if the session is not open or is in that room
  /// already.
  [[nodiscard]] bool add_membership(room_membership& added) noexcept;
  /// Removes and returns the membership of `room`; null if there is none.
  [[nodiscard]] room_membership* remove_membership(const room_members& room) noexcept;
  [[nodiscard]] const room_membership* find_membership(const room_members& room) const noexcept;
  /// Removes all memberships and returns the first of them, which are linked by `next`.
  [[nodiscard]] room_membership* take_memberships() noexcept;

  /// Asserts what holds whenever the lock is free. Always returns true.
  [[nodiscard]] bool invariants() const noexcept;

 private:
  std::atomic<phase> phase_ = phase::handshake;
  close_reason reason_ = close_reason::closed_by_program;
  close_mode mode_ = close_mode::graceful;
  bool admitted_ = false;
  bool counted_ = false;
  bool was_open_ = false;
  bool close_is_overdue_ = false;
  std::error_code error_;
  kept_code code_;
  endpoint remote_;
  proactor::time_point since_;  // since then the session waits for its peer
  room_membership* memberships_ = nullptr;
};

}  // namespace naru::detail
