// datagram_handle: calls of the system that the datagram sockets of every backend use. They open a
// socket, set options, and transfer datagrams without waiting. A backend adds only the waiting.
#pragma once

#include <naru/datagram.hpp>
#include <naru/detail/datagram.hpp>
#include <naru/endpoint.hpp>
#include <naru/io_result.hpp>
#include <naru/native_handle.hpp>
#include <naru/udp_options.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <system_error>

#include "values/buffer_cursor.hpp"
#include "values/reachable.hpp"

namespace naru::detail {

/// The number of datagrams that one transfer takes at most. Their headers lie on the stack.
inline constexpr std::size_t datagrams_per_call = 64;

/// The number of datagrams of a batch that one send hands to the system before other sockets are
/// served. The lock of the socket is held meanwhile. So the number is smaller if each datagram
/// takes a call of its own.
[[nodiscard]] std::size_t datagrams_in_a_row() noexcept;

// Opening and options

/// Opens a socket that is bound and does not block. Returns no_handle with `error` set if the
/// system refuses.
[[nodiscard]] native_handle open_datagram_handle(const endpoint& local, const udp_options& options,
                                                 std::error_code& error) noexcept;
void close_datagram_handle(native_handle handle) noexcept;

/// Call this before bind. It sets how the address may be shared, with the options of the system.
std::error_code claim_port(native_handle handle, const udp_options& options) noexcept;

std::error_code connect_datagram(native_handle handle, ip_family family,
                                 const endpoint& peer) noexcept;

/// Returns invalid_argument if the value is out of the option's range.
std::error_code set_datagram_option(native_handle handle, ip_family family, datagram_option which,
                                    std::size_t value) noexcept;
std::error_code change_membership(native_handle handle, ip_family family, membership how,
                                  const address& group, const address& on) noexcept;
std::error_code set_multicast_interface(native_handle handle, ip_family family,
                                        const address& on) noexcept;

// Transfers. Each returns nothing if it would have to wait. Reports of the network about earlier
// datagrams (ICMP) are passed over: a send that meets one is tried again.

/// The number of tries at most. Each try meets one report, and more may come meanwhile. An error of
/// the last try is about the datagram itself, for instance that there is no route to its
/// destination.
inline constexpr int send_tries = 8;

/// The bytes of the result are the number of datagrams that came: at least one, and
/// datagrams_per_call at most.
[[nodiscard]] std::optional<io_result> receive_datagrams(native_handle handle,
                                                         std::span<datagram> batch) noexcept;
/// Whether there is a datagram to receive. It is not taken.
[[nodiscard]] std::optional<io_result> peek_datagram(native_handle handle) noexcept;

/// Sends one datagram that is gathered from the buffers. If `destination` is null, it goes to the
/// connected peer.
[[nodiscard]] std::optional<io_result> send_datagram(native_handle handle, ip_family family,
                                                     const buffer_cursor<const_buffer>& buffers,
                                                     const endpoint* destination) noexcept;

enum class addressing : std::uint8_t {
  to_peer,     ///< the socket is connected; destinations are left out
  individual,  ///< each to its own destination
};

/// The bytes of the result are the number of datagrams that were sent, datagrams_per_call at most.
/// An error is that of the first datagram.
[[nodiscard]] std::optional<io_result> send_datagrams(
    native_handle handle, ip_family family, addressing how,
    std::span<const outgoing_datagram> batch) noexcept;

}  // namespace naru::detail
