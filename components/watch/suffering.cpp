#include "watch/suffering.hpp"

#include <chrono>
#include <cstddef>

namespace naru::detail {
namespace {

// A limit of zero is off.
double part_of(proactor::duration time, std::chrono::milliseconds limit) noexcept {
  if (limit.count() == 0) return 0;
  return std::chrono::duration<double>(time) / std::chrono::duration<double>(limit);
}

double part_of(std::size_t bytes, std::size_t limit) noexcept {
  return static_cast<double>(bytes) / static_cast<double>(limit);
}

// The limit of time that counts while the session waits for its peer.
suffering by_silence(const session_state& session, const session_options& limits) noexcept {
  if (session.phase >= session_phase::flushing) {
    return {part_of(session.silent_for, limits.close_timeout), "close time"};
  }
  if (session.paused || session.runs || session.task_works) return {};
  if (!session.had_message && limits.handshake_timeout.count() != 0) {
    return {part_of(session.silent_for, limits.handshake_timeout), "handshake time"};
  }
  const auto idle = limits.idle_timeout.value_or(std::chrono::milliseconds(0));
  return {part_of(session.silent_for, idle), "idle time"};
}

}  // namespace

suffering suffering_of(const session_state& session, const session_options& limits) noexcept {
  suffering most{part_of(session.queued_bytes, limits.send_queue_max), "send queue"};
  const suffering by_write{part_of(session.unsent_for, limits.write_timeout), "write time"};
  if (by_write.part > most.part) most = by_write;
  const suffering silent = by_silence(session, limits);
  if (silent.part > most.part) most = silent;
  if (most.part == 0) return {};
  return most;
}

}  // namespace naru::detail
