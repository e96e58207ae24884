// one_at_a_time: transfers a batch of datagrams on a system that takes only one datagram per call.
#pragma once

#include <naru/io_result.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>

#include "datagrams/datagram_handle.hpp"

namespace naru::detail {

/// Calls transfer(0), transfer(1)… up to `size` datagrams, and stops if one has to wait or fails. A
/// failure is reported only if it is that of the first datagram. Otherwise the next call meets it
/// again.
template <class Transfer>
[[nodiscard]] std::optional<io_result> one_at_a_time(std::size_t size, Transfer transfer) noexcept {
  const std::size_t most = std::min(size, datagrams_per_call);
  std::size_t count = 0;
  for (; count < most; ++count) {
    const std::optional<io_result> result = transfer(count);
    if (result && !result->error) continue;
    if (count == 0) return result;
    break;
  }
  return io_result{{}, count};
}

/// Sends a batch one datagram at a time. It is the same on every system.
[[nodiscard]] inline std::optional<io_result> send_one_at_a_time(
    native_handle handle, ip_family family, addressing how,
    std::span<const outgoing_datagram> batch) noexcept {
  return one_at_a_time(batch.size(), [&](std::size_t index) {
    const outgoing_datagram& each = batch[index];
    const buffer_cursor<const_buffer> payload(std::span(&each.payload, 1));
    const bool to_peer = how == addressing::to_peer;
    return send_datagram(handle, family, payload, to_peer ? nullptr : &each.destination);
  });
}

}  // namespace naru::detail
