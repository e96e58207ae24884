// link_state: one direction of a link, as packets have left it.
#pragma once

#include <naru/simulation/link.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "simulated/packet_fate.hpp"
#include "simulated/random_source.hpp"

namespace naru::detail {

class link_state {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  using duration = std::chrono::steady_clock::duration;

  /// The fate of a packet on its way.
  struct passage {
    bool lost = false;
    duration time{};  // how long it took
    packet_fate fate = packet_fate::arrived;

    /// Both, one after the other.
    [[nodiscard]] passage before(const passage& next) const noexcept {
      return {lost || next.lost, time + next.time, lost ? fate : next.fate};
    }
    /// Both, for two pieces of one packet.
    [[nodiscard]] passage beside(const passage& piece) const noexcept {
      return {lost || piece.lost, std::max(time, piece.time), lost ? fate : piece.fate};
    }
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
