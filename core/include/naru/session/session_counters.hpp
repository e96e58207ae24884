// session_counters: what the sessions of one server or client have done so far.
//
//     const naru::session_counters now = server.counters();
//     log("{} players, {} messages in, {} timed out", now.open, now.messages_received,
//         now.timed_out());
#pragma once

#include <naru/session/close_reason.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace naru {

struct session_counters {
  /// There now: sessions, those included that have not yet begun or are ending; and the bytes that
  /// they have to send.
  std::size_t sessions = 0;
  std::size_t queued_bytes = 0;

  /// Connections that became sessions; and those that did not, for server_options::sessions_max or
  /// sessions_per_address_max.
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  /// Of the sessions, how many have ended, by close_reason: see ended_for.
  std::array<std::uint64_t, close_reasons> ended{};

  /// On the connections: with all that surrounds the messages.
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t messages_received = 0;
  /// A broadcast counts once for each receiver.
  std::uint64_t messages_sent = 0;
  /// Not sent because a queue was full: under overflow_policy::drop_newest, and under the others.
  std::uint64_t messages_dropped = 0;
  std::uint64_t messages_refused = 0;

  [[nodiscard]] std::uint64_t ended_for(close_reason reason) const noexcept {
    return ended[static_cast<std::size_t>(reason)];
  }
  /// Sessions that ended for any limit of time.
  [[nodiscard]] std::uint64_t timed_out() const noexcept {
    return ended_for(close_reason::handshake_timeout) + ended_for(close_reason::idle_timeout) +
           ended_for(close_reason::write_timeout);
  }
};

}  // namespace naru
