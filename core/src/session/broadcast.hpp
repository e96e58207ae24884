// broadcast: sends one shared message to many sessions.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/segment.hpp>
#include <naru/session/session_base.hpp>

#include <cstddef>

#include "session/session_core.hpp"
#include "session/write_batch.hpp"

namespace naru::detail {

class broadcast {
 public:
  /// `holder` and the `bytes` in its segment must stay until the object is destroyed.
  broadcast(const segment_pointer& holder, const_buffer bytes) noexcept
      : holder_(holder), bytes_(bytes) {}

  void send_to(const session_base& one) {
    const send_outcome outcome = session_core::of(one)->send_shared(holder_, bytes_, writes_);
    if (outcome == send_outcome::queued) ++queued_;
  }
  /// The number of sessions for which the message was queued.
  [[nodiscard]] std::size_t queued() const noexcept { return queued_; }

 private:
  const segment_pointer& holder_;
  const const_buffer bytes_;
  write_batch writes_;
  std::size_t queued_ = 0;
};

}  // namespace naru::detail
