#include "asio_fallback/asio_listener.hpp"

#include "asio_fallback/asio_proactor.hpp"
#include "asio_fallback/asio_stream.hpp"
#include "asio_fallback/assign_native.hpp"

namespace naru::detail {

asio_listener::asio_listener(asio_proactor& owner, const listen_options& options)
    : listener_base(owner, options.retry_delay), acceptor_(owner.context()) {}

asio_listener::~asio_listener() = default;

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
