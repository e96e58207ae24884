#include <naru/detail/layer_over.hpp>

#include <naru/proactor.hpp>

#include <utility>

#include "loop/loop_of.hpp"
#include "sockets/layered_stream.hpp"
#include "values/refused.hpp"

namespace naru::detail {

/// The one place through which the library reaches the socket object of a stream.
struct stream_access {
  static stream_pointer& socket(stream& of) noexcept { return of.socket_; }
};

tcp_stream layer_over(tcp_stream&& connected, std::unique_ptr<stream_layer> layer) {
  tcp_stream layered(connected.owner());
  stream_pointer& below = stream_access::socket(connected);
  if (!below) return layered;
  auto* const made =
      new layered_stream(loop_of(connected.owner()), std::move(below), std::move(layer));
  stream_access::socket(layered).reset(made);
  made->begin();
  return layered;
}

submission handshake(tcp_stream& stream, operation& op) {
  const stream_pointer& socket = stream_access::socket(stream);
  return socket ? socket->handshake(op) : stream.owner().fail(op, not_connected());
}

}  // namespace naru::detail
