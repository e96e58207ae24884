// callback_timing: notes how long the functions of a session take, as long as it lives, if the
// proactor times them. The host must outlive it.
#pragma once

#include <naru/proactor.hpp>

#include "session/session_host.hpp"

namespace naru::detail {

class callback_timing {
 public:
  explicit callback_timing(session_host& host) noexcept : host_(host) {
    if (host_.times_callbacks()) begin_ = host_.owner().now();
  }
  ~callback_timing() {
    if (host_.times_callbacks()) host_.note_callback(host_.owner().now() - begin_);
  }
  callback_timing(const callback_timing&) = delete;
  callback_timing& operator=(const callback_timing&) = delete;

 private:
  session_host& host_;
  proactor::time_point begin_;
};

}  // namespace naru::detail
