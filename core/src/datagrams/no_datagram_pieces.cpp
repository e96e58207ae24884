// For systems that hand over each datagram by itself.
#include "datagrams/datagram_pieces.hpp"

namespace naru::detail {

bool receive_in_pieces(native_handle) noexcept { return false; }

// Not called, because receive_in_pieces returned false.
std::optional<io_result> receive_piece(native_handle, mutable_buffer, datagram_piece&) noexcept {
  return std::nullopt;
}

}  // namespace naru::detail
