// arrival: what a listener keeps about the connection that is next.
#pragma once

#include <optional>

#include "asio_fallback/convert.hpp"

namespace naru::detail {

struct arrival {
  /// Where the next connection goes; while no request is outstanding, one that has come and waits
  /// for an accept. The listener's own, because Asio refers to it until the request has ended, when
  /// everything else that could own it may have been closed.
  std::optional<asio_socket> socket;
  stream_protocol::endpoint peer;
};

}  // namespace naru::detail
