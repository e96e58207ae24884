// run_record: what happened in a simulated world, in memory. It keeps the newest events: when it is
// full, the oldest are dropped, because what led to a failure stands at the end.
//
// Whoever has something to tell asks network::record first. It is null in a world that is not
// recorded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <vector>

#include "simulated/recorded_event.hpp"
#include "simulated/timeline.hpp"

namespace naru::detail {

class run_record {
 public:
  /// Keeps events of about `bytes_max` bytes, and of each packet `payload_max` bytes of payload.
  run_record(const timeline& time, std::size_t bytes_max, std::size_t payload_max) noexcept
      : time_(time), bytes_max_(bytes_max), payload_max_(payload_max) {}

  /// Adds an event that happens now, and returns its number. If there is no memory for it, it is
  /// missing like those that were dropped.
  std::uint64_t add(recorded_event::content what) noexcept;
  /// Adds a turn that began at that time and is over now, or will be with `rest`.
  void add_turn(unsigned host, unsigned proactor, timeline::time_point began,
                timeline::duration rest, std::uint64_t completions) noexcept;
  /// The number of bytes to keep of a payload of that size.
  [[nodiscard]] std::size_t kept(std::size_t size) const noexcept {
    return size < payload_max_ ? size : payload_max_;
  }
  [[nodiscard]] std::uint64_t count_connection() noexcept { return ++connections_; }

  /// Numbers ascend. The times do so too, except that the time of a turn is its beginning.
  [[nodiscard]] const std::deque<recorded_event>& events() const noexcept { return events_; }
  /// How many events were dropped.
  [[nodiscard]] std::uint64_t missing() const noexcept { return last_ - events_.size(); }
  [[nodiscard]] timeline::time_point now() const noexcept { return time_.now(); }

 private:
  void push(recorded_event&& made) noexcept;

  const timeline& time_;
  const std::size_t bytes_max_;
  const std::size_t payload_max_;
  std::deque<recorded_event> events_;
  std::size_t bytes_ = 0;
  std::uint64_t last_ = 0;
  std::uint64_t connections_ = 0;
};

/// The fates of packets that did not simply arrive, by the events in which they departed.
using fates_of_packets = std::map<std::uint64_t, std::vector<recorded_fate>>;
[[nodiscard]] fates_of_packets fates_in(const run_record& record);
/// The loss among the fates of one packet, or `arrived`. One that is for many is not lost as a
/// whole.
[[nodiscard]] packet_fate loss_of(const fates_of_packets& fates, const recorded_event& packet);

/// The text without control characters and without what is not UTF-8.
[[nodiscard]] std::string readable(std::string_view text);

}  // namespace naru::detail
