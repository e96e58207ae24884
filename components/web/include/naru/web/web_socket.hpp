// web_socket: WebSocket as the transport of a server's or a client's sessions.
//
//     naru::server_options options{.address = naru::endpoint::parse("[::]:7080")};
//     options.transport = naru::web_socket({.messages = naru::web_socket_messages::lines,
//                                           .pages = pages});
//     naru::server<chatter> server(*proactor, options);
//
// The sessions are the same as over TCP. A browser that opens http://host:7080/ gets the page, and
// the page's `new WebSocket("ws://host:7080/")` becomes a session. For wss:// put it over TLS, by
// transport::over.
//
// A connection that ends before it is a WebSocket, such as that for a page, never becomes a
// session. It counts as refused, unless it got its page. Of one that ends later,
// session_base::close_error() is a web_error, or empty after a normal close.
//
// Thread-safety: any thread.
#pragma once

#include <naru/transport.hpp>
#include <naru/web/web_socket_options.hpp>

namespace naru {

/// For the connections of a server. Throws std::invalid_argument, which names the option, for an
/// option out of range, and std::bad_alloc.
[[nodiscard]] transport web_socket(web_socket_server_options options);
/// Works like the above, for the connections of a client.
[[nodiscard]] transport web_socket_of_client(web_socket_client_options options = {});

}  // namespace naru
