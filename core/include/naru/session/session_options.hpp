// session_options: the limits of every session of a server or a client, each with its default. Zero
// switches a time limit or a rate off.
#pragma once

#include <naru/keep_alive_options.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace naru {

/// What becomes of a message that would let more than send_queue_max wait to be sent.
enum class overflow_policy : std::uint8_t {
  /// It is not sent, and send says so. Nothing else happens.
  refuse,
  /// It is not sent: send says so, and counts it as dropped. For what the next one replaces anyway.
  drop_newest,
  /// The session is aborted, with close_reason::send_queue_overflow. For what must not have gaps.
  disconnect,
  /// As refuse; and session::on_send_queue_full is called, and once half of the queue is empty
  /// session::on_send_queue_drained.
  call_back,
};

/// What becomes of an exception that leaves one of a session's own functions, the factory of a
/// server or client, or on_attempt_failed. The session that it concerns ends in either case: for
/// close_reason::out_of_memory if it is std::bad_alloc, and otherwise for handler_failed.
enum class exception_policy : std::uint8_t {
  /// It goes no further, and proactor_options::on_failure is told what it said.
  end_session,
  /// It leaves proactor::run, as what leaves a completion function does. naru::run ends by it.
  leave_run,
};

/// Whether every connection begins with a header of the PROXY protocol, version 2.
enum class proxy_protocol : std::uint8_t {
  off,
  /// A connection without it is closed, as anybody could claim an address otherwise. Only for a
  /// server that only proxies can reach.
  required,
};

struct session_options {
  /// Bytes of one incoming message, without what surrounds it: 1 to 1 GiB.
  std::size_t message_size_max = 65'536;
  /// What a session receives into, 64 bytes to 1 GiB; rounded up by less than a quarter. When a
  /// message is larger, the buffer grows with the bytes that have come: it is never more than about
  /// twice as large as they are, whatever size the peer has announced. It shrinks again after the
  /// message.
  std::size_t receive_buffer_size = 8'192;
  /// A session from which nothing has come for so long gives its receive buffer back until
  /// something comes.
  std::chrono::milliseconds buffer_release_after = std::chrono::seconds(5);

  /// Bytes that may wait to be sent, what is on its way included: 1 byte to 2 GiB.
  std::size_t send_queue_max = 1'048'576;
  overflow_policy on_overflow = overflow_policy::disconnect;

  /// From the connection to its first whole message, the header of a proxy included.
  std::chrono::milliseconds handshake_timeout = std::chrono::seconds(10);
  /// From the first byte of a message to its last, also while bytes keep coming. The largest
  /// message that a peer may send has to come within it: 64 KiB in 30 s are 2.2 KB per second, so
  /// raise it together with message_size_max.
  std::chrono::milliseconds message_timeout = std::chrono::seconds(30);
  /// Without a byte from the peer. Empty: 5 minutes for the sessions of a server, and no limit for
  /// that of a client, whose server may have nothing to say. A peer that may be silent for longer
  /// has to send something now and then, or the limit has to be longer.
  // Said, or GCC warns of {.idle_timeout = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  std::optional<std::chrono::milliseconds> idle_timeout = {};
  /// For one write, of what was queued when it began.
  std::chrono::milliseconds write_timeout = std::chrono::seconds(30);
  /// From session::close until the connection is cut: to send what is queued, and for the peer to
  /// close its side.
  std::chrono::milliseconds close_timeout = std::chrono::seconds(5);

  /// Has the system find out that a silent peer is gone: close_error() is timed_out then. Empty: it
  /// does not.
  std::optional<keep_alive_options> keep_alive = keep_alive_options();

  /// More than that within any second closes the session, measured to a sixty-fourth of a second.
  /// After a pause of the whole server, more may come for a moment, by as much as was allowed
  /// during the pause: what had to wait comes at once. One callback that holds up one of several
  /// threads is no such pause.
  std::size_t bytes_per_second_max = 0;
  std::size_t messages_per_second_max = 0;

  exception_policy on_exception = exception_policy::end_session;

  proxy_protocol proxy_header = proxy_protocol::off;
  /// Of the header of a proxy, with all that it has to tell: 16 to 65,551 bytes.
  std::size_t proxy_header_size_max = 2'048;
};

}  // namespace naru
