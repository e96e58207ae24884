#include "signals/signal_watch.hpp"

#include <naru/error.hpp>

#include <cassert>
#include <utility>

#include "loop/loop.hpp"

namespace naru::detail {

submission signal_watch::wait(signal_kind& which, operation& op) {
  std::error_code refused;
  {
    const std::lock_guard lock(lock_);
    refused = refusal();
    if (!refused) {
      attach(op);
      pending_ = &op;
      which_ = &which;
      serve();
    }
  }
  return refused ? loop_.fail(op, refused) : submission::pending;
}

void signal_watch::cancel() noexcept {
  const std::lock_guard lock(lock_);
  end_wait({std::make_error_code(std::errc::operation_canceled), 0});
}

void signal_watch::release() noexcept {
  place_.remove(*this);
  socket_base::release();
}

void signal_watch::deliver(signal_kind kind) noexcept {
  const std::lock_guard lock(lock_);
  if (closing()) return;
  kept_ |= bit(kind);
  serve();
}

std::error_code signal_watch::refusal() const noexcept {
  if (closing() || loop_.shutting_down()) {
    return std::make_error_code(std::errc::operation_canceled);
  }
  if (pending_ != nullptr) return error::operation_already_pending;
  return {};
}

void signal_watch::serve() noexcept {
  if (which_ == nullptr) return;
  for (const signal_kind kind : signal_kinds) {
    if ((kept_ & bit(kind)) == 0) continue;
    kept_ &= ~bit(kind);
    *which_ = kind;
    end_wait({});
    return;
  }
}

void signal_watch::end_wait(const io_result& result) noexcept {
  if (which_ == nullptr) return;
  assert(pending_ != nullptr && pending_->pending());  // invariant: signal-ends-one-wait
  which_ = nullptr;
  loop_.complete(*std::exchange(pending_, nullptr), result);
}

void signal_watch::begin_close(close_mode) noexcept {
  end_wait({std::make_error_code(std::errc::operation_canceled), 0});
}

}  // namespace naru::detail
