// Between naru's values and Asio's.
#pragma once

#include <naru/endpoint.hpp>
#include <naru/error.hpp>

#include <cstring>

#include "asio_fallback/asio_headers.hpp"
#include "native/unix_address.hpp"

namespace naru::detail {

using tcp = asio::ip::tcp;
using udp = asio::ip::udp;
using udp_socket_type = asio::basic_datagram_socket<udp, asio::io_context::executor_type>;
// TCP and Unix domain sockets alike.
using stream_protocol = asio::generic::stream_protocol;
using asio_socket = asio::basic_stream_socket<stream_protocol, asio::io_context::executor_type>;
using asio_acceptor = asio::basic_socket_acceptor<stream_protocol, asio::io_context::executor_type>;

inline tcp::endpoint to_asio(const endpoint& from) {
  if (from.address().is_v4()) {
    return {asio::ip::address_v4(from.address().to_v4_bytes()), from.port()};
  }
  return {asio::ip::address_v6(from.address().to_v6_bytes(), from.address().scope()), from.port()};
}

inline endpoint from_asio(const tcp::endpoint& from) {
  if (from.address().is_v4()) {
    return {address(from.address().to_v4().to_bytes()), from.port()};
  }
  const asio::ip::address_v6 v6 = from.address().to_v6();
  return {address(v6.to_bytes(), static_cast<std::uint32_t>(v6.scope_id())), from.port()};
}

inline stream_protocol::endpoint to_asio(const unix_endpoint& from) {
  const unix_address native(from);
  return {native.bytes.data(), native.size};
}

/// Empty for what has no address and port. Goes by the family: on Windows Asio leaves the size of
/// an accepted connection's endpoint at zero.
inline endpoint from_asio(const stream_protocol::endpoint& from) {
  const int family = from.protocol().family();
  if (family != tcp::v4().family() && family != tcp::v6().family()) return {};
  tcp::endpoint ip(family == tcp::v4().family() ? tcp::v4() : tcp::v6(), 0);
  std::memcpy(ip.data(), from.data(), ip.size());
  return from_asio(ip);
}

/// Asio's own categories give way to naru's, whose conditions are the same everywhere.
inline std::error_code from_asio(const std::error_code& error) {
  if (!error) return {};
  if (error == asio::error::eof) return error::end_of_stream;
  if (error == asio::error::operation_aborted) {
    return std::make_error_code(std::errc::operation_canceled);
  }
  return {error.value(), system_category()};
}

}  // namespace naru::detail
