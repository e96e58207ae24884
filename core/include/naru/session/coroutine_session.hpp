// coroutine_session: a session whose conversation is one function.
//
//     class guest : public naru::coroutine_session<naru::delimited<>> {
//       naru::task<> serve() override {
//         send("your name?");
//         const auto name = co_await receive();
//         if (!name) co_return;
//         …
//         while (auto message = co_await receive()) send(*message);
//       }
//     };
//
// serve begins when the connection is there. When it returns, the session closes as by close().
// When the session ends first, receive gives nothing, and whatever else serve awaits ends with
// std::errc::operation_canceled; on_closed follows once serve has returned. From one receive to the
// next serve has the session to itself: what is posted into it waits.
//
// Not for: sessions that answer each message by itself; session does that without a coroutine's
// frame, and for less.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/callback.hpp>
#include <naru/detail/framed_session.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/detail/start_task.hpp>
#include <naru/detail/stop_node.hpp>
#include <naru/proactor.hpp>
#include <naru/task.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

namespace naru {

template <framing Framing>
class coroutine_session : public detail::framed_session<Framing>, private detail::frame_owner {
 public:
  using typename detail::framed_session<Framing>::message_type;

 protected:
  /// The conversation. An exception that leaves it ends the session: see
  /// session_options::exceptions_leave_run.
  virtual task<> serve() = 0;

  /// co_await gives the next message, good until the next receive. Nothing once the session ends,
  /// and nothing after a stop or a limit (with_timeout) that came first: then the session is open,
  /// and the message is for the next receive. One at a time: a second throws std::logic_error from
  /// its co_await.
  auto receive() { return detail::awaitable_operation<receive_action>(receive_action{this}); }

 private:
  struct receive_action {
    submission start(operation& op) {
      if (session->awaited_.exchange(true)) {
        throw std::logic_error("a session was asked to receive while another receive() waited");
      }
      started = true;
      try {
        return session->start_receive(op);
      } catch (...) {  // the framing threw: nothing waits, and the next receive may go better
        session->awaited_ = false;
        throw;
      }
    }
    void cancel(operation& op) noexcept { session->cancel_receive(op); }
    [[nodiscard]] std::optional<message_type> finish(const io_result&) noexcept {
      if (!started) return std::nullopt;  // a stop came first
      std::optional<message_type> message = std::exchange(session->message_, std::nullopt);
      session->awaited_ = false;
      return message;
    }

    coroutine_session* session;
    bool started = false;
  };

  /// Brings a turn, in which wants_turn is asked. One that has not run yet serves all who ask. It
  /// is under way only until it runs, because the turn asks wants_turn after that: who asks later
  /// must bring another turn. It may then still be on its way as an operation, which does no harm.
  struct nudge final : detail::posted_function {
    void run() override { under_way = false; }
    void dispose() noexcept override {}

    std::atomic<bool> under_way = false;
  };

  // serve holds the session's turn whenever it is not waiting in receive.

  void on_connected() final {
    serving_ = true;
    this->hold_turn();
  }

  void on_held() final {
    if (!std::exchange(begun_, true)) return begin_serving();
    operation* waiting = nullptr;
    {
      const std::lock_guard lock(waiting_lock_);
      waiting = std::exchange(waiting_, nullptr);
    }
    this->owner().complete(*waiting, {});
  }

  void begin_serving() {
    try {
      detail::start_task<void>(serve(), {&this->owner(), &stop_, nullptr}, *this, nullptr, nullptr);
    } catch (...) {  // there is no memory for the frame
      child_failed(std::current_exception());
      child_ended();
    }
  }

  submission start_receive(operation& op) {
    this->took(take_one(this->unread(), this->messages_left()));
    if (message_ || !this->is_open()) return this->owner().finish(op, {});
    {
      const std::lock_guard lock(waiting_lock_);
      cancelled_ = false;
      waiting_ = &op;
    }
    this->owner().begin(op);
    this->owner().post(turn_);
    return submission::pending;
  }

  // The turn is given back by the loop: what it runs may throw.
  void on_turn(io_result) {
    const std::exception_ptr thrown = std::exchange(failure_, nullptr);
    const bool leaves_run = thrown && this->fail(thrown);
    if (!thrown && !serving_) this->close();
    this->give_back_turn();  // the session may be gone
    if (leaves_run) std::rethrow_exception(thrown);
  }

  detail::taken_messages decode_received(const_buffer received, std::size_t messages_max) final {
    detail::taken_messages taken = take_one(received, messages_max);
    taken.held = message_.has_value();
    return taken;
  }

  detail::taken_messages take_one(const_buffer received, std::size_t messages_max) {
    return this->take_messages(received, messages_max, [this](const message_type& message) {
      message_ = message;
      return false;
    });
  }

  [[nodiscard]] bool wants_turn(bool ending) const noexcept final {
    const std::lock_guard lock(waiting_lock_);
    return waiting_ != nullptr && (ending || cancelled_);
  }

  void cancel_receive(operation& op) noexcept {
    {
      const std::lock_guard lock(waiting_lock_);
      if (waiting_ != &op) return;
      cancelled_ = true;
    }
    ask_for_turn();
  }

  void on_ending() noexcept final {
    stop_.request();
    ask_for_turn();
  }

  void ask_for_turn() noexcept {
    if (nudge_.under_way.exchange(true)) return;
    if (!this->enqueue(nudge_)) nudge_.under_way = false;
  }

  [[nodiscard]] bool still_works() const noexcept final { return serving_; }

  void child_failed(std::exception_ptr failure) noexcept final { failure_ = std::move(failure); }
  void child_ended() noexcept final {
    serving_ = false;
    this->owner().post(turn_);
  }

  detail::stop_node stop_;
  nudge nudge_;
  member_callback turn_ = naru::bind<&coroutine_session::on_turn>(this);
  std::exception_ptr failure_;
  std::optional<message_type> message_;
  std::atomic<bool> awaited_ = false;  // by a receive, until that has given its message
  bool begun_ = false;
  std::atomic<bool> serving_ = false;
  mutable detail::spin_lock waiting_lock_;  // guards these
  operation* waiting_ = nullptr;
  bool cancelled_ = false;
};

}  // namespace naru
