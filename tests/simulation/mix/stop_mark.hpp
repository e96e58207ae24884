// stop_mark: a stop of a server or a client, which completes once and not inside its own call.
#pragma once

#include <naru/callback.hpp>
#include <naru/proactor.hpp>

#include "checks.hpp"

namespace mix {

class stop_mark {
 public:
  explicit stop_mark(checks& seen) noexcept : seen_(seen) {}

  /// `stopping` is a server or a client. A second call does nothing.
  template <class Owner>
  void begin(Owner& stopping, naru::proactor::duration drain) {
    if (is_asked_) return;
    is_asked_ = true;
    is_starting_ = true;
    stopping.stop(drain, ended_);
    is_starting_ = false;
  }
  [[nodiscard]] bool is_asked() const noexcept { return is_asked_; }
  [[nodiscard]] bool is_done() const noexcept { return is_done_; }

 private:
  void on_ended(naru::io_result result) {
    seen_.require(!is_starting_, "a stop completed inside the call that began it");
    seen_.require(!is_done_, "a stop completed twice");
    seen_.require(!result.error, "a stop failed");
    is_done_ = true;
  }

  checks& seen_;
  bool is_asked_ = false;
  bool is_starting_ = false;
  bool is_done_ = false;
  naru::member_callback ended_ = naru::bind<&stop_mark::on_ended>(this);
};

}  // namespace mix
