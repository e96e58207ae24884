// stream_request: what every request of a stream knows. It lies in the storage of its operation.
#pragma once

#include <cstdint>

#include "iocp/iocp_stream.hpp"
#include "iocp/request.hpp"

namespace naru::detail {

// Pieces that a cancelled request still moves: what a socket can hold, and not all that a fast peer
// sends or takes meanwhile.
inline constexpr std::uint8_t looks_after_cancel = 8;

struct iocp_stream::stream_request : request {
  stream_request(function on_completion, iocp_stream& stream, operation& op) noexcept
      : request(on_completion), parties{stream, op} {}

  /// Asked before each call to the system: whether a cancelled request has had its share of them.
  [[nodiscard]] bool has_looked_enough() noexcept {
    return cancelled && looks++ == looks_after_cancel;
  }

  struct {
    iocp_stream& stream;
    operation& op;
  } parties;
  bool cancelled = false;
  std::uint8_t looks = 0;  // calls since the cancel
};

}  // namespace naru::detail
