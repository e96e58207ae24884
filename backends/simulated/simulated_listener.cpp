#include "simulated/simulated_listener.hpp"

#include <utility>

#include "simulated/simulated_proactor.hpp"
#include "values/as_error.hpp"

namespace naru::detail {

simulated_listener::simulated_listener(simulated_proactor& owner, const listen_options& options)
    : listener_base(owner, options.retry_delay), network_watcher(owner) {}

simulated_proactor& simulated_listener::owner() const noexcept {
  return static_cast<simulated_proactor&>(loop_);
}

socket_calls& simulated_listener::calls() const noexcept { return owner().calls(); }

std::error_code simulated_listener::tie(native_handle handle, socket_family) noexcept {
  socket_ = owner().around().sockets.find(handle);
  if (socket_ == nullptr || !socket_->listener) {
    return std::make_error_code(std::errc::operation_not_supported);
  }
  socket_->listener->watcher = this;
  return {};
}

void simulated_listener::accept_more() noexcept {
  while (someone_waits()) {
    if (!is_of_this_host(*next_waiter().home)) {
      serve_next({std::make_error_code(std::errc::invalid_argument), 0});
      continue;
    }
    if (arrival_ == no_handle) {
      if (socket_->listener->waiting.empty()) return;
      const std::error_code error = as_error([this] { return take_first(); });
      if (concerns_one_connection(error)) continue;
      if (error) return pause(error);
    }
    if (const std::error_code error = deliver(arrival_, peer_)) {
      if (!is_shortage(error)) calls().close(std::exchange(arrival_, no_handle));
      return pause(error);
    }
    arrival_ = no_handle;
    serve_next({});
  }
}

// `accept` has refused proactors of other backends. One of another host has another network under
// it, and one of another world has other handles.
bool simulated_listener::is_of_this_host(proactor& home) const noexcept {
  return &static_cast<simulated_proactor&>(home).host() == &owner().host();
}

// A listener on IPv6 sees the peers of IPv4 under mapped addresses.
std::error_code simulated_listener::take_first() {
  const std::error_code failure =
      socket_->host->fault_of(system_call::accept, owner().around().random);
  if (failure && !is_shortage(failure)) drop_first();
  if (failure) return failure;
  auto made = std::make_unique<system_socket>();
  const std::shared_ptr<connection>& wire = socket_->listener->waiting.front();
  const bool maps = family_ == socket_family::v6;
  made->host = socket_->host;
  made->family = family_;
  made->local = maps ? mapped(wire->local(side::server)) : wire->local(side::server);
  made->me = side::server;
  made->wire = wire;
  peer_ = maps ? mapped(wire->remote(side::server)) : wire->remote(side::server);
  arrival_ = owner().around().sockets.add(std::move(made));
  socket_->listener->waiting.pop_front();
  return {};
}

// The connection went away before it could be taken.
void simulated_listener::drop_first() {
  const std::shared_ptr<connection> lost = std::move(socket_->listener->waiting.front());
  socket_->listener->waiting.pop_front();
  lost->reset_on_close(side::server, true);
  lost->close(side::server);
}

void simulated_listener::look() noexcept {
  const std::lock_guard lock(lock_);
  if (!closing() && handle_ != no_handle && !paused()) accept_more();
}

void simulated_listener::close_acceptor() noexcept {
  if (arrival_ != no_handle) calls().close(std::exchange(arrival_, no_handle));
}

void simulated_listener::close_handle() noexcept {
  if (handle_ == no_handle) return;
  forget_news();
  socket_ = nullptr;
  calls().close(handle_);
}

}  // namespace naru::detail
