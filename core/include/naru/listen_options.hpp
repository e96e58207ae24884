// listen_options: how a tcp_listener listens. Every limit has its default here.
#pragma once

#include <chrono>
#include <cstdint>

namespace naru {

/// Whether a listener on an IPv6 address takes IPv4 peers too (as mapped addresses).
enum class dual_stack : std::uint8_t { no, yes };

struct listen_options {
  /// Connections that the system may hold before they are accepted; 0 means as many as it allows.
  int backlog = 0;
  /// The same on every system, whatever the system's own default is.
  dual_stack accept_ipv4 = dual_stack::yes;
  /// AcceptEx requests kept outstanding on Windows, 1 to 256; no effect elsewhere.
  unsigned accepts_outstanding = 16;
  /// How long accepting pauses when the process or the system is out of handles or memory: up to
  /// an hour.
  std::chrono::milliseconds retry_delay{50};
};

}  // namespace naru
