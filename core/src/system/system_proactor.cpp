#include "system/system_proactor.hpp"

#include "names/system_resolver.hpp"
#include "signals/signal_registry.hpp"
#include "signals/signal_watch.hpp"

namespace naru::detail {

resolver_pointer system_proactor::make_resolver() {
  return resolver_pointer(new system_resolver(*this));
}

signal_pointer system_proactor::watch_signals(std::span<const signal_kind> kinds,
                                              std::error_code& error) {
  signal_mask mask = 0;
  for (const signal_kind kind : kinds) mask |= bit(kind);
  auto* const watch = new signal_watch(*this, mask);
  signal_pointer watching(watch);
  error = signal_registry::instance().add(*watch);
  if (error) watching.reset();
  return watching;
}

}  // namespace naru::detail
