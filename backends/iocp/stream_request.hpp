// stream_request: what every request of a stream knows. It lies in the storage of its operation;
// what is left of the transfer is in the stream.
#pragma once

#include "iocp/iocp_stream.hpp"
#include "iocp/request.hpp"

namespace naru::detail {

struct iocp_stream::stream_request : request {
  stream_request(function on_completion, iocp_stream& stream, operation& op) noexcept
      : request(on_completion), parties{stream, op} {}

  struct {
    iocp_stream& stream;
    operation& op;
  } parties;
};

}  // namespace naru::detail
