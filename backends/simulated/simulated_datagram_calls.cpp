#include "simulated/simulated_datagram_calls.hpp"

#include <algorithm>
#include <utility>

#include "simulated/world.hpp"
#include "values/as_error.hpp"
#include "values/refused.hpp"

namespace naru::detail {
namespace {

constexpr std::size_t hops_max = 255;

}  // namespace

datagram_port& simulated_datagram_calls::port_of(native_handle handle) const noexcept {
  return *world_.sockets.find(handle)->datagrams;
}

native_handle simulated_datagram_calls::open(const endpoint& local, const udp_options& options,
                                             std::error_code& error) noexcept {
  native_handle made = no_handle;
  error = as_error([&] { return make_port(local, options, made); });
  return made;
}

std::error_code simulated_datagram_calls::make_port(const endpoint& local,
                                                    const udp_options& options,
                                                    native_handle& made) {
  const address& on = local.address();
  if (!on.is_unspecified() && !host_.has(on)) {
    return std::make_error_code(std::errc::address_not_available);
  }
  for (const system_call each : {system_call::open, system_call::bind}) {
    if (const std::error_code failure = host_.fault_of(each, world_.random)) return failure;
  }
  auto socket = std::make_unique<system_socket>();
  socket->host = &host_;
  socket->family = on.is_v4() ? socket_family::v4 : socket_family::v6;
  socket->datagrams = std::make_unique<datagram_port>();
  datagram_port& port = *socket->datagrams;
  port.takes_ipv4 = on.is_v4() || options.accept_ipv4;
  port.shares = options.share_address || options.reuse_port;
  if (options.receive_buffer_size != 0) port.receive_buffer = options.receive_buffer_size;
  if (options.send_buffer_size != 0) port.send_buffer = options.send_buffer_size;
  const std::uint16_t held = socket->port.hold(host_.datagram_port_range, local.port());
  if (held == 0) return std::make_error_code(std::errc::address_in_use);
  port.local = {on, held};
  const native_handle added = world_.sockets.add(std::move(socket));
  const std::error_code refused = as_error([&] { return host_.add(port); });
  if (refused) {
    world_.sockets.remove(added);
  } else {
    made = added;
  }
  return refused;
}

void simulated_datagram_calls::close(native_handle handle) noexcept {
  system_socket& closed = *world_.sockets.find(handle);
  closed.host->remove(*closed.datagrams);
  world_.sockets.remove(handle);
}

endpoint simulated_datagram_calls::local_endpoint(native_handle handle,
                                                  std::error_code& error) noexcept {
  error.clear();
  return port_of(handle).local;
}

std::error_code simulated_datagram_calls::connect(native_handle handle, ip_family family,
                                                  const endpoint& peer) noexcept {
  datagram_port& port = port_of(handle);
  const endpoint to = reachable(peer);
  const std::optional<address> source = host_.source_for(to.address());
  if (!source) return std::make_error_code(std::errc::network_unreachable);
  port.peer = to;
  if (port.local.address().is_unspecified()) {
    const endpoint from(*source, port.local.port());
    port.local = family == ip_family::v6 ? mapped(from) : from;
  }
  return {};
}

std::error_code simulated_datagram_calls::set_option(native_handle handle, ip_family,
                                                     datagram_option which,
                                                     std::size_t value) noexcept {
  datagram_port& port = port_of(handle);
  constexpr std::size_t size_max = std::size_t{1} << 31;
  switch (which) {
    case datagram_option::broadcast:
      port.may_broadcast = value != 0;
      return {};
    case datagram_option::hops:
    case datagram_option::multicast_hops: {
      const std::size_t least = which == datagram_option::hops ? 1 : 0;
      return value < least || value > hops_max ? invalid_argument() : std::error_code();
    }
    case datagram_option::multicast_loop:
      port.hears_itself = value != 0;
      return {};
    case datagram_option::receive_buffer_size:
    case datagram_option::send_buffer_size:
      if (value == 0 || value >= size_max) return invalid_argument();
      (which == datagram_option::send_buffer_size ? port.send_buffer : port.receive_buffer) = value;
      return {};
  }
  return invalid_argument();
}

std::size_t simulated_datagram_calls::buffer_size(native_handle handle, direction which,
                                                  std::error_code& error) noexcept {
  error.clear();
  const datagram_port& port = port_of(handle);
  return which == direction::send ? port.send_buffer : port.receive_buffer;
}

std::error_code simulated_datagram_calls::change_membership(native_handle handle, ip_family,
                                                            membership how, const address& group,
                                                            const address&) noexcept {
  return as_error([&] {
    std::vector<address>& groups = port_of(handle).groups;
    const auto found = std::ranges::find(groups, group);
    const bool joins = how == membership::join;
    if (joins == (found != groups.end())) {
      return std::make_error_code(joins ? std::errc::address_in_use
                                        : std::errc::address_not_available);
    }
    joins ? groups.push_back(group) : static_cast<void>(groups.erase(found));
    return std::error_code();
  });
}

std::error_code simulated_datagram_calls::set_multicast_interface(native_handle, ip_family,
                                                                  const address& on) noexcept {
  const bool is_here = on.is_unspecified() || host_.has(on);
  return is_here ? std::error_code() : std::make_error_code(std::errc::address_not_available);
}

}  // namespace naru::detail
