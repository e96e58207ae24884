// What a server of the bench can do. Each library's folder defines all of them; none returns.
#pragma once

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

}  // namespace bench
