// socket_options: the options that a stream or listener of any backend sets and reads by its
// native handle. There is one implementation per system.
#pragma once

#include <naru/detail/socket.hpp>
#include <naru/keep_alive_options.hpp>
#include <naru/listen_options.hpp>
#include <naru/native_handle.hpp>

#include <chrono>
#include <cstddef>
#include <system_error>

namespace naru::detail {

// The callers have checked the ranges of the values.

std::error_code set_no_delay(native_handle handle, bool on) noexcept;
std::error_code set_keep_alive(native_handle handle, const keep_alive_options& options) noexcept;
std::error_code clear_keep_alive(native_handle handle) noexcept;
std::error_code set_linger(native_handle handle, std::chrono::seconds time) noexcept;
std::error_code clear_linger(native_handle handle) noexcept;
std::error_code set_buffer_size(native_handle handle, direction which, int bytes) noexcept;
[[nodiscard]] std::size_t buffer_size(native_handle handle, direction which,
                                      std::error_code& error) noexcept;

/// Keeps child processes from inheriting a socket that naru has not made. Best effort: a child that
/// starts before the call inherits it.
void keep_from_children(native_handle handle) noexcept;

/// Sets the options that decide how a listener claims its address on this system. Call it before
/// bind.
std::error_code claim_address(native_handle handle, const listen_options& options) noexcept;
/// The error to report for a refused bind. If a program holds the port exclusively, Windows says
/// "access denied"; this makes it address_in_use.
[[nodiscard]] std::error_code bind_error(const std::error_code& error) noexcept;

/// Checks that this is a connected stream socket, and tells its family. Errors:
/// bad_file_descriptor or not_a_socket, wrong_protocol_type, not_connected,
/// address_family_not_supported.
std::error_code examine_connection(native_handle handle, socket_family& family) noexcept;
/// The same for a stream socket that listens: invalid_argument in place of not_connected.
std::error_code examine_listener(native_handle handle, socket_family& family) noexcept;

}  // namespace naru::detail
