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
  /// The number of bytes that the system keeps for datagrams that are not received yet, less than
  /// 2^31 and no more than the system allows. Datagrams that do not fit are lost. 0 leaves the
  /// system's default.
  std::size_t receive_buffer_size = 0;
  /// Counts the bytes of datagrams that are on their way out, with the same limits.
  std::size_t send_buffer_size = 0;
};

}  // namespace naru
