// udp_options: how a udp_socket is bound. Every choice has its default here.
#pragma once

#include <naru/listen_options.hpp>

#include <cstddef>

namespace naru {

struct udp_options {
  /// Whether a socket on an IPv6 address exchanges datagrams with IPv4 peers too. The same on every
  /// system, whatever the system's own default is.
  dual_stack accept_ipv4 = dual_stack::yes;
  /// Lets sockets that all ask for it share one address and port, so that several programs can
  /// receive what is sent to a multicast group. Which of them a datagram to a single host reaches
  /// is up to the system. Without it an address is this socket's alone.
  bool reuse_address = false;
  /// Has the system spread datagrams over the sockets that share a port (SO_REUSEPORT).
  /// operation_not_supported on Windows.
  bool reuse_port = false;
  /// Bytes that the system keeps for datagrams that nobody has received yet, up to 2^31 - 1, and
  /// no more than it allows; what does not fit is lost. 0 leaves the system's default.
  std::size_t receive_buffer_size = 0;
  /// The same for datagrams that are on their way out.
  std::size_t send_buffer_size = 0;
};

}  // namespace naru
