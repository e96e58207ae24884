// session_options: the limits of every session of a server or a client, each with its default.
// Zero switches a time limit or a rate off.
#pragma once

#include <naru/keep_alive_options.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace naru {

/// The treatment of a message with which more than send_queue_max would wait to be sent.
enum class overflow_policy : std::uint8_t {
  /// The message is not sent, and send returns that. Nothing else happens.
  refuse,
  /// The message is not sent; send returns that, and it is counted as dropped. For messages that
  /// the next one replaces anyway.
  drop_newest,
  /// The session is aborted with close_reason::send_queue_overflow. For messages that must not
  /// have gaps.
  disconnect,
  /// Like refuse; and session::on_send_queue_full is called, and once half of the queue is empty,
  /// session::on_send_queue_drained.
  call_back,
};

/// The treatment of a peer that sends more than bytes_per_second_max or messages_per_second_max.
enum class rate_policy : std::uint8_t {
  /// The session closes with close_reason::rate_exceeded.
  close,
  /// The session receives no more until the rate allows it again, which is noticed within an eighth
  /// of a second. The peer has to wait, and no message is lost. While the session waits like that,
  /// the time limits of the peer do not run.
  delay,
  /// The messages that are too many are dropped, and counted in
  /// session_counters::messages_discarded. For messages that the next one replaces anyway. The
  /// bytes of a message that is dropped count for bytes_per_second_max all the same.
  drop,
};

struct session_options {
  /// The bytes of one incoming message, without what surrounds it: 1 to 1 GiB.
  std::size_t message_size_max = 65'536;
  /// The size of a session's receive buffer, 64 bytes to 1 GiB; rounded up by less than a quarter.
  /// For a larger message the buffer grows with the bytes that have come: it is never more than
  /// about twice as large as they are, whatever size the peer has announced. After the message it
  /// shrinks again.
  std::size_t receive_buffer_size = 8'192;
  /// If nothing has come for a session for so long, it gives its receive buffer back until
  /// something comes. If nothing was sent either, it gives back what it sends with, too.
  std::chrono::milliseconds buffer_release_after = std::chrono::seconds(3);

  /// The bytes that may wait to be sent, those on their way included: 1 byte to 2 GiB.
  std::size_t send_queue_max = 1'048'576;
  /// The treatment of a message that would be too much.
  overflow_policy on_overflow = overflow_policy::disconnect;

  /// From the connection to its first whole message, the header of a proxy included. The handshake
  /// of a transport comes before that, and has the same limit for itself.
  std::chrono::milliseconds handshake_timeout = std::chrono::seconds(10);
  /// From the first byte of a message to its last, also while bytes keep coming. The largest
  /// message that a peer may send must fit into it: 64 KiB in 30 s are 2.2 KB per second, so raise
  /// it together with message_size_max.
  std::chrono::milliseconds message_timeout = std::chrono::seconds(30);
  /// The time without a byte from the peer. Empty: 5 minutes for the sessions of a server, and no
  /// limit for those of a client, because its server may have nothing to say. If a peer may be
  /// silent for longer, it must send something now and then, or the limit must be longer.
  // Said, or GCC warns of {.idle_timeout = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  std::optional<std::chrono::milliseconds> idle_timeout = {};
  /// For one write of everything that was queued when it began.
  std::chrono::milliseconds write_timeout = std::chrono::seconds(30);
  /// From session::close until the connection is cut: the time to send what is queued, and for the
  /// peer to close its side. A connection whose handshake in a transport has failed has as much
  /// time for its peer to read why and to close.
  std::chrono::milliseconds close_timeout = std::chrono::seconds(5);

  /// Lets the system find out that a silent peer is gone; close_error() is then timed_out. If
  /// empty, it does not.
  std::optional<keep_alive_options> keep_alive = keep_alive_options();

  /// If more comes within any second, on_rate_exceeded decides; the second is measured to a
  /// sixty-fourth. After a pause of the whole server, as much more may come for a moment as was
  /// allowed during the pause, because everything that had to wait comes at once. One callback
  /// that holds up one of several threads is no such pause.
  std::size_t bytes_per_second_max = 0;
  std::size_t messages_per_second_max = 0;
  /// The treatment of a peer that sends more.
  rate_policy on_rate_exceeded = rate_policy::close;

  /// Whether an exception leaves proactor::run (and ends naru::run) if it leaves one of a session's
  /// own functions, the factory of a server or client, or on_attempt_failed. If false, it goes no
  /// further and is reported to proactor_options::on_failure. Its session ends in either case: with
  /// close_reason::out_of_memory if it is std::bad_alloc, and otherwise with handler_failed.
  bool exceptions_leave_run = false;

  /// Whether every connection must begin with a header of the PROXY protocol, version 2. A
  /// connection without the header is closed, because otherwise anybody could claim an address.
  /// Only for a server that nobody but proxies can reach.
  bool require_proxy_header = false;
  /// The size of a proxy's header, with everything that it tells: 16 to 65,551 bytes.
  std::size_t proxy_header_size_max = 2'048;
};

}  // namespace naru
