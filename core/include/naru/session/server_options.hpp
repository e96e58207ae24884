// server_options: the address of a server, and its limits. Every limit has its default here or in
// session_options.
#pragma once

#include <naru/endpoint.hpp>
#include <naru/listen_options.hpp>
#include <naru/native_handle.hpp>
#include <naru/session/session_observer.hpp>
#include <naru/session/session_options.hpp>
#include <naru/transport.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace naru {

/// One more address on which a server listens: see server_options::more_addresses.
struct listening_place {
  /// With port 0 the system chooses a port: see server_base::local_endpoints.
  endpoint address = {};
  /// A socket that listens already, in place of `address`: see server_options::listening_handle.
  // Said, or GCC warns of {.address = …}. NOLINTNEXTLINE(readability-redundant-member-init)
  std::optional<native_handle> listening_handle = {};
  /// The way in which the socket listens.
  listen_options listening = {};
  /// What stands between the sessions from this address and TCP.
  naru::transport transport = {};
};

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
  /// address. 0: no limit. Handshakes of transports are counted apart: an address may have this
  /// number and eight more of them under way, because a browser makes several connections.
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
  /// What stands between the sessions from `address` and TCP: by default nothing.
  /// session_options::require_proxy_header needs plain TCP.
  naru::transport transport = {};
  /// The server listens on these addresses too. Its sessions share rooms, limits and stops, from
  /// whatever address they come. Sockets that listen already are taken over in their order; if one
  /// cannot be, those before it are closed.
  std::vector<listening_place> more_addresses = {};
  /// The number of handshakes of transports that may be under way at once: 1 to 1,048,576. A
  /// handshake takes memory and computing before anybody knows who the peer is, so connections
  /// beyond this number are reset. session_options::handshake_timeout limits each. A handshake
  /// takes no place of sessions_max, but none begins while that many sessions are there. As many
  /// handshakes that have failed may wait until their peers have read why, for
  /// session_options::close_timeout at most.
  std::size_t handshakes_max = 1'024;
};

}  // namespace naru
