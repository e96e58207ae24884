// signal_watch: one signal_set's share of the signals: the wait, and what came while there was
// none.
#pragma once

#include <naru/detail/signal_source.hpp>

#include "signals/signal_mask.hpp"
#include "sockets/socket_base.hpp"

namespace naru::detail {

class signal_watch final : public signal_source, public socket_base {
 public:
  signal_watch(loop& owner, signal_mask kinds) : socket_base(owner), kinds_(kinds) {}

  [[nodiscard]] signal_mask kinds() const noexcept { return kinds_; }

  submission wait(signal_kind& which, operation& op) override;
  void cancel() noexcept override;
  void release() noexcept override;

  /// A signal of that kind has come. Does nothing once closed, when the loop may have gone.
  void deliver(signal_kind kind) noexcept;

 private:
  // All with the lock held.
  [[nodiscard]] std::error_code unusable() const noexcept;
  void serve() noexcept;
  void end_wait(const io_result& result) noexcept;
  void close_native(close_mode mode) noexcept override;
  void forget(operation& op) noexcept override;

  const signal_mask kinds_;
  signal_mask kept_ = 0;
  operation* pending_ = nullptr;  // until its completion function is about to run
  signal_kind* which_ = nullptr;  // until its result is known
};

}  // namespace naru::detail
