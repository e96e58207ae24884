// session_state: what one session is doing, for a server that hangs or that somebody looks into.
//
//     for (const naru::session_state& each : server.states()) {
//       if (each.queued_bytes > 100'000) log(each.peer.to_string());
//     }
//
// naru::dump(server) gives the same as text. It is not for figures: see session_counters.
#pragma once

#include <naru/endpoint.hpp>
#include <naru/proactor.hpp>

#include <cstddef>
#include <cstdint>

namespace naru {

/// Where a session is in its life.
enum class session_phase : std::uint8_t {
  handshake,  ///< before on_connected
  open,
  flushing,  ///< it closes, and its queue is being sent
  draining,  ///< it has sent all, and waits until the peer ends too
  closing,   ///< what is pending comes to its end
  closed,
};

struct session_state {
  std::uint64_t id = 0;                            ///< session_base::id
  endpoint peer;                                   ///< session_base::remote_endpoint
  session_phase phase = session_phase::handshake;  ///< where it is in its life
  /// A thread runs one of the session's functions.
  bool runs = false;
  /// The task of a coroutine_session works: it awaits something else than a receive.
  bool task_works = false;
  /// The program takes no messages: see session::pause_receiving.
  bool paused = false;
  /// The bytes that wait to be sent, or are being sent.
  std::size_t queued_bytes = 0;
  /// The time for which the write at hand has been pending. That is the age of the oldest bytes
  /// that the system has not taken; 0 if there are none. What write_timeout limits.
  proactor::duration unsent_for{0};
  /// The time since something came for the session, or since it began to close. What
  /// handshake_timeout, idle_timeout and close_timeout limit, each in its phase. These two times
  /// have the precision with which the limits are looked at: an eighth of the shortest of them, and
  /// at most a second. Like the limits, they stand still while the loop is held up.
  proactor::duration silent_for{0};
  /// Whether a whole message has come. Until then handshake_timeout counts and idle_timeout does
  /// not.
  bool had_message = false;
  /// What the session has received and sent so far, as session_observer::summary has it. All are 0
  /// if its server or client has no observer, because then nobody counts for each session. Any
  /// observer will do, also a naru::session_observer that does nothing.
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_sent = 0;
  std::uint64_t messages_received = 0;
  std::uint64_t messages_sent = 0;
};

}  // namespace naru
