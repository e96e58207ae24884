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
  /// Bytes that the system keeps for datagrams that nobody has received yet, up to 2^31 - 1, and
  /// no more than it allows; what does not fit is lost. 0 leaves the system's default.
  std::size_t receive_buffer_size = 0;
  /// The same for datagrams that are on their way out.
  std::size_t send_buffer_size = 0;
};

}  // namespace naru
