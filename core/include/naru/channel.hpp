// channel: values from some tasks to others, at most so many on their way.
//
//     naru::channel<std::string> lines(64);
//     …in a task:     const std::error_code error = co_await lines.send(std::move(line));
//     …in another:    auto [error, line] = co_await lines.receive();
//
// Who sends into a full channel, and who receives from an empty one, waits; first come, first
// served. close says that no more will be sent: what is in the channel is still received. Nothing
// is allocated after the construction, but by the values.
//
// Not for: telling that something has happened, for which there is event.
//
// Thread-safety: every member, from any thread. A channel outlives what waits for it.
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
  /// For at most `capacity` values, at least one: std::invalid_argument otherwise.
  explicit channel(std::size_t capacity) : state_(capacity) {}
  channel(const channel&) = delete;
  channel& operator=(const channel&) = delete;

  /// co_await goes on once `value` is in the channel, or with a receiver, and gives no error then.
  /// After an error it was not sent: std::errc::broken_pipe once the channel is closed,
  /// operation_canceled after a stop, timed_out after a limit. The value is gone then: who wants to
  /// keep it uses try_send, or sends a copy.
  auto send(T value) {
    return detail::awaitable_operation<send_action>(send_action{&state_, {{}, std::move(value)}});
  }
  /// Without waiting: false, and `value` is untouched, where there is no room or it is closed.
  [[nodiscard]] bool try_send(T& value) { return state_.try_send(value); }
  [[nodiscard]] bool try_send(T&& value) { return state_.try_send(value); }

  /// co_await gives the next value: auto [error, value] = …, where value is a
  /// std::optional. error::end_of_stream once the channel
  /// is closed and empty, operation_canceled after a stop.
  auto receive() {
    return detail::awaitable_operation<receive_action>(receive_action{&state_, {}});
  }
  /// Without waiting: empty where nothing is there.
  [[nodiscard]] std::optional<T> try_receive() { return state_.try_receive(); }

  /// Nothing is sent any more; who waits to send gets std::errc::broken_pipe. Again is harmless.
  void close() { state_.close(); }

  /// Values on their way. The answer may be old when it arrives.
  [[nodiscard]] std::size_t size() const noexcept { return state_.size(); }

 private:
  using state = detail::channel_state<T>;

  struct send_action {
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
