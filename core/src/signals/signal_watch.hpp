// signal_watch: the part of one signal_set: its wait, and the signals that came while nothing
// waited.
#pragma once

#include <naru/detail/signal_source.hpp>

#include "signals/signal_mask.hpp"
#include "sockets/socket_base.hpp"

namespace naru::detail {

class signal_watch;

/// The watches that are told of the signals of one place: the process, or a simulated host.
class signal_watches {
 public:
  /// No effect on a watch that is not there.
  virtual void remove(signal_watch& watch) noexcept = 0;

 protected:
  ~signal_watches() = default;
};

class signal_watch final : public signal_source, public socket_base {
 public:
  /// Its release removes it from `place`, to which the caller adds it.
  signal_watch(loop& owner, signal_mask kinds, signal_watches& place)
      : socket_base(owner), kinds_(kinds), place_(place) {}

  [[nodiscard]] signal_mask kinds() const noexcept { return kinds_; }

  submission wait(signal_kind& which, operation& op) override;
  void cancel() noexcept override;
  void release() noexcept override;

  /// A signal of that kind has come. No effect once this is closed, because the loop may be gone.
  void deliver(signal_kind kind) noexcept;

 private:
  // These need the lock.
  [[nodiscard]] std::error_code refusal() const noexcept;
  void serve() noexcept;
  void end_wait(const io_result& result) noexcept;
  void begin_close(close_mode mode) noexcept override;

  const signal_mask kinds_;
  signal_watches& place_;
  signal_mask kept_ = 0;
  operation* pending_ = nullptr;  // until just before its completion function runs
  signal_kind* which_ = nullptr;  // until its result is known
};

}  // namespace naru::detail
