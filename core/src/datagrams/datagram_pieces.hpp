// datagram_pieces: several datagrams of one sender in one piece, where the system can hand them
// over like that.
#pragma once

#include <naru/buffer.hpp>
#include <naru/endpoint.hpp>
#include <naru/io_result.hpp>
#include <naru/native_handle.hpp>

#include <cstddef>
#include <optional>

namespace naru::detail {

/// Datagrams of one sender, one behind the other. All have one size, but the last may be shorter.
struct datagram_piece {
  /// No piece is larger: IP counts its bytes in 16 bits.
  static constexpr std::size_t bytes_max = 65'536;

  std::size_t bytes = 0;
  std::size_t size_of_each = 0;
  endpoint source;
};

/// Lets the system hand over pieces. Returns false if it has none.
[[nodiscard]] bool receive_in_pieces(native_handle handle) noexcept;

/// Receives one piece: one datagram, or several. `room` must have bytes_max. Returns nothing
/// if it would have to wait.
[[nodiscard]] std::optional<io_result> receive_piece(native_handle handle, mutable_buffer room,
                                                     datagram_piece& came) noexcept;

}  // namespace naru::detail
