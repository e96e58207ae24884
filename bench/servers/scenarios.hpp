// What a server of the bench can do. A library's folder defines all scenarios of bytes, or all of
// messages; none returns.
#pragma once

#include <map>
#include <string>

#include "options.hpp"

namespace bench {

/// Sends back what comes, in pieces of up to buffer_size bytes.
void serve_echo(const options& chosen);
/// The same, for connections that are silent for most of their lives.
void serve_idle(const options& chosen);
/// Passes what comes from one connection on to all of them.
void serve_fan_out(const options& chosen);
/// Sends each datagram back to where it came from.
void serve_udp(const options& chosen);
/// Answers each datagram with `burst` of the same size and content.
void serve_burst(const options& chosen);

// Messages: each comes and goes after its length in four bytes, the most significant one first, and
// is sent as one message by whatever the server has for that. One larger than a receive ends its
// connection.

/// Sends each message back on the connection on which it came.
void serve_session_echo(const options& chosen);
/// Sends each message to all connections, and forgets none.
void serve_session_broadcast(const options& chosen);

using scenario_table = std::map<std::string, void (*)(const options&)>;

/// Those of this program.
[[nodiscard]] const scenario_table& scenarios();

}  // namespace bench
