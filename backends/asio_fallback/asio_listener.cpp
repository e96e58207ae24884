// The part of asio_listener that is the same on every system.
#include "asio_fallback/asio_stream.hpp"
#include "asio_fallback/assign_native.hpp"
#include <asio_listener.hpp>

namespace naru::detail {

// The acceptor does not block, and reports if a connection has gone. Otherwise an accept that asks
// the system would wait for the next connection.
std::error_code asio_listener::tie(native_handle handle, socket_family family) noexcept {
  if (const auto error = assign_native(*acceptor_, protocol_of(family), handle)) return error;
  std::error_code error;
  std::error_code ignored;
  acceptor_->non_blocking(true, error);
  if (!error) acceptor_->set_option(asio::socket_base::enable_connection_aborted(true), error);
  if (error) acceptor_->release(ignored);
  return from_asio(error);
}

}  // namespace naru::detail
