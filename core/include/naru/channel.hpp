// channel: passes values between tasks, and holds at most a fixed number of them.
//
//     naru::channel<std::string> lines(64);
//     …in a task:     const std::error_code error = co_await lines.send(std::move(line));
//     …in another:    auto [error, line] = co_await lines.receive();
//
// A task that sends into a full channel waits, and so does a task that receives from an empty one.
// They are served in the order in which they came. close tells that no more will be sent; the
// values in the channel are still received. After the construction nothing is allocated, except by
// the values.
//
// It is not for telling that something has happened: use event.
//
// Thread-safety: every member may be called from any thread. A channel must outlive the tasks that
// wait for it.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/detail/channel_state.hpp>
#include <naru/error.hpp>
#include <naru/operation.hpp>
#include <naru/result.hpp>

#include <cstddef>
#include <optional>
#include <system_error>
#include <utility>

namespace naru {

template <class T>
class channel {
 public:
  /// For at most `capacity` values. Throws std::invalid_argument if `capacity` is zero.
  explicit channel(std::size_t capacity) : state_(capacity) {}
  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;

  /// co_await goes on without error once `value` is in the channel, or with a receiver. After an
  /// error the value was not sent, and is gone: std::errc::broken_pipe if the channel is closed,
  /// operation_canceled after a stop, timed_out after a limit. To keep the value, use try_send or
  /// send a copy.
  auto send(T value) {
    return detail::awaitable_operation<send_action>(send_action{&state_, {{}, std::move(value)}});
  }
  /// Does not wait. Returns false and leaves `value` untouched if there is no room or the channel
  /// is closed.
  [[nodiscard]] bool try_send(T& value) { return state_.try_send(value); }
  [[nodiscard]] bool try_send(T&& value) { return state_.try_send(value); }

  /// co_await gives the next value: auto [error, value] = …, and value is a std::optional. The
  /// error is error::end_of_stream if the channel is closed and empty, operation_canceled after a
  /// stop.
  auto receive() {
    return detail::awaitable_operation<receive_action>(receive_action{&state_, {}});
  }
  /// Does not wait. Empty if no value is there.
  [[nodiscard]] std::optional<T> try_receive() { return state_.try_receive(); }

  /// No more values can be sent; tasks that wait to send get std::errc::broken_pipe. A second call
  /// is harmless.
  void close() { state_.close(); }

  /// The number of values in the channel. It may have changed by the time it is returned.
  [[nodiscard]] std::size_t size() const noexcept { return state_.size(); }

 private:
  using state = detail::channel_state<T>;

  struct send_action {
    static constexpr const char* waits_for = "room in a channel";

    submission start(operation& op, const detail::promise_base* task) {
      return through->start_send(place, op, task);
    }
    void cancel(operation&) noexcept { through->cancel(place); }
    [[nodiscard]] std::error_code finish(const io_result& result) const noexcept {
      return through->outcome(place, result.error);
    }

    state* through;
    detail::sending<T> place;
  };

  struct receive_action {
    static constexpr const char* waits_for = "a value of a channel";

    submission start(operation& op, const detail::promise_base* task) {
      return through->start_receive(place, op, task);
    }
    void cancel(operation&) noexcept { through->cancel(place); }
    [[nodiscard]] result<std::optional<T>> finish(const io_result& result) noexcept {
      return {through->outcome(place, result.error), std::move(place.value)};
    }

    state* through;
    detail::receiving<T> place;
  };

  state state_;
};

}  // namespace naru
