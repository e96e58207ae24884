// arrival: the next connection of a listener, on Windows.
#pragma once

#include <optional>

#include "asio_fallback/convert.hpp"

namespace naru::detail {

struct arrival {
  /// The socket for the next connection. While no request is outstanding, it is a connection that
  /// has come and waits for an accept. It belongs to the listener, because Asio refers to it until
  /// the request has ended. All other objects that could own it may be closed before that.
  std::optional<asio_socket> socket;
  stream_protocol::endpoint peer;
};

}  // namespace naru::detail
