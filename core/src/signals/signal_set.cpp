#include <naru/signal_set.hpp>

#include <naru/detail/proactor_access.hpp>
#include <naru/detail/services.hpp>
#include <naru/proactor.hpp>

#include <algorithm>
#include <span>
#include <stdexcept>

#include "loop/loop_of.hpp"
#include "signals/signal_mask.hpp"
#include "signals/signal_registry.hpp"
#include "signals/signal_watch.hpp"

namespace naru {
namespace {

using kinds_view = std::span<const signal_kind>;

detail::signal_pointer watch_system(detail::loop& owner, kinds_view kinds, std::error_code& error) {
  detail::signal_mask mask = 0;
  for (const signal_kind kind : kinds) mask |= detail::bit(kind);
  auto& registry = detail::signal_registry::instance();
  auto* const watch = new detail::signal_watch(owner, mask, registry);
  detail::signal_pointer watching(watch);
  error = registry.add(*watch);
  if (error) watching.reset();
  return watching;
}

detail::signal_pointer watch(proactor& owner, kinds_view kinds, std::error_code& error) {
  auto* const own = detail::proactor_access::own_services(owner);
  if (own != nullptr) return own->watch_signals(kinds, error);
  return watch_system(detail::loop_of(owner), kinds, error);
}

}  // namespace

signal_set::signal_set(proactor& owner, std::initializer_list<signal_kind> kinds) {
  if (kinds.size() == 0) throw std::invalid_argument("a signal_set with no signal to watch");
  if (!std::all_of(kinds.begin(), kinds.end(), detail::exists)) {
    throw std::invalid_argument("a signal_set with a signal_kind that does not exist");
  }
  std::error_code refused;
  source_ = watch(owner, {kinds.begin(), kinds.size()}, refused);
  if (refused) throw std::system_error(refused, "cannot watch for signals");
}

submission signal_set::wait(signal_kind& which, operation& op) { return source_->wait(which, op); }

void signal_set::cancel() noexcept {
  if (source_) source_->cancel();
}

}  // namespace naru
