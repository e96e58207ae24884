// tcp_listener: accepts TCP connections.
//
// Any number of accepts may be pending; they are served in their order. If a peer gave its
// connection up before it was accepted, the connection is skipped. If the process is out of
// handles, one accept reports it and the listener pauses before it tries again. So a server that
// simply accepts again neither spins nor dies.
//
//     naru::tcp_listener listener(*proactor, naru::endpoint::parse("[::]:7777"));
//     listener.accept(stream_, accepted_);
//     auto [error, stream] = co_await listener.accept();   // in a coroutine
//
// A port cannot be taken from a listener that lives. But it can be taken again while old
// connections linger, which a server that restarts needs: see reuse_address in listen_options.
// Thread-safety: as for tcp_stream.
#pragma once

#include <naru/detail/basic_listener.hpp>
#include <naru/endpoint.hpp>
#include <naru/tcp_stream.hpp>

namespace naru {

/// Its functions stand at detail::basic_listener and detail::listener_handle.
using tcp_listener = detail::basic_listener<tcp_stream, endpoint>;

}  // namespace naru
