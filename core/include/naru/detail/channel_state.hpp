// channel_state: the values of a channel, and the tasks that wait to send or to receive one.
//
// A waiting task is served under the lock, and takes the lock once more before it goes on. So the
// task that goes on last may destroy the channel.
#pragma once

#include <naru/detail/home.hpp>
#include <naru/detail/spin_lock.hpp>
#include <naru/detail/wait_list.hpp>
#include <naru/error.hpp>
#include <naru/operation.hpp>
#include <naru/proactor.hpp>

#include <cstddef>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace naru::detail {

template <class T>
struct sending : waiter {
  T value;
};

template <class T>
struct receiving : waiter {
  std::optional<T> value;
};

template <class T>
class channel_state {
 public:
  explicit channel_state(std::size_t capacity) : ring_(capacity) {
    // T is complete here; it need not be at the place where the channel is a member.
    static_assert(std::is_nothrow_move_constructible_v<T>, "values change hands under a lock");
    if (capacity == 0) throw std::invalid_argument("a channel without room");
  }

  submission start_send(sending<T>& place, operation& op, const promise_base* task) {
    proactor& home = home_of(task);
    {
      const std::lock_guard lock(lock_);
      place.served = !closed_ && deliver(place.value);
      if (!place.served && !closed_) {
        senders_.push(place, op, home);
        return submission::pending;
      }
    }
    const auto broken = std::make_error_code(std::errc::broken_pipe);
    return home.finish(op, {place.served ? std::error_code() : broken, 0});
  }

  submission start_receive(receiving<T>& place, operation& op, const promise_base* task) {
    proactor& home = home_of(task);
    {
      const std::lock_guard lock(lock_);
      place.value = take();
      place.served = place.value.has_value();
      if (!place.served && !closed_) {
        receivers_.push(place, op, home);
        return submission::pending;
      }
    }
    return home.finish(op, {place.served ? std::error_code() : error::end_of_stream, 0});
  }

  [[nodiscard]] bool try_send(T& value) {
    const std::lock_guard lock(lock_);
    return !closed_ && deliver(value);
  }

  [[nodiscard]] std::optional<T> try_receive() {
    const std::lock_guard lock(lock_);
    return take();
  }

  void cancel(sending<T>& place) noexcept { cancel(senders_, place); }
  void cancel(receiving<T>& place) noexcept { cancel(receivers_, place); }

  void close() {
    const std::lock_guard lock(lock_);
    closed_ = true;
    while (waiter* const each = senders_.pop()) {
      each->refuse(std::make_error_code(std::errc::broken_pipe));
    }
    while (waiter* const each = receivers_.pop()) each->refuse(error::end_of_stream);
  }

  /// A waiter that was served has succeeded, whatever the proactor reports while it is destroyed.
  [[nodiscard]] std::error_code outcome(const waiter& place,
                                        const std::error_code& error) noexcept {
    const std::lock_guard lock(lock_);
    return place.served ? std::error_code() : error;
  }

  [[nodiscard]] std::size_t size() const noexcept {
    const std::lock_guard lock(lock_);
    return size_;
  }

 private:
  void cancel(wait_list& list, waiter& place) noexcept {
    const std::lock_guard lock(lock_);
    if (list.remove(place)) place.refuse(std::make_error_code(std::errc::operation_canceled));
  }

  // These need the lock.

  /// Gives `value` to the task that has waited longest, or puts it into the ring. Returns false
  /// and leaves `value` untouched if there is no room.
  bool deliver(T& value) {
    if (waiter* const next = receivers_.pop()) {
      static_cast<receiving<T>*>(next)->value.emplace(std::move(value));
      next->serve();
      return true;
    }
    if (size_ == ring_.size()) return false;
    store(value);
    return true;
  }

  /// Takes the oldest value, and lets the task that has waited longest to send use its room.
  std::optional<T> take() {
    if (size_ == 0) return std::nullopt;
    std::optional<T> value = std::exchange(ring_[first_], std::nullopt);
    first_ = (first_ + 1) % ring_.size();
    --size_;
    if (waiter* const next = senders_.pop()) {
      store(static_cast<sending<T>*>(next)->value);
      next->serve();
    }
    return value;
  }

  void store(T& value) {
    ring_[(first_ + size_) % ring_.size()].emplace(std::move(value));
    ++size_;
  }

  mutable spin_lock lock_;  // guards the members below
  std::vector<std::optional<T>> ring_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  bool closed_ = false;
  wait_list senders_;
  wait_list receivers_;
};

}  // namespace naru::detail
