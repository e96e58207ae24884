#include "simulated/simulated_calls.hpp"

#include <utility>

#include "simulated/world.hpp"
#include "values/as_error.hpp"

namespace naru::detail {
namespace {

// The connections that a listener holds if its options name no number, as on Linux.
constexpr std::size_t backlog_default = 4'096;

std::error_code bad_file_descriptor() noexcept {
  return std::make_error_code(std::errc::bad_file_descriptor);
}

}  // namespace

std::error_code simulated_calls::check(native_handle handle) const noexcept {
  return world_.sockets.find(handle) == nullptr ? bad_file_descriptor() : std::error_code();
}

native_handle simulated_calls::open_stream(socket_family family, std::error_code& error) noexcept {
  native_handle opened = no_handle;
  if (family == socket_family::local) {
    error = std::make_error_code(std::errc::address_family_not_supported);
    return opened;
  }
  error = host_.fault_of(system_call::open, world_.random);
  if (error) return opened;
  error = as_error([&] {
    auto made = std::make_unique<system_socket>();
    made->host = &host_;
    made->family = family;
    opened = world_.sockets.add(std::move(made));
    return std::error_code();
  });
  return opened;
}

void simulated_calls::close(native_handle handle) noexcept {
  system_socket& closed = *world_.sockets.find(handle);
  if (closed.listener) {
    closed.host->remove(*closed.listener);
    for (const std::shared_ptr<connection>& each : closed.listener->waiting) {
      each->reset_on_close(side::server, true);
      each->close(side::server);
    }
  }
  if (closed.wire) closed.wire->close(closed.me);
  world_.sockets.remove(handle);
}

std::error_code simulated_calls::bind(native_handle handle, const endpoint& local,
                                      const listen_options& options) noexcept {
  return as_error([&] {
    system_socket& bound = *world_.sockets.find(handle);
    const address& on = local.address();
    if (!on.is_unspecified() && !host_.has(on)) {
      return std::make_error_code(std::errc::address_not_available);
    }
    if (const std::error_code failure = host_.fault_of(system_call::bind, world_.random)) {
      return failure;
    }
    auto port = std::make_unique<listening_port>();
    port->takes_ipv4 = on.is_v4() || options.accept_ipv4;
    port->shares = options.reuse_port;
    const std::uint16_t held = bound.port.hold(host_.stream_ports, local.port());
    if (held == 0) return std::make_error_code(std::errc::address_in_use);
    port->local = {on, held};
    bound.local = port->local;
    bound.listener = std::move(port);
    return std::error_code();
  });
}

std::error_code simulated_calls::bind(native_handle, const unix_endpoint&) noexcept {
  return std::make_error_code(std::errc::address_family_not_supported);
}

// Two sockets may be bound to one address, as long as only one of them listens.
std::error_code simulated_calls::listen(native_handle handle, int backlog) noexcept {
  return as_error([&] {
    system_socket& listening = *world_.sockets.find(handle);
    listening.listener->backlog =
        backlog == 0 ? backlog_default : static_cast<std::size_t>(backlog) + 1;
    const std::error_code refused = host_.add(*listening.listener);
    if (refused) listening.listener.reset();
    return refused;
  });
}

std::error_code simulated_calls::shut_down_sending(native_handle handle) noexcept {
  system_socket& socket = *world_.sockets.find(handle);
  return socket.wire->finish_sending(socket.me);
}

endpoint simulated_calls::local_endpoint(native_handle handle, std::error_code& error) noexcept {
  const system_socket* const socket = world_.sockets.find(handle);
  error = socket == nullptr ? bad_file_descriptor() : std::error_code();
  return socket == nullptr ? endpoint() : socket->local;
}

endpoint simulated_calls::remote_endpoint(native_handle, std::error_code& error) noexcept {
  error = std::make_error_code(std::errc::operation_not_supported);  // no handle comes from outside
  return {};
}

std::error_code simulated_calls::set_no_delay(native_handle handle, bool) noexcept {
  return check(handle);
}

std::error_code simulated_calls::set_keep_alive(native_handle handle,
                                                const keep_alive_options& options) noexcept {
  const system_socket* const socket = world_.sockets.find(handle);
  if (socket == nullptr) return bad_file_descriptor();
  return as_error([&] {
    if (socket->wire) socket->wire->keep_alive(socket->me, options);
    return std::error_code();
  });
}

std::error_code simulated_calls::clear_keep_alive(native_handle handle) noexcept {
  const system_socket* const socket = world_.sockets.find(handle);
  if (socket == nullptr) return bad_file_descriptor();
  if (socket->wire) socket->wire->clear_keep_alive(socket->me);
  return {};
}

std::error_code simulated_calls::set_linger(native_handle handle,
                                            std::chrono::seconds time) noexcept {
  system_socket* const socket = world_.sockets.find(handle);
  if (socket == nullptr) return bad_file_descriptor();
  if (socket->wire) socket->wire->reset_on_close(socket->me, time.count() == 0);
  return {};
}

std::error_code simulated_calls::clear_linger(native_handle handle) noexcept {
  system_socket* const socket = world_.sockets.find(handle);
  if (socket == nullptr) return bad_file_descriptor();
  if (socket->wire) socket->wire->reset_on_close(socket->me, false);
  return {};
}

std::error_code simulated_calls::set_buffer_size(native_handle handle, direction which,
                                                 int bytes) noexcept {
  system_socket* const socket = world_.sockets.find(handle);
  if (socket == nullptr) return bad_file_descriptor();
  if (socket->wire) socket->wire->set_buffer(socket->me, which, static_cast<std::size_t>(bytes));
  return {};
}

std::size_t simulated_calls::buffer_size(native_handle handle, direction which,
                                         std::error_code& error) noexcept {
  const system_socket* const socket = world_.sockets.find(handle);
  error = socket == nullptr || !socket->wire ? bad_file_descriptor() : std::error_code();
  return error ? 0 : socket->wire->buffer(socket->me, which);
}

}  // namespace naru::detail
