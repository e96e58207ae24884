// changing_limits: the limits of a host that may change while it runs: see server_limits.
#pragma once

#include <naru/proactor.hpp>
#include <naru/session/server_limits.hpp>
#include <naru/session/session_options.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>

namespace naru::detail {

/// One limit. Any thread may read it while another one changes it. A reader sees the change soon,
/// and of several limits it may see one before another.
template <class T>
class changing {
 public:
  explicit changing(T value) noexcept : value_(value) {}
  changing(const changing&) = delete;
  changing& operator=(const changing&) = delete;

  operator T() const noexcept { return value_.load(std::memory_order_relaxed); }
  void set(T value) noexcept { value_.store(value, std::memory_order_relaxed); }

 private:
  std::atomic<T> value_;
};

/// The time between two rounds, which look at those limits of time.
[[nodiscard]] proactor::duration round_interval_for(const session_options& limits);

struct changing_limits {
  /// idle_timeout must be set.
  changing_limits(const session_options& limits, std::size_t sessions_most);

  /// Only one thread at a time may call this.
  void set(const session_options& limits, std::size_t sessions_most) noexcept;
  /// `limits` with the present values, and with `changes`.
  [[nodiscard]] session_options with(session_options limits, const server_limits& changes) const;
  [[nodiscard]] bool has_rate() const noexcept {
    return (bytes_per_second_max | messages_per_second_max) != 0;
  }

  changing<std::size_t> sessions_max;
  changing<std::chrono::milliseconds> handshake_timeout;
  changing<std::chrono::milliseconds> message_timeout;
  changing<std::chrono::milliseconds> idle_timeout;
  changing<std::chrono::milliseconds> write_timeout;
  changing<std::chrono::milliseconds> close_timeout;
  changing<std::chrono::milliseconds> buffer_release_after;
  changing<std::size_t> bytes_per_second_max;
  changing<std::size_t> messages_per_second_max;
  /// The shortest limit of time that is on. The longest duration if all are off.
  changing<proactor::duration> shortest;
};

}  // namespace naru::detail
