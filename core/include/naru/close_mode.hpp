// close_mode: how stream::close closes a connection.
//
//     stream.close(naru::close_mode::reset);   // the peer is not worth waiting for
#pragma once

#include <cstdint>

namespace naru {

/// How a connection is closed.
enum class close_mode : std::uint8_t {
  /// The sent bytes are still delivered, then the peer sees the end of the stream. But if received
  /// bytes were left unread, TCP resets the connection, because the loss must be reported (RFC
  /// 1122, 4.2.2.13). To avoid that, shut down the sending side and receive up to the end.
  graceful,
  /// At once: bytes that were not delivered yet are discarded, and the peer sees a reset.
  reset,
};

}  // namespace naru
