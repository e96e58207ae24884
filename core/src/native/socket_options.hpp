// socket_options: what a stream or listener of any backend asks of the system by its native handle
// alone. One implementation per system.
#pragma once

#include <naru/detail/socket.hpp>
#include <naru/keep_alive_options.hpp>
#include <naru/listen_options.hpp>
#include <naru/native_handle.hpp>

#include <chrono>
#include <cstddef>
#include <system_error>

namespace naru::detail {

// The values are in range.

std::error_code set_no_delay(native_handle handle, bool on) noexcept;
std::error_code set_keep_alive(native_handle handle, const keep_alive_options& options) noexcept;
std::error_code clear_keep_alive(native_handle handle) noexcept;
std::error_code set_linger(native_handle handle, std::chrono::seconds time) noexcept;
std::error_code clear_linger(native_handle handle) noexcept;
std::error_code set_buffer_size(native_handle handle, direction which, int bytes) noexcept;
[[nodiscard]] std::size_t buffer_size(native_handle handle, direction which,
                                      std::error_code& error) noexcept;

/// On Windows, for what Asio has made: child processes do not inherit it from here on. Best effort:
/// a child that starts before the call has it.
void keep_from_children(native_handle handle) noexcept;

void close_handle(native_handle handle) noexcept;

/// Before bind: takes a listener's address as its options and the system want it said.
std::error_code claim_address(native_handle handle, const listen_options& options) noexcept;
/// What a refused bind says. Windows says "access denied" of a port that somebody holds
/// exclusively: that is address_in_use.
[[nodiscard]] std::error_code bind_error(const std::error_code& error) noexcept;

/// Whether this is a connected stream socket, and of what family. Errors: bad_file_descriptor or
/// not_a_socket, wrong_protocol_type, not_connected, address_family_not_supported.
std::error_code examine_connection(native_handle handle, socket_family& family) noexcept;

}  // namespace naru::detail
