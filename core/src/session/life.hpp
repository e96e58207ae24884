// life: how far a session is between its beginning and its end, why it ends, since when it waits,
// and which rooms it is in.
//
// Every function needs the session's lock, unless it says otherwise.
#pragma once

#include <naru/endpoint.hpp>
#include <naru/proactor.hpp>
#include <naru/session/close_reason.hpp>
#include <naru/stream.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <system_error>

namespace naru::detail {

class room_members;
struct room_membership;

class life {
 public:
  /// A session goes from one phase to a later one, and never back.
  enum class phase : std::uint8_t {
    handshake,  // before on_connected
    open,
    flushing,  // what is queued is sent
    draining,  // all is sent, and the peer is to end too
    closing,   // the transport is closed, and what is pending is to complete
    closed,
  };

  explicit life(const endpoint& remote) noexcept : remote_(remote) {}

  /// Needs no lock.
  [[nodiscard]] phase now() const noexcept { return phase_; }
  void enter(phase next) noexcept;

  /// The session ends, and this is why; the first reason stays. `mode` is how the transport closes.
  void end_for(close_reason reason, close_mode mode, const std::error_code& error) noexcept;
  [[nodiscard]] close_mode mode() const noexcept { return mode_; }
  [[nodiscard]] close_reason reason() const noexcept { return reason_; }
  [[nodiscard]] const std::error_code& error() const noexcept { return error_; }

  /// Where the peer is: as the transport says, or the header of a proxy.
  [[nodiscard]] const endpoint& remote() const noexcept { return remote_; }
  void set_remote(const endpoint& remote) noexcept;

  /// The session counts for its address.
  void admit() noexcept { admitted_ = true; }
  [[nodiscard]] bool is_admitted() const noexcept { return admitted_; }
  /// Whether the session has been open: then on_connected is called, and so is on_closed.
  [[nodiscard]] bool was_open() const noexcept { return was_open_; }

  /// Something has happened after which limits of time begin anew. The next round says when.
  void touch() noexcept { touched_ = true; }
  /// A round at `now`. `works`: the session works for its peer, and does not wait for it.
  void stamp(proactor::time_point now, bool works) noexcept;
  /// Whether nothing has happened for so long.
  [[nodiscard]] bool has_waited(std::chrono::milliseconds limit,
                                proactor::time_point now) const noexcept;
  /// The limit of the close has passed. True if it had passed at an earlier call.
  [[nodiscard]] bool note_close_overdue() noexcept;

  /// Notes a membership; false, and nothing is noted, if the session is not open or has one of this
  /// room.
  [[nodiscard]] bool add_membership(room_membership& added) noexcept;
  /// The one of this room, no longer noted; null if there is none.
  [[nodiscard]] room_membership* remove_membership(const room_members& room) noexcept;
  [[nodiscard]] const room_membership* find_membership(const room_members& room) const noexcept;
  /// All of them, no longer noted.
  [[nodiscard]] room_membership* take_memberships() noexcept;

  /// Asserts what holds whenever nobody has the lock; true.
  [[nodiscard]] bool invariants() const noexcept;

 private:
  std::atomic<phase> phase_ = phase::handshake;
  close_reason reason_ = close_reason::closed_by_program;
  close_mode mode_ = close_mode::graceful;
  bool admitted_ = false;
  bool was_open_ = false;
  bool touched_ = true;  // something has happened after since_
  bool close_is_overdue_ = false;
  std::error_code error_;
  endpoint remote_;
  proactor::time_point since_;
  room_membership* memberships_ = nullptr;
};

}  // namespace naru::detail
