#include <naru/signal_set.hpp>

#include <naru/detail/proactor_access.hpp>
#include <naru/proactor.hpp>

#include <algorithm>
#include <stdexcept>

#include "signals/signal_mask.hpp"

namespace naru {

signal_set::signal_set(proactor& owner, std::initializer_list<signal_kind> kinds) {
  if (kinds.size() == 0) throw std::invalid_argument("a signal_set with no signal to watch");
  if (!std::all_of(kinds.begin(), kinds.end(), detail::exists)) {
    throw std::invalid_argument("a signal_set with a signal_kind that does not exist");
  }
  std::error_code refused;
  source_ = detail::proactor_access::watch_signals(owner, {kinds.begin(), kinds.size()}, refused);
  if (refused) throw std::system_error(refused, "cannot watch for signals");
}

submission signal_set::wait(signal_kind& which, operation& op) { return source_->wait(which, op); }

void signal_set::cancel() noexcept {
  if (source_) source_->cancel();
}

}  // namespace naru
