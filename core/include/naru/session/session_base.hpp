// session_base: the functions that every session has, whatever its framing. It is the base of
// naru::session and naru::coroutine_session, from which programs derive.
//
// A session owns one connection, from the time that it begins until nothing is pending on the
// connection. The session's own functions, and the functions that are posted into it, run one at a
// time, on any thread that runs the proactor. on_connected is the first and on_closed is the last.
// on_closed is called exactly once, with the reason. A session that ends before on_connected calls
// neither of them.
//
// A turn is the right to run these functions, for one thread at a time. CONTRIBUTING.md explains
// turn and hold.
//
// Thread-safety: any thread that has a std::shared_ptr to the session may call the public
// functions, also after the session's end.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/once_function.hpp>
#include <naru/detail/posted_function.hpp>
#include <naru/detail/recurring.hpp>
#include <naru/detail/reservation.hpp>
#include <naru/detail/segment.hpp>
#include <naru/detail/session_front.hpp>
#include <naru/endpoint.hpp>
#include <naru/proactor.hpp>
#include <naru/session/close_code.hpp>
#include <naru/session/close_reason.hpp>
#include <naru/session/send_outcome.hpp>

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <type_traits>
#include <utility>

namespace naru {

namespace detail {

class session_core;

struct NARU_API release_session_core {
  void operator()(session_core* released) const noexcept;
};

/// The messages that a session took from the bytes at hand.
struct taken_messages {
  std::size_t bytes = 0;
  std::size_t messages = 0;
  std::size_t next_size = 0;  // size of the next frame in all; 0 if it is not known
  std::size_t discarded = 0;  // messages that were dropped, because they were too many
  bool held = false;          // the session wants its turn held, and no message is taken until then
  bool left = false;          // the session was paused, and may have left whole messages
  bool over_rate = false;     // the next message is one too many
  bool refused = false;
  close_reason reason = close_reason::message_malformed;
};

}  // namespace detail

class NARU_API session_base : public std::enable_shared_from_this<session_base> {
 public:
  session_base(const session_base&) = delete;
  session_base& operator=(const session_base&) = delete;
  virtual ~session_base() = default;

  /// Two sessions of one server or client never have the same id. It is 0 before the session has
  /// begun.
  [[nodiscard]] std::uint64_t id() const noexcept;
  /// The proactor on which the session runs. A session that has not begun has none, for instance in
  /// its constructor: then this call ends the program with a sentence.
  [[nodiscard]] proactor& owner() const noexcept;
  /// The address of the peer. If a proxy header is required, it is the address in that header. It
  /// is also known after the end.
  [[nodiscard]] endpoint remote_endpoint() const noexcept;
  /// The local address of the connection. It is empty (0.0.0.0:0) after the end.
  [[nodiscard]] endpoint local_endpoint() const noexcept;

  /// True from just before on_connected until the session begins to close, for any reason.
  [[nodiscard]] bool is_open() const noexcept {
    const detail::session_front* const front = front_.load(std::memory_order_acquire);
    return front != nullptr && front->open.load(std::memory_order_acquire);
  }
  /// Closes the session for close_reason::closed_by_program. First it sends all queued messages,
  /// and then waits until the peer closes its side or session_options::close_timeout has passed.
  /// Messages that come meanwhile are dropped, and no more messages can be sent.
  void close() noexcept;
  /// Works like the above, and keeps `code`, unless the session has begun to close before.
  void close(const naru::close_code& code) noexcept;
  /// Ends the session at once, for close_reason::aborted. Queued messages are lost, and the peer
  /// sees a reset.
  void abort() noexcept;
  /// Works like the above, and keeps `code`, unless the session has begun to close before.
  void abort(const naru::close_code& code) noexcept;

  /// The number of bytes that wait to be sent or are being sent.
  [[nodiscard]] std::size_t queued_bytes() const noexcept;
  /// The error that ended the connection. It is known from on_closed on, and empty if no error
  /// ended it.
  [[nodiscard]] std::error_code close_error() const noexcept;
  /// The code with which the program closed or aborted the session. Its number is 0 and its text
  /// is empty if there was none, or if the session began to close for another reason. It is known
  /// from that call on, and its text stays valid as long as the session. If there was no memory for
  /// the text, only the number is there.
  [[nodiscard]] naru::close_code close_code() const noexcept;

  /// Runs `function` as one of the session's own functions. It never runs inside this call, nor
  /// while another of them runs. Posted functions run in the order of the calls. If this returns
  /// true, `function` runs before on_closed, unless the session ends before on_connected, or its
  /// server or client is destroyed first. Returns false once the connection is closed. An exception
  /// that leaves `function` has the same effect as one that leaves on_connected. Throws
  /// std::bad_alloc, and then nothing has changed.
  template <std::invocable Function>
  bool post(Function function) {
    auto posted = std::make_unique<detail::posted<Function>>(std::move(function));
    if (!enqueue(*posted)) return false;
    static_cast<void>(posted.release());  // it may have run already, and be freed
    return true;
  }
  /// Posts `function` when `time` has passed, if the session has not ended by then: the session's
  /// end also ends its timers. A negative time counts as none. A function of at most six pointers
  /// takes nothing from the heap in the steady state. Returns false before the session has begun
  /// and once its connection is closed. Throws std::bad_alloc, and then nothing has changed.
  template <std::invocable Function>
  bool after(proactor::duration time, Function function) {
    return start_after(time, detail::once_function(std::move(function)));
  }
  /// Posts `function` every `period`, until the session ends. The function may take a naru::tick:
  /// see naru::every, whose beats these are. Returns and throws like `after`; also throws
  /// std::invalid_argument if `period` is not positive.
  template <detail::tick_function Function>
  bool every(proactor::duration period, Function function) {
    return start_every(period, detail::make_recurring(std::move(function)));
  }

 protected:
  session_base() = default;

  // The session's own functions. An exception that leaves one of them ends this session and no
  // other, for close_reason::handler_failed. The exception is reported to
  // proactor_options::on_failure. The option session_options::exceptions_leave_run chooses another
  // policy.

  /// The connection is there, and the session may send.
  virtual void on_connected() {}
  /// The connection is closed, and nothing of the session is pending. Called once, if on_connected
  /// was called.
  virtual void on_closed(close_reason) {}
  /// Called with overflow_policy::call_back, when the queue is full and a message was refused.
  virtual void on_send_queue_full() {}
  /// Called after on_send_queue_full, when half of the queue is empty again.
  virtual void on_send_queue_drained() {}

  // The functions below are for session and coroutine_session.

  /// Queues a frame of `size` bytes. It calls `write` with the memory for the frame, under the
  /// session's lock.
  template <class Write>
    requires std::is_nothrow_invocable_v<Write, mutable_buffer>
  send_outcome queue_frame(std::size_t size, Write write) const {
    detail::session_front* const front = front_.load(std::memory_order_acquire);
    if (front == nullptr) return send_outcome::closed;
    detail::session_lock lock(front->lock);
    if (front->has_room(size)) {
      write(front->take(size));
      return send_outcome::queued;
    }
    const detail::reservation reserved = reserve(std::move(lock), size);
    if (reserved.outcome() == send_outcome::queued) write(reserved.room());
    return reserved.outcome();
  }

  /// Queues `bytes`, which lie in the segment of `holder`. Many bytes are not copied.
  send_outcome send_shared(const detail::segment_pointer& holder, const_buffer bytes) const;

  /// The option session_options::message_size_max of the session's server or client.
  [[nodiscard]] std::size_t message_size_max() const noexcept {
    return front_.load(std::memory_order_acquire)->message_size_max;
  }

  /// The option session_options::on_rate_exceeded is rate_policy::drop.
  [[nodiscard]] bool drops_over_rate() const noexcept {
    return front_.load(std::memory_order_acquire)->drops_over_rate;
  }
  /// See session::pause_receiving.
  void set_paused(bool paused) noexcept;
  [[nodiscard]] bool is_paused() const noexcept {
    return front_.load(std::memory_order_acquire)->paused.load(std::memory_order_relaxed);
  }

  bool enqueue(detail::posted_function& function) noexcept;
  bool start_after(proactor::duration time, detail::once_function function);
  bool start_every(proactor::duration period, std::unique_ptr<detail::recurring> function);

  // The functions below are for a session that takes its messages one at a time, from a coroutine.
  // The coroutine holds the turn meanwhile: see on_held.

  /// Call this in one of the session's own functions. At the end of the turn the coroutine gets the
  /// turn and holds it.
  void hold_turn() noexcept;
  /// These three are for the holder of the turn. They give the bytes that have come and are not
  /// taken yet, and the number of messages that may be taken; took notes the messages that the
  /// holder took.
  [[nodiscard]] const_buffer unread() const noexcept;
  [[nodiscard]] std::size_t messages_left() const noexcept;
  void took(const detail::taken_messages& taken) noexcept;
  /// Ends the session because an exception left one of its functions. Returns true if the caller
  /// has to let the exception leave proactor::run.
  [[nodiscard]] bool fail(const std::exception_ptr& thrown) noexcept;
  /// The holder of the turn gives the turn back. Then this call runs the functions that wait for a
  /// turn. The session may be gone when it returns.
  void give_back_turn();

 private:
  friend class detail::session_core;

  /// Takes whole messages from the front of `received`: at most `messages_max`, and fewer if the
  /// session wants fewer.
  virtual detail::taken_messages decode_received(const_buffer received,
                                                 std::size_t messages_max) = 0;
  /// The turn is held for the coroutine now. From this call on, the coroutine may give it back.
  virtual void on_held() {}
  /// The session begins to close: it takes and queues no more messages. Any thread may call this,
  /// and more than once.
  virtual void on_ending() noexcept {}
  /// Returns whether the coroutine wants to hold the next turn. `ending` tells whether the session
  /// closes.
  [[nodiscard]] virtual bool wants_turn([[maybe_unused]] bool ending) const noexcept {
    return false;
  }
  /// Whole messages wait, and no completion will bring a turn in which they are taken. Called with
  /// no lock held.
  virtual void ask_for_turn() noexcept {}
  /// Returns whether on_closed has to wait for the coroutine.
  [[nodiscard]] virtual bool still_works() const noexcept { return false; }

  /// Finds memory for a frame of `size` bytes when the front has none. `lock` must hold the
  /// session's lock.
  [[nodiscard]] detail::reservation reserve(detail::session_lock lock, std::size_t size) const;

  /// The core of this session, or null before the session has begun. A core that is not null stays
  /// as long as the session.
  [[nodiscard]] detail::session_core* core() const noexcept {
    return front_.load(std::memory_order_acquire) != nullptr ? core_.get() : nullptr;
  }

  std::unique_ptr<detail::session_core, detail::release_session_core> core_;
  std::atomic<detail::session_front*> front_ = nullptr;  // of the core; null without a core
};

/// Returns a pointer of the type of `session` that keeps the session alive, for work that comes
/// later. Call this in one of the session's own functions, or while another such pointer exists.
template <std::derived_from<session_base> Session>
[[nodiscard]] std::shared_ptr<Session> share(Session& session) {
  return std::static_pointer_cast<Session>(session.shared_from_this());
}

}  // namespace naru
