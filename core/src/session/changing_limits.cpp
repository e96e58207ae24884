#include "session/changing_limits.hpp"

#include <algorithm>
#include <chrono>

#include "session/saturating_time.hpp"

namespace naru::detail {
namespace {

// A round notices at the latest as the second one after the limit has passed.
constexpr int rounds_per_limit = 8;
constexpr std::chrono::milliseconds round_interval_min{12};
constexpr std::chrono::milliseconds round_interval_max{1'000};

proactor::duration shortest_of(const session_options& limits) {
  auto shortest = (std::chrono::milliseconds::max)();
  for (const std::chrono::milliseconds each :
       {limits.handshake_timeout, *limits.idle_timeout, limits.write_timeout, limits.close_timeout,
        limits.message_timeout, limits.buffer_release_after}) {
    if (each.count() != 0) shortest = std::min(shortest, each);
  }
  return saturating_duration(shortest);
}

}  // namespace

proactor::duration round_interval_for(const session_options& limits) {
  proactor::duration shortest = shortest_of(limits);
  // A rate counts one second. A pause of the server must be noticed within a part of that second.
  if (limits.bytes_per_second_max != 0 || limits.messages_per_second_max != 0) {
    shortest = std::min<proactor::duration>(shortest, std::chrono::seconds(1));
  }
  return std::clamp<proactor::duration>(shortest / rounds_per_limit, round_interval_min,
                                        round_interval_max);
}

changing_limits::changing_limits(const session_options& limits, std::size_t sessions_most)
    : sessions_max(sessions_most),
      handshake_timeout(limits.handshake_timeout),
      message_timeout(limits.message_timeout),
      idle_timeout(*limits.idle_timeout),
      write_timeout(limits.write_timeout),
      close_timeout(limits.close_timeout),
      buffer_release_after(limits.buffer_release_after),
      bytes_per_second_max(limits.bytes_per_second_max),
      messages_per_second_max(limits.messages_per_second_max),
      shortest(shortest_of(limits)) {}

void changing_limits::set(const session_options& limits, std::size_t sessions_most) noexcept {
  sessions_max.set(sessions_most);
  handshake_timeout.set(limits.handshake_timeout);
  message_timeout.set(limits.message_timeout);
  idle_timeout.set(*limits.idle_timeout);
  write_timeout.set(limits.write_timeout);
  close_timeout.set(limits.close_timeout);
  buffer_release_after.set(limits.buffer_release_after);
  bytes_per_second_max.set(limits.bytes_per_second_max);
  messages_per_second_max.set(limits.messages_per_second_max);
  shortest.set(shortest_of(limits));
}

session_options changing_limits::with(session_options limits, const server_limits& changes) const {
  limits.handshake_timeout = changes.handshake_timeout.value_or(handshake_timeout);
  limits.message_timeout = changes.message_timeout.value_or(message_timeout);
  limits.idle_timeout = changes.idle_timeout.value_or(idle_timeout);
  limits.write_timeout = changes.write_timeout.value_or(write_timeout);
  limits.close_timeout = changes.close_timeout.value_or(close_timeout);
  limits.buffer_release_after = changes.buffer_release_after.value_or(buffer_release_after);
  limits.bytes_per_second_max = changes.bytes_per_second_max.value_or(bytes_per_second_max);
  limits.messages_per_second_max =
      changes.messages_per_second_max.value_or(messages_per_second_max);
  return limits;
}

}  // namespace naru::detail
