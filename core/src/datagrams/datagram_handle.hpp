// datagram_handle: what a datagram socket asks of the system directly, on any backend: opening,
// options, and transfers that never wait. A backend adds only the waiting.
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

/// Datagrams that one transfer takes at most: their headers lie on the stack.
inline constexpr std::size_t datagrams_per_call = 64;

/// What one send of a batch hands to the system before others get their turn, with the socket's
/// lock held all the time: fewer where each datagram takes a call of its own.
[[nodiscard]] std::size_t datagrams_in_a_row() noexcept;

// Opening and options.

/// Bound and not blocking; no_handle with `error` set where the system refuses.
[[nodiscard]] native_handle open_datagram_handle(const endpoint& local, const udp_options& options,
                                                 std::error_code& error) noexcept;
void close_datagram_handle(native_handle handle) noexcept;

/// Before bind: how the address is to be shared, as the system wants it said.
std::error_code claim_port(native_handle handle, const udp_options& options) noexcept;

std::error_code connect_datagram(native_handle handle, ip_family family,
                                 const endpoint& peer) noexcept;

/// invalid_argument where the value is out of the option's range.
std::error_code set_datagram_option(native_handle handle, ip_family family, datagram_option which,
                                    std::size_t value) noexcept;
std::error_code change_membership(native_handle handle, ip_family family, membership how,
                                  const address& group, const address& on) noexcept;
std::error_code set_multicast_interface(native_handle handle, ip_family family,
                                        const address& on) noexcept;

// Transfers. Each gives nothing where it would have to wait. What the network reports of earlier
// datagrams (ICMP) is passed over; a send that meets it is tried again.

/// How often, at most: each try hears of one report, and others may come meanwhile. What it still
/// hears then is about itself, such as that there is no way to its destination.
inline constexpr int send_tries = 8;

/// bytes: how many datagrams came, one at least and datagrams_per_call at most.
[[nodiscard]] std::optional<io_result> receive_datagrams(native_handle handle,
                                                         std::span<datagram> batch) noexcept;
/// Whether there is something to receive. Leaves it there.
[[nodiscard]] std::optional<io_result> peek_datagram(native_handle handle) noexcept;

/// One datagram gathered from the buffers; to the peer where there is no destination.
[[nodiscard]] std::optional<io_result> send_datagram(native_handle handle, ip_family family,
                                                     const buffer_cursor<const_buffer>& buffers,
                                                     const endpoint* destination) noexcept;

enum class addressing : std::uint8_t {
  to_peer,     ///< the socket is connected; destinations are left out
  individual,  ///< each to its own destination
};

/// bytes: how many were sent, datagrams_per_call at most. An error is the first one's.
[[nodiscard]] std::optional<io_result> send_datagrams(
    native_handle handle, ip_family family, addressing how,
    std::span<const outgoing_datagram> batch) noexcept;

}  // namespace naru::detail
