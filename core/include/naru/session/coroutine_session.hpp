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
// serve begins when the connection is there. When it returns, the session closes as close() does.
// If the session ends first, receive gives no message, and any other operation that serve awaits
// ends with std::errc::operation_canceled. on_closed follows when serve has returned. Between two
// receives no other function of the session runs: functions that are posted into it wait.
//
// Not for: sessions that answer each message by itself. session does that without the memory of a
// coroutine frame, and costs less.
//
// Thread-safety: any thread may call the public functions. receive is for serve, and for the tasks
// that serve awaits.
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

  /// co_await gives the next message, which is valid until the next receive. It gives none once the
  /// session ends. It also gives none if a stop or a limit (with_timeout) came first: then the
  /// session is still open, and the next receive gets the message. Only one receive may wait: a
  /// second one throws std::logic_error from its co_await.
  auto receive() { return detail::awaitable_operation<receive_action>(receive_action{this}); }

 private:
  struct receive_action {
    static constexpr const char* waits_for = "a message";

    submission start(operation& op) {
      if (session->awaited_.exchange(true)) {
        throw std::logic_error("a session was asked to receive while another receive() waited");
      }
      started = true;
      try {
        return session->start_receive(op);
      } catch (...) {  // the framing threw: nothing waits, and the next receive may succeed
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

  /// Brings a turn, in which the session calls wants_turn. One nudge serves all callers until it
  /// runs. under_way is true only until then, because the turn calls wants_turn after run(): a
  /// later caller must bring another turn. The nudge may still be on its way as an operation at
  /// that time, which does no harm.
  struct nudge final : detail::posted_function {
    void run() override { under_way = false; }
    void dispose() noexcept override {}

    std::atomic<bool> under_way = false;
  };

  // serve holds the turn of the session whenever it does not wait in receive.

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
    } catch (...) {  // there is no memory for the coroutine frame
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

  // The loop runs this, as the completion function of turn_. Giving the turn back may run functions
  // that throw, and an exception may leave only a completion function.
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

  void ask_for_turn() noexcept final {
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
  std::atomic<bool> awaited_ = false;  // a receive has not given its message yet
  bool begun_ = false;
  std::atomic<bool> serving_ = false;
  mutable detail::spin_lock waiting_lock_;  // guards the members below
  operation* waiting_ = nullptr;
  bool cancelled_ = false;
};

}  // namespace naru
