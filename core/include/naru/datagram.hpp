// datagram, outgoing_datagram: one of several datagrams that a udp_socket receives or sends at a
// time.
//
//     std::array<naru::datagram, 32> batch;   // each with a buffer of its own
//     socket.receive_batch(batch, received_);
//     …in received_:  for (naru::datagram& each : std::span(batch).first(result.bytes)) …
#pragma once

#include <naru/buffer.hpp>
#include <naru/endpoint.hpp>

#include <cstddef>

namespace naru {

/// Room for one datagram, and the datagram that came.
struct datagram {
  /// The memory for it; the caller owns it. Receiving does not change this member.
  mutable_buffer buffer;
  /// The number of bytes of the buffer that were filled. 0 for an empty datagram.
  std::size_t size = 0;
  /// The sender.
  endpoint source;
  /// True if the datagram was larger than the buffer; the rest of it is lost.
  bool truncated = false;

  /// The part of the buffer that was filled.
  [[nodiscard]] mutable_buffer payload() const noexcept { return buffer.first(size); }
};

/// One datagram of a batch to send.
struct outgoing_datagram {
  /// The bytes to send. They must live until the operation has completed.
  const_buffer payload;
  /// Ignored by a socket that is connected: it sends to its peer.
  endpoint destination;
};

}  // namespace naru
