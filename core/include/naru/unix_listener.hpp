// unix_listener: accepts connections over a Unix domain socket. Except for the address it is like
// tcp_listener.
//
//     const auto place = naru::unix_endpoint::parse("/run/game/admin.socket");
//     naru::unix_listener listener(*proactor, place);
//     listener.accept(stream_, accepted_);
//
// Listening makes a file, and never takes over an existing one. If there is a file, even one that
// a killed program left behind, listening fails with address_in_use; a program that knows that the
// file is stale removes it first. Closing removes the file again, unless it should stay: see
// listen_options::remove_file. The permissions of the file's folder decide who may connect.
//
// Thread-safety: as for tcp_stream.
#pragma once

#include <naru/detail/basic_listener.hpp>
#include <naru/unix_endpoint.hpp>
#include <naru/unix_stream.hpp>

namespace naru {

/// Its functions stand at detail::basic_listener and detail::listener_handle.
using unix_listener = detail::basic_listener<unix_stream, unix_endpoint>;

}  // namespace naru
