// crowd: many connections to this process. On each of them a receive is pending, and nothing
// comes.
//
// The other ends live in a process of their own, so that the limit of descriptors counts for one
// end only. That process ends when its first connection does.
#pragma once

#include "support.hpp"

#include <array>
#include <cstddef>
#include <deque>
#include <string_view>

#include "machine.hpp"

namespace stress {

/// Another process, which connects `count` times to `place` and waits. It ends when its first
/// connection does.
[[nodiscard]] second_process others(std::string_view backend, const naru::endpoint& place,
                                    std::size_t count);

class crowd {
 public:
  /// A connection that waits: a stream, an operation, and a byte of room.
  struct member {
    explicit member(naru::proactor& proactor) : stream(proactor) {}

    std::array<std::byte, 1> room{};
    contract::recorder received;
    naru::tcp_stream stream;
  };

  /// As many as the process can have handles for, at most `wanted`.
  [[nodiscard]] static std::size_t possible(std::size_t wanted);

  /// Starts the other process. The proactor may be destroyed first; after that only the destructor
  /// and the functions that describe the members may be used.
  crowd(naru::proactor& proactor, std::size_t count);
  ~crowd();
  crowd(const crowd&) = delete;
  crowd& operator=(const crowd&) = delete;

  /// Runs the proactor until all have come and wait; returns false if that takes too long.
  [[nodiscard]] bool gather();

  [[nodiscard]] const std::deque<member>& members() const noexcept { return members_; }
  /// True if the receive of each has completed once, as cancelled.
  [[nodiscard]] bool each_was_cancelled_once() const;

 private:
  void accept_next();
  void on_accepted(naru::io_result result);

  naru::proactor& proactor_;
  const std::size_t count_;
  std::deque<member> members_;  // the last one is the next to be accepted
  std::size_t waiting_ = 0;
  bool failed_ = false;
  naru::member_callback accepted_ = naru::bind<&crowd::on_accepted>(this);
  naru::tcp_listener listener_;
  second_process others_;
};

}  // namespace stress
