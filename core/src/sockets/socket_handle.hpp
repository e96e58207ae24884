// socket_handle: calls of the system on a native handle, which the streams and listeners of every
// backend use. Options are in native/socket_options.hpp.
#pragma once

#include <naru/detail/socket.hpp>
#include <naru/endpoint.hpp>
#include <naru/native_handle.hpp>

#include <system_error>

namespace naru::detail {

/// Opens a stream socket that child processes do not inherit. Returns no_handle with `error` set if
/// the system refuses.
[[nodiscard]] native_handle open_stream_handle(socket_family family,
                                               std::error_code& error) noexcept;

/// Ends the sending side of a connection: the peer sees the end of the stream.
[[nodiscard]] std::error_code shut_down_sending(native_handle handle) noexcept;

/// These return an empty endpoint for a socket that has no address and port.
[[nodiscard]] endpoint local_endpoint_of(native_handle handle, std::error_code& error) noexcept;
[[nodiscard]] endpoint remote_endpoint_of(native_handle handle, std::error_code& error) noexcept;

}  // namespace naru::detail
