// udp_options: how a udp_socket is bound. Every choice has its default here.
#pragma once

#include <naru/listen_options.hpp>

#include <cstddef>
#include <cstdint>

namespace naru {

/// Whether a socket's address and port are its own.
enum class share_address : std::uint8_t {
  no,
  /// Shared with every socket that says so too, so that several programs can receive what is sent
  /// to a multicast group. Which of them a datagram to a single host reaches is up to the system.
  yes,
};

struct udp_options {
  /// Whether a socket on an IPv6 address exchanges datagrams with IPv4 peers too. The same on every
  /// system, whatever the system's own default is.
  dual_stack accept_ipv4 = dual_stack::yes;
  naru::share_address share_address = naru::share_address::no;
  /// Has the system spread datagrams over the sockets that share a port so.
  naru::reuse_port reuse_port = naru::reuse_port::no;
  /// Bytes that the system keeps for datagrams that nobody has received yet, up to 2^31 - 1, and
  /// no more than it allows; what does not fit is lost. 0 leaves the system's default.
  std::size_t receive_buffer_size = 0;
  /// The same for datagrams that are on their way out.
  std::size_t send_buffer_size = 0;
};

}  // namespace naru
