// udp_options: how a udp_socket is bound. Every choice has its default here.
#pragma once

#include <cstddef>

namespace naru {

struct udp_options {
  /// Whether a socket on an IPv6 address exchanges datagrams with IPv4 peers too. The default is
  /// the same on every system, whatever the system's own default is.
  bool accept_ipv4 = true;
  /// Whether the socket shares its address and port with every socket that says so too, so that
  /// several programs can receive what is sent to a multicast group. The system decides which of
  /// them gets a datagram to a single host.
  bool share_address = false;
  /// Whether several sockets that all say so share one port, over which the system spreads
  /// datagrams by their senders' addresses (SO_REUSEPORT). operation_not_supported on Windows,
  /// where one socket has several receives pending instead.
  bool reuse_port = false;
  /// Whether the system may hand over several datagrams of one sender in one piece (UDP_GRO, Linux
  /// 5.0). The socket cuts the piece up again, so each receive still gets one datagram, and a batch
  /// gets as many as it has room for. Systems without this ignore the option.
  ///
  /// It is for a socket to which few senders send bursts of small datagrams, all of one size, for
  /// instance a relay. For other sockets it is a loss: each datagram is copied once more, and a
  /// batch costs a call for each piece, even if a piece is one datagram. The socket keeps 64 KiB
  /// for the pieces from bind until it is closed; bind fails with not_enough_memory without them.
  bool receive_coalesced = false;
  /// The number of bytes that the system keeps for datagrams that are not received yet, less than
  /// 2^31 and no more than the system allows. Datagrams that do not fit are lost. 0 leaves the
  /// system's default.
  std::size_t receive_buffer_size = 0;
  /// Counts the bytes of datagrams that are on their way out, with the same limits.
  std::size_t send_buffer_size = 0;
};

}  // namespace naru
