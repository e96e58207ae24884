// link_state: one direction of a link, as packets have left it.
#pragma once

#include <naru/simulation/link.hpp>

#include <chrono>
#include <cstddef>

#include "simulated/random_source.hpp"

namespace naru::detail {

class link_state {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  using duration = std::chrono::steady_clock::duration;

  /// What happened to a packet on its way.
  struct passage {
    bool lost = false;
    duration time{};  // how long it took
  };

  explicit link_state(const link& properties) noexcept : link_(properties) {}

  /// Another link from here on: the queue and the burst of the old one do not concern it.
  void change(const link& properties) noexcept { *this = link_state(properties); }
  [[nodiscard]] const link& properties() const noexcept { return link_; }
  /// Sends one packet, no larger than the MTU, at that time.
  [[nodiscard]] passage cross(time_point now, std::size_t bytes, random_source& random) noexcept;

 private:
  [[nodiscard]] bool loses(time_point now, random_source& random) noexcept;
  [[nodiscard]] duration time_for(std::size_t bytes) const noexcept;

  link link_;
  time_point free_at_{};     // until then earlier packets leave
  time_point changes_at_{};  // when a burst begins or ends
  bool in_burst_ = false;
};

}  // namespace naru::detail
