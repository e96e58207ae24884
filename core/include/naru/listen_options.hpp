// listen_options: how a tcp_listener listens. Every limit has its default here.
#pragma once

#include <chrono>

namespace naru {

struct listen_options {
  /// The number of connections that the system may hold before they are accepted; 0 means as many
  /// as it allows.
  int backlog = 0;
  /// Whether a listener on an IPv6 address takes IPv4 peers too, as mapped addresses. The default
  /// is the same on every system, whatever the system's own default is.
  bool accept_ipv4 = true;
  /// Whether a listener may take an address while connections that an earlier listener accepted are
  /// still there. Servers that restart need that. A listener that lives keeps its address. On POSIX
  /// this is SO_REUSEADDR. Windows allows it without any option: there, the option of that name
  /// would let every program take the port over. But on Windows another program of the same user
  /// can then listen on one address (127.0.0.1) beside a listener on all of them, and takes the
  /// connections to that address.
  ///
  /// If false, listening fails with address_in_use as long as such a connection is there. On
  /// Windows (SO_EXCLUSIVEADDRUSE) no other program can then listen on the port, on any address.
  bool reuse_address = true;
  /// Whether several listeners that all say so may share one address (SO_REUSEPORT). Linux spreads
  /// the connections over them, by the peers' addresses; other systems may give all to one.
  /// operation_not_supported on Windows, where several threads or proactors take from one listener
  /// instead: see tcp_listener::accept.
  bool reuse_port = false;
  /// Whether closing a unix_listener removes the file that listening made.
  bool remove_file = true;
  /// The number of AcceptEx requests that are kept outstanding on Windows, 1 to 256; no effect
  /// elsewhere.
  unsigned accepts_outstanding = 16;
  /// The time for which accepting pauses if the process or the system is out of handles or memory:
  /// 1 ms to an hour. Without a pause, a server that accepts again at once would spin.
  std::chrono::milliseconds retry_delay{50};
};

}  // namespace naru
