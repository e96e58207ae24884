#include "system/system_proactor.hpp"

#include "names/system_resolver.hpp"
#include "signals/signal_registry.hpp"
#include "signals/signal_watch.hpp"
#include "sockets/open_socket.hpp"

namespace naru::detail {

listener_pointer system_proactor::listen(const endpoint& local, const listen_options& options,
                                         std::error_code& error) {
  return open_socket<listener_pointer>(
      [&] { return make_listener(options); },
      [&](listener_base& made) { return made.open(local, options); }, error);
}

listener_pointer system_proactor::listen(const unix_endpoint& local, const listen_options& options,
                                         path_removal removal, std::error_code& error) {
  return open_socket<listener_pointer>(
      [&] { return make_listener(options); },
      [&](listener_base& made) { return made.open(local, options, removal); }, error);
}

datagram_pointer system_proactor::open_datagram(const endpoint& local, const udp_options& options,
                                                std::error_code& error) {
  return open_socket<datagram_pointer>(
      [&] { return make_datagram(); },
      [&](datagram_base& made) { return made.open(local, options); }, error);
}

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
