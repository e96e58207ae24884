#include "simulated/link_state.hpp"

#include <algorithm>

namespace naru::detail {

link_state::passage link_state::cross(time_point now, std::size_t bytes,
                                      random_source& random) noexcept {
  const time_point leaves = std::max(now, free_at_);
  if (leaves - now > link_.queue_max) return {.lost = true, .fate = packet_fate::queue_full};
  free_at_ = leaves + time_for(bytes);
  const duration late = random.up_to(link_.jitter);
  if (loses(now, random)) return {.lost = true, .fate = packet_fate::chance};
  return {.time = free_at_ - now + link_.latency + late};
}

// The lengths are even from nothing to twice the average, because the logarithm that another
// distribution needs differs between systems. A burst that would have begun while nothing was sent
// is over.
bool link_state::loses(time_point now, random_source& random) noexcept {
  if (link_.burst_length > duration::zero() && now >= changes_at_) {
    const bool is_fresh = now - changes_at_ < 2 * link_.burst_length;
    in_burst_ = is_fresh && !in_burst_;
    changes_at_ = now + random.up_to(2 * (in_burst_ ? link_.burst_length : link_.burst_every));
  }
  return random.happens(in_burst_ ? link_.loss_in_burst : link_.loss);
}

link_state::duration link_state::time_for(std::size_t bytes) const noexcept {
  if (link_.bytes_per_second == 0) return {};
  const auto nanoseconds =
      static_cast<std::uint64_t>(bytes) * 1'000'000'000 / link_.bytes_per_second;
  return std::chrono::nanoseconds(static_cast<std::int64_t>(nanoseconds));
}

}  // namespace naru::detail
