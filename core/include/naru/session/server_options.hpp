// server_options: the address of a server, and its limits. Every limit has its default here or in
// session_options.
#pragma once

#include <naru/endpoint.hpp>
#include <naru/listen_options.hpp>
#include <naru/native_handle.hpp>
#include <naru/session/session_observer.hpp>
#include <naru/session/session_options.hpp>

#include <cstddef>
#include <memory>
#include <optional>

namespace naru {

struct server_options {
  /// With port 0 the system chooses a port: see server_base::local_endpoint.
  endpoint address;
  /// A socket that listens already, in place of `address`: one that another process or systemd has
  /// handed over. The server owns it from the end of its constructor on. See docs/sessions.md.
  // Said, or GCC warns of {.address = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  std::optional<native_handle> listening_handle = {};
  /// The way in which the socket listens.
  listen_options listening = {};
  /// For each session.
  session_options sessions = {};
  /// Connections beyond this number are reset as soon as they are accepted: 1 to 1,048,576.
  std::size_t sessions_max = 65'536;
  /// Like sessions_max, for the connections of one address; if a proxy is required, it tells the
  /// address. 0: no limit.
  std::size_t sessions_per_address_max = 0;
  /// The number of leading bits of an IPv6 address that count as one address for
  /// sessions_per_address_max: 1 to 128. A host that has one address of a network usually has its
  /// whole /64. IPv4 addresses count whole, even if they come in IPv6 form (`::ffff:a.b.c.d`).
  unsigned ipv6_prefix_length = 64;
  /// The number of bytes that all sessions together may hold: their receive buffers, and the
  /// copies that wait to be sent. At least 65,536; 0: no limit. If a session needs more and
  /// nothing is left, it ends with close_reason::memory_limit. The last eighth is for buffers of
  /// the usual size: once it has begun, no connection is accepted and no large message is taken,
  /// and the other sessions go on. A shared_message does not count, because it exists once for all
  /// receivers: send_queue_max and write_timeout limit how much of it a slow receiver keeps.
  std::size_t memory_max = std::size_t{1} << 30;
  /// Is told what becomes of each connection; may be null.
  // Said, or GCC warns of {.address = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  std::shared_ptr<session_observer> observer = {};
};

}  // namespace naru
