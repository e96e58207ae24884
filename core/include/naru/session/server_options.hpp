// server_options: where a server listens, and its limits. Every limit has its default here or in
// session_options.
#pragma once

#include <naru/endpoint.hpp>
#include <naru/listen_options.hpp>
#include <naru/session/session_options.hpp>

#include <cstddef>

namespace naru {

struct server_options {
  /// Port 0 lets the system choose: see server_base::local_endpoint.
  endpoint address;
  listen_options listening = {};
  /// For each session.
  session_options sessions = {};
  /// Connections beyond are reset as soon as they are accepted: 1 to 1,048,576.
  std::size_t sessions_max = 65'536;
  /// The same for those of one address, as a proxy tells it where one is required; 0: as many.
  std::size_t sessions_per_address_max = 0;
  /// So many leading bits of an IPv6 address count as one address for sessions_per_address_max: 1
  /// to 128. Whoever has one address of a network usually has its whole /64. IPv4 addresses count
  /// whole, also when they come as IPv6 (::ffff:a.b.c.d).
  unsigned ipv6_prefix_length = 64;
  /// Bytes that all sessions together may hold: what they receive into, and the copies that wait to
  /// be sent. At least 65,536; 0: as many. A session that needs more when there is no more ends for
  /// close_reason::memory_limit. The last eighth is for buffers of the usual size: when it has
  /// begun, no connection is accepted and no large message is taken, and the others go on. A
  /// shared_message does not count, as it exists once for all receivers: send_queue_max and
  /// write_timeout bound how much of it a slow receiver keeps.
  std::size_t memory_max = std::size_t{1} << 30;
};

}  // namespace naru
