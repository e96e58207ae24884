#include "datagrams/datagram_handle.hpp"

#include <limits>

#include "native/native_address.hpp"
#include "native/socket_options.hpp"
#include "values/no_handle.hpp"
#include "values/refused.hpp"

namespace naru::detail {
namespace {

std::error_code set_buffer_size(native::handle socket, int name, std::size_t bytes) noexcept {
  if (bytes == 0 || bytes > std::size_t{std::numeric_limits<int>::max()}) return invalid_argument();
  return native::set_option(socket, SOL_SOCKET, name, static_cast<int>(bytes));
}

std::error_code set_hops(native::handle socket, ip_family family, std::size_t hops) noexcept {
  if (hops == 0 || hops > 255) return invalid_argument();
  const int value = static_cast<int>(hops);
  return family == ip_family::v4
             ? native::set_option(socket, IPPROTO_IP, IP_TTL, value)
             : native::set_option(socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS, value);
}

std::error_code set_multicast_hops(native::handle socket, ip_family family,
                                   std::size_t hops) noexcept {
  if (hops > 255) return invalid_argument();
  if (family == ip_family::v4) {
    return native::set_option(socket, IPPROTO_IP, IP_MULTICAST_TTL,
                              static_cast<native::multicast_number>(hops));
  }
  return native::set_option(socket, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, static_cast<int>(hops));
}

std::error_code set_multicast_loop(native::handle socket, ip_family family,
                                   std::size_t on) noexcept {
  if (family == ip_family::v4) {
    return native::set_option(socket, IPPROTO_IP, IP_MULTICAST_LOOP,
                              static_cast<native::multicast_number>(on));
  }
  return native::set_option(socket, IPPROTO_IPV6, IPV6_MULTICAST_LOOP, static_cast<unsigned>(on));
}

// Sets what must be set before bind.
std::error_code prepare(native::handle socket, const endpoint& local,
                        const udp_options& options) noexcept {
  if (const auto error = claim_port(static_cast<native_handle>(socket), options)) return error;
  if (local.address().is_v6()) {
    const int only = !options.accept_ipv4 ? 1 : 0;
    if (const auto error = native::set_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, only)) {
      return error;
    }
  }
  if (options.receive_buffer_size != 0) {
    if (const auto error = set_buffer_size(socket, SO_RCVBUF, options.receive_buffer_size)) {
      return error;
    }
  }
  if (options.send_buffer_size == 0) return {};
  return set_buffer_size(socket, SO_SNDBUF, options.send_buffer_size);
}

}  // namespace

native_handle open_datagram_handle(const endpoint& local, const udp_options& options,
                                   std::error_code& error) noexcept {
  native_address where(local);
  const native::handle socket = native::open_datagram(where.family());
  if (socket == native::no_handle) {
    error = native::last_error();
    return no_handle;
  }
  error = prepare(socket, local, options);
  if (!error && ::bind(socket, where.data(), where.size()) != 0)
    error = bind_error(native::last_error());
  if (!error) return static_cast<native_handle>(socket);
  native::close(socket);
  return no_handle;
}

void close_datagram_handle(native_handle handle) noexcept {
  native::close(native::to_handle(handle));
}

std::error_code connect_datagram(native_handle handle, ip_family family,
                                 const endpoint& peer) noexcept {
  native_address target(reachable(peer, family));
  const bool connected = ::connect(native::to_handle(handle), target.data(), target.size()) == 0;
  return connected ? std::error_code() : native::last_error();
}

std::error_code set_datagram_option(native_handle handle, ip_family family, datagram_option which,
                                    std::size_t value) noexcept {
  const native::handle socket = native::to_handle(handle);
  switch (which) {
    case datagram_option::broadcast:
      return native::set_option(socket, SOL_SOCKET, SO_BROADCAST, static_cast<int>(value));
    case datagram_option::hops:
      return set_hops(socket, family, value);
    case datagram_option::multicast_hops:
      return set_multicast_hops(socket, family, value);
    case datagram_option::multicast_loop:
      return set_multicast_loop(socket, family, value);
    case datagram_option::receive_buffer_size:
      return set_buffer_size(socket, SO_RCVBUF, value);
    case datagram_option::send_buffer_size:
      return set_buffer_size(socket, SO_SNDBUF, value);
  }
  return invalid_argument();
}

std::error_code change_membership(native_handle handle, ip_family family, membership how,
                                  const address& group, const address& on) noexcept {
  const native::handle socket = native::to_handle(handle);
  const bool joins = how == membership::join;
  if (family == ip_family::v4) {
    ip_mreq request{};
    std::memcpy(&request.imr_multiaddr, group.to_v4_bytes().data(), sizeof request.imr_multiaddr);
    std::memcpy(&request.imr_interface, on.to_v4_bytes().data(), sizeof request.imr_interface);
    return native::set_option(socket, IPPROTO_IP, joins ? IP_ADD_MEMBERSHIP : IP_DROP_MEMBERSHIP,
                              request);
  }
  ipv6_mreq request{};
  std::memcpy(&request.ipv6mr_multiaddr, group.to_v6_bytes().data(),
              sizeof request.ipv6mr_multiaddr);
  request.ipv6mr_interface = group.scope();
  return native::set_option(socket, IPPROTO_IPV6, joins ? IPV6_JOIN_GROUP : IPV6_LEAVE_GROUP,
                            request);
}

std::error_code set_multicast_interface(native_handle handle, ip_family family,
                                        const address& on) noexcept {
  const native::handle socket = native::to_handle(handle);
  if (family == ip_family::v4) {
    in_addr local{};
    std::memcpy(&local, on.to_v4_bytes().data(), sizeof local);
    return native::set_option(socket, IPPROTO_IP, IP_MULTICAST_IF, local);
  }
  return native::set_option(socket, IPPROTO_IPV6, IPV6_MULTICAST_IF,
                            static_cast<unsigned>(on.scope()));
}

}  // namespace naru::detail
