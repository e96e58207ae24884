// The scenarios of a server of the bench. A library's folder defines all scenarios of bytes, all of
// messages, those of TLS (echo and idle), or that of WebSockets; none returns.
#pragma once

#include <map>
#include <string>

#include "options.hpp"

namespace bench {

/// Sends back the bytes that come, in pieces of up to buffer_size bytes.
void serve_echo(const options& chosen);
/// Like serve_echo, for connections that are silent most of the time.
void serve_idle(const options& chosen);
/// Passes the bytes that come from one connection on to all of them.
void serve_fan_out(const options& chosen);
/// Sends each datagram back to its sender.
void serve_udp(const options& chosen);
/// Answers each datagram with `burst` of the same size and content.
void serve_burst(const options& chosen);

// Messages: each comes and goes after its length in four bytes, most significant first, and is
// sent as one message in the server's own way. A message larger than a receive ends its
// connection.

/// Sends each message back on the connection on which it came.
void serve_session_echo(const options& chosen);
/// Sends each message to all connections, and drops none.
void serve_session_broadcast(const options& chosen);

/// Sends each binary message of a WebSocket back as one. Its path is "/".
void serve_web_echo(const options& chosen);

using scenario_table = std::map<std::string, void (*)(const options&)>;

/// The scenarios of this program.
[[nodiscard]] const scenario_table& scenarios();

}  // namespace bench
