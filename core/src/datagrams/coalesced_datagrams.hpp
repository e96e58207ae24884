// coalesced_datagrams: receives datagrams on a socket to which the system hands over several of
// them in one piece (udp_options::receive_coalesced).
//
// A piece may be as large as the largest datagram, and the system cuts off what has no room. So
// each piece is received into memory of this object, and its datagrams are copied from there. Those
// that the caller has no room for are kept for the next call, in order.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <system_error>

#include "datagrams/datagram_handle.hpp"
#include "datagrams/datagram_pieces.hpp"

namespace naru::detail {

class coalesced_datagrams {
 public:
  /// From here on the socket must be received from by this object alone. Returns null if the system
  /// has no pieces, and then datagrams come as usual. Without memory, `error` is set.
  [[nodiscard]] static std::unique_ptr<coalesced_datagrams> offered(
      native_handle handle, std::error_code& error) noexcept;

  /// Works like receive_datagrams. The kept datagrams come first.
  [[nodiscard]] std::optional<io_result> receive(native_handle handle,
                                                 std::span<datagram> batch) noexcept;
  /// Works like peek_datagram. The kept datagrams have come.
  [[nodiscard]] std::optional<io_result> peek(native_handle handle) const noexcept {
    return kept_ != 0 ? io_result{} : peek_datagram(handle);
  }
  /// False if the last receive has left datagrams here, or may have left some with the system.
  [[nodiscard]] bool nothing_is_left() const noexcept { return drained_; }

 private:
  coalesced_datagrams() noexcept {}  // NOLINT: room_ is filled by the system

  [[nodiscard]] std::optional<io_result> receive_one(native_handle handle, datagram& into) noexcept;
  void take(datagram& into) noexcept;

  datagram_piece piece_;
  std::size_t kept_ = 0;  // the number of datagrams of the piece that are not taken yet
  std::size_t next_ = 0;  // the place in room_ of the first of them
  bool drained_ = false;
  std::array<std::byte, datagram_piece::bytes_max> room_;
};

}  // namespace naru::detail
