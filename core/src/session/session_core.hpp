// session_core: one session's connection: what is pending on it, whose turn it is, how it ends.
//
// Whatever happens to a session (something has arrived, a function was posted, it is to end) is
// noted under its lock and handled in a turn: by the thread that noted it, or by the one whose turn
// it is already. So its functions run one at a time, and no thread waits for another. At the end of
// a turn what was queued meanwhile is written, and the next receive starts.
//
// Its end: a reason → the stream is closed → nothing is pending → on_closed → the host forgets it.
#pragma once

#include <naru/callback.hpp>
#include <naru/detail/session_front.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/proactor.hpp>
#include <naru/session/session_base.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <thread>

#include "session/inbox.hpp"
#include "session/outbox.hpp"
#include "session/rate_limit.hpp"
#include "session/transport.hpp"

namespace naru::detail {

class session_host;
class room_members;
struct room_membership;

class session_core {
 public:
  /// What failed, for failure::where.
  static constexpr std::string_view own_function = "an exception left one of its functions";

  session_core(session_base& user, std::shared_ptr<session_host> host, std::uint64_t id,
               transport&& connection);
  ~session_core();
  session_core(const session_core&) = delete;
  session_core& operator=(const session_core&) = delete;

  /// Gives `user` its core. The connection stays where it is if that throws.
  static void make(session_base& user, std::shared_ptr<session_host> host, std::uint64_t id,
                   transport&& connection);
  /// Null before the session has begun.
  [[nodiscard]] static session_core* of(const session_base& user) noexcept { return user.core(); }

  /// The first turn, in which a session without a proxy's header is connected. Once, by who made
  /// it.
  void start();

  // Any thread.

  [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
  [[nodiscard]] endpoint local() const noexcept { return transport_.local(); }
  [[nodiscard]] session_host& host() const noexcept { return *host_; }
  [[nodiscard]] endpoint remote() const noexcept;
  [[nodiscard]] std::error_code error() const noexcept;
  [[nodiscard]] std::size_t queued_bytes() noexcept;

  /// After what is queued has been sent.
  void close(close_reason reason) noexcept;
  /// At once.
  void end(close_reason reason, close_mode mode, const std::error_code& error = {}) noexcept;
  /// The same for who holds the lock because it has just decided that: nothing comes between. Gives
  /// the lock back.
  void end(std::unique_lock<spin_lock>& lock, close_reason reason, close_mode mode,
           const std::error_code& error = {}) noexcept;
  /// No more of the session's functions begin; waits for the one that runs on another thread.
  void mute() noexcept;
  /// Ends it because of `thrown`, and reports that unless it is to leave proactor::run: then true.
  [[nodiscard]] bool fail(const std::exception_ptr& thrown, std::string_view where) noexcept;
  void check_times(proactor::time_point now) noexcept;

  bool enqueue(posted_function& function) noexcept;
  void on_brought_turn(posted_function& function);

  /// Room for a frame of `size` bytes. `lock` is the session's, held.
  [[nodiscard]] reservation reserve(session_lock lock, std::size_t size);
  void send_reserved(session_lock lock);
  send_outcome send_shared(const segment_pointer& holder, const_buffer bytes);
  void on_write_due(io_result result);
  void on_written(io_result result);
  void on_news_due();

  /// Notes a membership; false, and nothing is noted, where the session is not open or has one of
  /// this room.
  [[nodiscard]] bool add_membership(room_membership& added) noexcept;
  /// The one of this room, no longer noted; null where there is none.
  [[nodiscard]] room_membership* remove_membership(const room_members& room) noexcept;
  [[nodiscard]] bool is_in(const room_members& room) const noexcept;

  // By who has the turn, or holds it.

  void hold_turn() noexcept { hold_ = true; }
  [[nodiscard]] const_buffer unread() const noexcept { return inbox_.unread(); }
  [[nodiscard]] std::size_t messages_left() const noexcept;
  void holder_took(const taken_messages& taken) noexcept;
  void give_back_turn();

 private:
  enum class phase : std::uint8_t {
    handshake,  // before on_connected
    open,
    flushing,  // sends what is queued
    draining,  // has sent it all, waits for the peer's end
    closing,   // the stream is closed, waits for what is pending
    closed,
  };
  enum class step : std::uint8_t {
    arrival,
    announcement,
    reading,
    queue_news,
    function,
    room,
    finish,
    hold,   // the turn goes to somebody else
    leave,  // there is nothing more to do
  };
  /// What has taken too long, or (for buffer) long enough.
  enum class overdue : std::uint8_t { nothing, write, handshake, message, traffic, close, buffer };
  /// Of the message that has come in part. By who has the turn, but for begun → timed.
  enum class arrival : std::uint8_t {
    none,
    begun,  // message_since_ is not set yet
    timed,
  };
  using lock_guard = std::lock_guard<spin_lock>;
  using unique_lock = std::unique_lock<spin_lock>;

  [[nodiscard]] static close_reason reason_of(const std::error_code& error) noexcept;
  [[nodiscard]] static close_reason reason_of(const std::exception_ptr& thrown) noexcept;
  [[nodiscard]] bool expects_proxy() const noexcept;
  [[nodiscard]] std::size_t usual_size() const noexcept;
  [[nodiscard]] std::size_t unread_max() const noexcept;

  [[nodiscard]] const room_membership* find_membership(const room_members& room) const noexcept;

  // The turn. With the lock held…
  [[nodiscard]] bool enter_turn() noexcept;
  [[nodiscard]] step next_step() noexcept;
  [[nodiscard]] bool function_is_due() const noexcept;
  [[nodiscard]] bool wants_receive() const noexcept;
  [[nodiscard]] bool may_finish() noexcept;
  void leave_turn(unique_lock& lock, step last);
  [[nodiscard]] posted_function* bring_turn();
  // …and without.
  void run_turn();
  [[nodiscard]] bool take_step(std::exception_ptr& failure);
  void perform(step next);
  void announce();
  void tell_of_queue();
  void run_function();
  void release_function(posted_function& function) noexcept;
  void drop_functions() noexcept;
  void finish(std::exception_ptr& failure);
  void end_last_turn() noexcept;
  void report(const std::exception_ptr& thrown, std::string_view where) const noexcept;
  void finish_if_due();
  void leave_rooms() noexcept;

  // Receiving, in a turn but for the first.
  void on_received(io_result result);
  void on_error_while_held(unique_lock& lock, const std::error_code& error);
  void look_at_arrival();
  void look_at_error(const std::error_code& error);
  void look_at_end(const std::error_code& error);
  [[nodiscard]] overdue take_cause(const std::error_code& error) noexcept;
  void on_peer_finished();
  void read();
  void read_proxy_header();
  void make_room();
  void time_message(bool begins_anew) noexcept;
  void greet() noexcept;
  void note(const taken_messages& taken) noexcept;

  void write(std::span<const const_buffer> gathered);

  // Sending, with the lock held; some give it back.
  template <class Append>
  [[nodiscard]] std::optional<close_reason> append_to_outbox(Append append) noexcept;
  [[nodiscard]] send_outcome admit(std::size_t size) const noexcept;
  send_outcome refuse(unique_lock& lock, send_outcome outcome);
  send_outcome end_without_memory(unique_lock& lock, close_reason missing) noexcept;
  void queue_changed() noexcept;
  void bring_news(unique_lock& lock);
  void start_later(unique_lock& lock);
  void start_write(unique_lock& lock);
  [[nodiscard]] std::span<const const_buffer> gather_write() noexcept;
  void on_write_failed(unique_lock& lock, std::error_code error);
  void drop_outbox() noexcept;
  [[nodiscard]] bool has_sent_all() noexcept;
  [[nodiscard]] bool has_something_to_write() noexcept;
  void enter(phase next) noexcept;
  [[nodiscard]] bool enter_closing(close_reason reason, const std::error_code& error) noexcept;
  void close_transport(close_mode mode) noexcept;  // without it
  void count_front() noexcept;
  void widen_front() noexcept;
  void close_after_flush(unique_lock& lock, close_reason reason) noexcept;
  void flushed(unique_lock& lock) noexcept;

  // Times, with the lock held.
  void stamp(proactor::time_point now) noexcept;
  [[nodiscard]] overdue find_overdue(proactor::time_point now) noexcept;
  [[nodiscard]] overdue find_overdue_peer(proactor::time_point now) noexcept;
  void end_overdue(unique_lock& lock, overdue what) noexcept;  // gives it back

  session_base& user_;
  const std::shared_ptr<session_host> host_;
  const std::uint64_t id_;
  transport transport_;
  member_callback received_ = naru::bind<&session_core::on_received>(this);

  // By who has the turn.
  inbox inbox_;
  std::size_t next_size_ = 0;  // of the frame on its way, where that is known
  rate_limit rate_;
  unsigned functions_left_ = 0;  // for this turn
  bool hold_ = false;            // the turn is to go to somebody else
  bool unread_due_ = false;      // there are bytes that nobody has looked at
  bool announced_ = false;       // on_connected was called
  bool without_buffer_ = false;  // the next receive only waits

  session_front front_;
  spin_lock& lock_ = front_.lock;                // guards the rest
  std::atomic<phase> phase_ = phase::handshake;  // read without it
  close_reason reason_ = close_reason::closed_by_program;
  bool in_turn_ = false;
  bool held_ = false;                // by somebody else
  std::atomic<bool> muted_ = false;  // read without it
  bool receiving_ = false;           // the receive is pending, or its error is being handled
  bool arrived_ = false;             // it has completed, and nobody has looked
  bool peer_finished_ = false;
  bool greeted_ = false;         // a whole message has come
  bool restamp_ = true;          // something happened after since_
  bool turn_is_coming_ = false;  // with a posted function
  bool admitted_ = false;        // counts for its address
  bool turn_is_seen_ = false;    // by a round
  bool close_is_overdue_ = false;
  bool overflowed_ = false;  // a message was refused, and the queue is not half empty yet
  bool told_full_ = false;   // the last of the calls was on_send_queue_full
  std::uint8_t untold_ = 0;  // how many calls are due, in turns: full, drained, full …
  overdue cancelled_for_ = overdue::nothing;  // why the pending receive was cancelled
  std::thread::id runner_;                    // whose turn it is
  std::error_code error_;
  endpoint remote_;
  posted_function* first_function_ = nullptr;
  posted_function* last_function_ = nullptr;
  room_membership* memberships_ = nullptr;
  outbox* outbox_ = nullptr;  // once something was sent, until the session is idle
  proactor::time_point since_;
  std::atomic<arrival> message_ = arrival::none;
  proactor::time_point message_since_;
};

}  // namespace naru::detail
