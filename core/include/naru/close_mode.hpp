// close_mode: how stream::close gives a connection up.
//
//     stream.close(naru::close_mode::reset);   // the peer is not worth waiting for
#pragma once

#include <cstdint>

namespace naru {

/// How a connection is given up.
enum class close_mode : std::uint8_t {
  /// What was sent is still delivered, then the peer sees the end of the stream. Not where
  /// received bytes were left unread: then TCP resets the connection, as the loss has to be told
  /// (RFC 1122, 4.2.2.13). Shut down the sending side and receive up to the end to avoid that.
  graceful,
  /// At once: what was not delivered yet is discarded and the peer sees a reset.
  reset,
};

}  // namespace naru
