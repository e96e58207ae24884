// send_outcome: the fate of a message that was given to a session.
#pragma once

#include <cstdint>

namespace naru {

enum class send_outcome : std::uint8_t {
  queued,     ///< it is sent, unless the connection ends first
  refused,    ///< the queue is full
  dropped,    ///< the queue is full, and overflow_policy::drop_newest counts it
  closed,     ///< the session is closing or closed
  too_large,  ///< it does not fit into a frame, or not even into an empty queue
};

}  // namespace naru
