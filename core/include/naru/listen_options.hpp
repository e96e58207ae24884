// listen_options: how a tcp_listener listens. Every limit has its default here.
#pragma once

#include <chrono>
#include <cstdint>

namespace naru {

/// Whether a listener on an IPv6 address takes IPv4 peers too (as mapped addresses).
enum class dual_stack : std::uint8_t { no, yes };

/// Whether a listener may take an address that was in use shortly before.
enum class reuse_address : std::uint8_t {
  /// While connections that an earlier listener accepted are still there, as servers that restart
  /// need; never from a listener that lives. On POSIX this is SO_REUSEADDR. Windows allows it
  /// without any option: there the option of that name would let every program take the port over.
  /// But on Windows another program of the same user can then listen on one address (127.0.0.1)
  /// beside a listener on all of them, and takes the connections to that address.
  after_restart,
  /// Not even then: address_in_use. On Windows (SO_EXCLUSIVEADDRUSE) no other program can then
  /// listen on the port, on any address, and neither can this one again as long as a connection
  /// that
  /// the listener accepted is still there.
  no,
};

/// Whether several listeners, or several sockets for datagrams, may share one address, each with
/// this option.
enum class reuse_port : std::uint8_t {
  no,
  /// SO_REUSEPORT. Linux spreads the connections or datagrams over them, by the peers' addresses;
  /// other systems may give all to one. operation_not_supported on Windows, where several threads
  /// or proactors take from one listener instead (see tcp_listener::accept), and one socket has
  /// several receives pending.
  yes,
};

/// Whether closing a unix_listener removes the file that listening made.
enum class path_removal : std::uint8_t { never, on_close };

struct listen_options {
  /// Connections that the system may hold before they are accepted; 0 means as many as it allows.
  int backlog = 0;
  /// The same on every system, whatever the system's own default is.
  dual_stack accept_ipv4 = dual_stack::yes;
  naru::reuse_address reuse_address = naru::reuse_address::after_restart;
  naru::reuse_port reuse_port = naru::reuse_port::no;
  /// AcceptEx requests kept outstanding on Windows, 1 to 256; no effect elsewhere.
  unsigned accepts_outstanding = 16;
  /// How long accepting pauses when the process or the system is out of handles or memory: 1 ms to
  /// an hour. Without a pause a server that accepts again at once would spin.
  std::chrono::milliseconds retry_delay{50};
};

}  // namespace naru
