// stream_request: the native request of a stream's operation. It lies in the storage of the
// operation, and knows the stream and the operation. The stream has the rest of the transfer.
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
