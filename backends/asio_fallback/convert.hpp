// Converts Asio's values into naru's.
#pragma once

#include <naru/error.hpp>

#include "asio_fallback/asio_headers.hpp"

namespace naru::detail {

using tcp = asio::ip::tcp;
using udp = asio::ip::udp;
using udp_socket_type = asio::basic_datagram_socket<udp, asio::io_context::executor_type>;
// For TCP and for Unix domain sockets.
using stream_protocol = asio::generic::stream_protocol;
using asio_socket = asio::basic_stream_socket<stream_protocol, asio::io_context::executor_type>;
using asio_acceptor = asio::basic_socket_acceptor<stream_protocol, asio::io_context::executor_type>;

/// Replaces Asio's own error categories by naru's, whose conditions are the same on every system.
inline std::error_code from_asio(const std::error_code& error) {
  if (!error) return {};
  if (error == asio::error::eof) return error::end_of_stream;
  if (error == asio::error::operation_aborted) {
    return std::make_error_code(std::errc::operation_canceled);
  }
  return {error.value(), system_category()};
}

}  // namespace naru::detail
