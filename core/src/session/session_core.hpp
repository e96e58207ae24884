// session_core: the connection of one session. It knows what is pending, which thread has the turn,
// and how the session ends.
//
// A turn is the right to run the session's functions. Anything that happens to a session (bytes
// have come, a function was posted, the session has to end) is noted under its lock and handled in
// a turn. The thread that noted it begins a turn, or the thread that has the turn already handles
// it. So the session's functions run one at a time, and no thread waits for another. At the end of
// a turn the messages that were queued meanwhile are written, and the next receive starts.
//
// A session ends in this order: there is a reason → the transport is closed → nothing is pending →
// on_closed → the host forgets the session.
//
// The state lies in four parts under one lock: turn, receiver, sender and life. No part knows of
// the others; this class does what concerns several of them. A function that takes a session_lock
// by value gives the lock back. CONTRIBUTING.md explains turn, hold and round.
#pragma once

#include <naru/callback.hpp>
#include <naru/detail/reservation.hpp>
#include <naru/detail/session_front.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/proactor.hpp>
#include <naru/session/session_base.hpp>
#include <naru/session/session_state.hpp>

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "session/kept_code.hpp"
#include "session/life.hpp"
#include "session/limit_wheel.hpp"
#include "session/lock_order.hpp"
#include "session/overdue.hpp"
#include "session/receiver.hpp"
#include "session/sender.hpp"
#include "session/session_transport.hpp"
#include "session/turn.hpp"
#include "session/write_batch.hpp"

namespace naru::detail {

class session_host;
class session_timers;
class room_members;
struct room_membership;

class session_core {
 public:
  /// The text of failure::where for an exception of the session's own functions.
  static constexpr std::string_view own_function = "an exception left one of its functions";

  session_core(session_base& user, std::shared_ptr<session_host> host, std::uint64_t id,
               session_transport&& connection);
  ~session_core();
  session_core(const session_core&) = delete;
  session_core& operator=(const session_core&) = delete;

  /// Gives `user` its core. If that throws, the caller keeps the connection.
  static void make(session_base& user, std::shared_ptr<session_host> host, std::uint64_t id,
                   session_transport&& connection);
  /// The core of `user`, or null before the session has begun.
  [[nodiscard]] static session_core* of(const session_base& user) noexcept { return user.core(); }

  /// Runs the first turn. It connects the session, unless the session expects the header of a
  /// proxy. The caller is the one that made the session, and calls this once.
  void start();

  // Any thread may call these.

  [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
  [[nodiscard]] endpoint local() const noexcept { return transport_.local(); }
  [[nodiscard]] session_host& host() const noexcept { return *host_; }
  [[nodiscard]] endpoint remote() const noexcept;
  [[nodiscard]] std::error_code error() const noexcept;
  [[nodiscard]] close_code code() const noexcept;
  [[nodiscard]] std::size_t queued_bytes() noexcept;
  [[nodiscard]] session_state state(proactor::time_point now) noexcept;

  /// Closes the session when all queued messages are sent. `code` is the program's.
  void close(close_reason reason, kept_code code = {}) noexcept;
  /// Ends the session at once, because the program wants it.
  void abort(kept_code code) noexcept;
  /// Ends the session at once.
  void end(close_reason reason, close_mode mode, const std::error_code& error = {}) noexcept;
  /// Ends the session at once, for a caller that holds the lock. So the caller's decision and the
  /// end are in one critical section.
  void end(session_lock lock, close_reason reason, close_mode mode,
           const std::error_code& error = {}) noexcept;
  /// Keeps the session's functions from beginning, and waits for the one that runs on another
  /// thread.
  void mute() noexcept;
  /// Ends the session because of `thrown`. Returns true if the exception has to leave
  /// proactor::run, and otherwise reports it.
  [[nodiscard]] bool fail(const std::exception_ptr& thrown, std::string_view where) noexcept;
  /// A round looks at the time limits.
  void check_times(proactor::time_point now) noexcept;
  /// Plans the next look at the time limits, because they have changed.
  void look_at_limits_anew() noexcept;

  /// See session::pause_receiving.
  void set_paused(bool paused) noexcept;

  bool enqueue(posted_function& function) noexcept;
  /// Null once the connection is closed. Throws std::bad_alloc.
  [[nodiscard]] session_timers* timers();
  void on_brought_turn(posted_function& function);

  /// Finds memory for a frame of `size` bytes. `lock` must hold the session's lock.
  [[nodiscard]] reservation reserve(session_lock lock, std::size_t size);
  void send_reserved(session_lock lock);
  /// If a write has to be begun for the message, adds it to `writes`.
  send_outcome send_shared(const segment_pointer& holder, const_buffer bytes, write_batch& writes);
  void on_write_due(io_result result);
  void on_written(io_result result);
  void on_news_due();

  /// These lock and then call the functions of life with the same names.
  [[nodiscard]] bool add_membership(room_membership& added) noexcept;
  [[nodiscard]] room_membership* remove_membership(const room_members& room) noexcept;
  [[nodiscard]] bool is_in(const room_members& room) const noexcept;

  // These are for the thread that has the turn, and for the coroutine that holds it.

  void hold_turn() noexcept { turn_.request_hold(); }
  [[nodiscard]] const_buffer unread() const noexcept { return receiver_.unread(); }
  [[nodiscard]] std::size_t messages_left() const noexcept { return receiver_.messages_left(); }
  void holder_took(const taken_messages& taken) noexcept;
  void give_back_turn();

 private:
  using phase = life::phase;
  using step = turn::step;

  /// Guards the four parts.
  [[nodiscard]] spin_lock& own_lock() const noexcept { return sender_.front().lock; }
  [[nodiscard]] session_lock locked() const noexcept {
    assert(may_lock(lock_rank::session));  // invariant: session-locks-nest
    return session_lock(own_lock());
  }
  [[nodiscard]] static close_reason reason_of(const std::error_code& error) noexcept;
  [[nodiscard]] static close_reason reason_of(const std::exception_ptr& thrown) noexcept;
  /// How a connection is closed on which a receive or a send has failed.
  [[nodiscard]] static close_mode mode_after(const std::error_code& error) noexcept;

  // Turns. The functions up to invariants need the lock.
  [[nodiscard]] bool enter_turn() noexcept;
  [[nodiscard]] step next_step() noexcept;
  [[nodiscard]] bool wants_receive() const noexcept;
  [[nodiscard]] bool is_paused() const noexcept;
  [[nodiscard]] bool is_delayed() const noexcept;
  [[nodiscard]] bool may_finish() noexcept;
  void leave_turn(session_lock lock, step last);
  void restart_times() noexcept;
  [[nodiscard]] posted_function* bring_turn();
  [[nodiscard]] bool invariants() const noexcept;
  void run_turn(session_lock lock) { run_turn(std::move(lock), next_step()); }
  void run_turn(session_lock lock, step next);
  // These take the lock themselves.
  void take_step(step next, std::exception_ptr& failure);
  void perform(step next);
  void announce();
  void tell_of_queue();
  void run_function();
  void release_function(posted_function& function) noexcept;
  void drop_functions() noexcept;
  void stop_timers() noexcept;
  void finish(std::exception_ptr& failure);
  void end_last_turn() noexcept;
  void report(const std::exception_ptr& thrown, std::string_view where) const noexcept;
  void tell_of_failure(const std::exception_ptr& thrown) noexcept;
  void tell_of_end(close_reason reason) noexcept;
  void finish_if_due();
  void leave_rooms() noexcept;

  // Receiving. All but the first two run in a turn.
  void on_received(io_result result);
  void on_error_while_held(session_lock lock, const std::error_code& error);
  void look_at_arrival();
  void look_at_error(const std::error_code& error);
  void look_at_end(const std::error_code& error);
  [[nodiscard]] overdue take_cause(const std::error_code& error) noexcept;
  void on_peer_finished();
  void read();
  void wait_with_unread() noexcept;
  void read_proxy_header();
  void make_room();
  void note_over_rate() noexcept;
  void delay() noexcept;
  [[nodiscard]] bool end_delay_if_over() noexcept;
  void end_pause() noexcept;
  void note(const taken_messages& taken) noexcept;
  void note_first_message() noexcept;

  // Sending.
  [[nodiscard]] send_outcome admit(std::size_t size) noexcept;
  send_outcome refuse(session_lock lock, send_outcome outcome);
  send_outcome end_without_memory(session_lock lock, close_reason missing) noexcept;
  void bring_news(session_lock lock);
  [[nodiscard]] outbox* schedule_write() noexcept;
  void start_write(session_lock lock);
  void write(std::span<const const_buffer> gathered);
  void on_write_failed(session_lock lock, const std::error_code& error);

  // Ending.
  void enter(phase next) noexcept;
  [[nodiscard]] bool enter_closing(close_reason reason, close_mode mode,
                                   const std::error_code& error) noexcept;
  void close_transport(close_mode mode) noexcept;  // call this without the lock
  void close_after_flush(session_lock lock, close_reason reason,
                         const std::error_code& error = {}) noexcept;
  void flushed(session_lock lock) noexcept;

  // Limits of time. These need the lock.
  [[nodiscard]] proactor::time_point next_deadline(proactor::time_point now) const noexcept;
  [[nodiscard]] proactor::time_point next_deadline_of_peer(proactor::time_point now) const noexcept;
  void look_again_at(proactor::time_point deadline) noexcept;
  void move_deadline() noexcept;
  [[nodiscard]] overdue find_overdue(proactor::time_point now) noexcept;
  [[nodiscard]] overdue find_overdue_peer(proactor::time_point now) const noexcept;
  [[nodiscard]] operation* operation_to_cancel(overdue what) noexcept;
  void end_overdue(session_lock lock, overdue what) noexcept;

  session_base& user_;
  const std::shared_ptr<session_host> host_;
  const std::uint64_t id_;
  const proactor::time_point began_;  // set only if there is an observer
  sender sender_;
  receiver receiver_;
  turn turn_;
  life life_;
  proactor::time_point deadline_;           // at which the limits are looked at
  limited_session limits_{user_};           // guarded by the lock of the host's wheel
  std::unique_ptr<session_timers> timers_;  // set once, under the lock
  session_transport transport_;
  member_callback received_ = naru::bind<&session_core::on_received>(this);
};

}  // namespace naru::detail
