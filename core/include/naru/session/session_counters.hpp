// session_counters: what the sessions of one server or client have done so far.
//
//     const naru::session_counters now = server.counters();
//     log("{} players, {} messages in, {} timed out", now.sessions, now.messages_received,
//         now.timed_out());
#pragma once

#include <naru/session/close_reason.hpp>
#include <naru/session/session_observer.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace naru {

struct session_counters {
  /// Current values: the number of sessions, those included that have not yet begun or are ending;
  /// the bytes that they have to send; and the bytes that they hold, as server_options::memory_max
  /// counts them. Without that limit memory_held stays 0.
  std::size_t sessions = 0;
  std::size_t queued_bytes = 0;
  std::size_t memory_held = 0;

  /// The sessions that reached on_connected; and the connections that did not, because there were
  /// too many, too little memory was left, the server was stopping, or the factory made no session.
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  /// The refused by their reason: see refused_for.
  std::array<std::uint64_t, session_observer::refusals> refused_by{};
  /// The number that have ended, by close_reason, also before on_connected: see ended_for.
  std::array<std::uint64_t, close_reasons> ended{};
  /// The number that the program has ended with a close_code, by its number: see ended_with. The
  /// first entry counts all numbers from close_codes on, so a program may use any numbers.
  static constexpr std::size_t close_codes = 64;
  std::array<std::uint64_t, close_codes> ended_by_code{};

  /// Bytes on the connections, with everything that surrounds the messages.
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_sent = 0;
  /// Whole messages that a session took.
  std::uint64_t messages_received = 0;
  /// A broadcast counts once for each receiver.
  std::uint64_t messages_sent = 0;
  /// Messages that were not sent because a queue was full: under overflow_policy::drop_newest, and
  /// under the other policies.
  std::uint64_t messages_dropped = 0;
  std::uint64_t messages_refused = 0;
  /// Messages that came and were dropped by rate_policy::drop. They do not count as received.
  std::uint64_t messages_discarded = 0;

  /// The longest time that the functions of one session took in one go: on_message for all messages
  /// that had come together, for instance. Zero unless proactor_options::time_callbacks asks for it
  /// or there is a tracer.
  std::chrono::nanoseconds longest_callback{0};

  /// The sessions that have ended for `reason`.
  [[nodiscard]] std::uint64_t ended_for(close_reason reason) const noexcept {
    return ended[static_cast<std::size_t>(reason)];
  }
  /// The connections that became no session because of `why`.
  [[nodiscard]] std::uint64_t refused_for(session_observer::refusal why) const noexcept {
    return refused_by[static_cast<std::size_t>(why)];
  }
  /// The sessions that the program has ended with the close_code `number`. All numbers from
  /// close_codes on are counted together. 0 if `number` is 0, because that is no code.
  [[nodiscard]] std::uint64_t ended_with(std::uint32_t number) const noexcept {
    return number == 0 ? 0 : ended_by_code[number < close_codes ? number : 0];
  }
  /// The sessions that a time limit ended. close_timeout is not among them, because it begins no
  /// end.
  [[nodiscard]] std::uint64_t timed_out() const noexcept {
    return ended_for(close_reason::handshake_timeout) + ended_for(close_reason::idle_timeout) +
           ended_for(close_reason::message_timeout) + ended_for(close_reason::write_timeout);
  }
};

}  // namespace naru
