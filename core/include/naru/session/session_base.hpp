// session_base: what every session can do, whatever its framing. Programs derive from
// naru::session or naru::coroutine_session, of which this is the base.
//
// A session owns one connection, from its begin until nothing is pending on it any more. Its own
// functions, and what is posted into it, run one at a time, on whichever thread runs the proactor:
// on_connected first, and on_closed last, exactly once, with the reason. A session that ends before
// on_connected calls neither.
//
// Thread-safety: what is public, from any thread, by whoever holds a std::shared_ptr to it; also
// after its end.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/posted_function.hpp>
#include <naru/detail/reservation.hpp>
#include <naru/detail/segment.hpp>
#include <naru/detail/session_front.hpp>
#include <naru/endpoint.hpp>
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

class proactor;

namespace detail {

class session_core;

struct NARU_API release_session_core {
  void operator()(session_core* released) const noexcept;
};

/// What a session made of the bytes at hand.
struct taken_messages {
  std::size_t bytes = 0;
  std::size_t messages = 0;
  std::size_t next_size = 0;  // of the next frame in all, where that is known
  bool held = false;          // nothing more is to be taken before the session says so
  bool refused = false;
  close_reason reason = close_reason::message_malformed;
};

}  // namespace detail

class NARU_API session_base : public std::enable_shared_from_this<session_base> {
 public:
  session_base(const session_base&) = delete;
  session_base& operator=(const session_base&) = delete;
  virtual ~session_base() = default;

  /// Never used twice by one server or client. 0 before the session has begun.
  [[nodiscard]] std::uint64_t id() const noexcept;
  /// What it runs on. Before it has begun, in its constructor for instance, there is none: that
  /// ends the program, with a sentence.
  [[nodiscard]] proactor& owner() const noexcept;
  /// Where the peer is; where a proxy is required, what that says of it. Known also after the end.
  [[nodiscard]] endpoint remote_endpoint() const noexcept;
  /// This side of the connection; empty (0.0.0.0:0) after the end.
  [[nodiscard]] endpoint local_endpoint() const noexcept;

  /// From just before on_connected until the session closes, by whatever ends it.
  [[nodiscard]] bool is_open() const noexcept {
    const detail::session_front* const front = front_.load(std::memory_order_acquire);
    return front != nullptr && front->open.load(std::memory_order_acquire);
  }
  /// Ends it, for close_reason::closed_by_program, once what is queued has been sent and the peer
  /// has closed its side, or session_options::close_timeout has passed. Messages that come
  /// meanwhile are dropped, and nothing more can be sent.
  void close() noexcept;
  /// Ends it at once, for close_reason::aborted: what is queued is lost, the peer sees a reset.
  void abort() noexcept;

  /// Bytes that wait to be sent, those on their way included.
  [[nodiscard]] std::size_t queued_bytes() const noexcept;
  /// The error that ended the connection, from on_closed on; none where it was no error.
  [[nodiscard]] std::error_code close_error() const noexcept;

  /// Runs `function` as one of the session's own: never inside this call, nor while another of them
  /// runs; in the order of the calls. What it returned true for runs before on_closed; false once
  /// the connection is closed. An exception that leaves `function` is as one that leaves
  /// on_connected. Throws std::bad_alloc; nothing has changed then.
  template <std::invocable Function>
  bool post(Function function) {
    auto posted = std::make_unique<detail::posted<Function>>(std::move(function));
    if (!enqueue(*posted)) return false;
    static_cast<void>(posted.release());  // it may have run, and be gone
    return true;
  }

 protected:
  session_base() = default;

  // The session's own functions. An exception that leaves one of them ends the session, for
  // close_reason::handler_failed, and nothing else: what it said is told to
  // proactor_options::on_failure. session_options::exceptions_leave_run has another policy.

  /// The connection is there.
  virtual void on_connected() {}
  /// It is gone, and nothing of the session is under way. Called once, if on_connected was.
  virtual void on_closed(close_reason) {}
  /// With overflow_policy::call_back: the queue is full, a message was refused.
  virtual void on_send_queue_full() {}
  /// After that: half of the queue is empty again.
  virtual void on_send_queue_drained() {}

  // For the kinds of sessions.

  /// Queues a frame of `size` bytes, which `write` is called with room for, under the session's
  /// lock.
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

  /// Has `bytes`, which lie in what `holder` holds, sent.
  send_outcome send_shared(const detail::segment_pointer& holder, const_buffer bytes) const;

  /// Of its server or client: session_options::message_size_max.
  [[nodiscard]] std::size_t message_size_max() const noexcept {
    return front_.load(std::memory_order_acquire)->message_size_max;
  }

  bool enqueue(detail::posted_function& function) noexcept;

  // For sessions whose messages are taken one at a time, by somebody else who holds the turn
  // meanwhile: see on_held.

  /// In the session's own functions: at the end of the turn it goes to somebody else.
  void hold_turn() noexcept;
  /// By who holds the turn: what has come and was not taken yet, how much of it may be taken, and
  /// what was.
  [[nodiscard]] const_buffer unread() const noexcept;
  [[nodiscard]] std::size_t messages_left() const noexcept;
  void took(const detail::taken_messages& taken) noexcept;
  /// Ends the session because of an exception that left one of its functions. True if that is to
  /// leave proactor::run.
  [[nodiscard]] bool fail(const std::exception_ptr& thrown) noexcept;
  /// By who holds the turn: gives it back, and runs what waits for one. The session may be gone
  /// then.
  void give_back_turn();

 private:
  friend class detail::session_core;

  /// Takes whole messages from the front of `received`, as many as are wanted.
  virtual detail::taken_messages decode_received(const_buffer received,
                                                 std::size_t messages_max) = 0;
  /// The turn is held for somebody, who may give it back from here on.
  virtual void on_held() {}
  /// Nothing more is received or sent: the session closes, or ends. Any thread; more than once.
  virtual void on_ending() noexcept {}
  /// Whether somebody is to hold the next turn; `ending`: as is the session.
  [[nodiscard]] virtual bool wants_turn([[maybe_unused]] bool ending) const noexcept {
    return false;
  }
  /// Whether on_closed has to wait.
  [[nodiscard]] virtual bool still_works() const noexcept { return false; }

  /// Room for a frame of `size` bytes where the front has none. `lock` is the session's, held.
  [[nodiscard]] detail::reservation reserve(detail::session_lock lock, std::size_t size) const;

  /// Null before it has begun. Whoever found it may use the core.
  [[nodiscard]] detail::session_core* core() const noexcept {
    return front_.load(std::memory_order_acquire) != nullptr ? core_.get() : nullptr;
  }

  std::unique_ptr<detail::session_core, detail::release_session_core> core_;
  std::atomic<detail::session_front*> front_ = nullptr;  // the core's: it has begun
};

/// A pointer of its own type that keeps `session`, for what is to be done to it later. In its
/// functions, or by who has such a pointer.
template <std::derived_from<session_base> Session>
[[nodiscard]] std::shared_ptr<Session> share(Session& session) {
  return std::static_pointer_cast<Session>(session.shared_from_this());
}

}  // namespace naru
