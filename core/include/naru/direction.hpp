// direction: one side of a stream's traffic, for stream::cancel.
//
//     stream.cancel(naru::direction::receive);   // a pending send goes on
#pragma once

#include <cstdint>

namespace naru {

/// One side of a stream's traffic.
enum class direction : std::uint8_t {
  receive,
  send,  ///< also for connect, which must end before anything can be sent
};

}  // namespace naru
