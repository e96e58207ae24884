#include "asio_fallback/asio_listener.hpp"

#include "asio_fallback/asio_proactor.hpp"
#include "asio_fallback/asio_stream.hpp"
#include "native/socket_options.hpp"
#include <open_native.hpp>

namespace naru::detail {

asio_listener::asio_listener(asio_proactor& owner, const listen_options& options)
    : listener_base(owner, options.retry_delay), acceptor_(owner.context()) {}

asio_listener::~asio_listener() = default;

std::error_code asio_listener::open(const endpoint& local, const listen_options& options) noexcept {
  const tcp::endpoint where = to_asio(local);
  std::error_code error = open_acceptor(where.protocol());
  if (!error) error = claim_address(native(), options);
  if (error) return error;
  if (local.address().is_v6()) {
    acceptor_->set_option(asio::ip::v6_only(!options.accept_ipv4), error);
    if (error) return from_asio(error);
  }
  acceptor_->bind(where, error);
  if (error) return bind_error(from_asio(error));
  return start_listening(options.backlog);
}

std::error_code asio_listener::open(const unix_endpoint& local, const listen_options& options,
                                    path_removal removal) noexcept {
  const stream_protocol::endpoint where = to_asio(local);
  std::error_code error = open_acceptor(where.protocol());
  if (error) return error;
  acceptor_->bind(where, error);
  if (error) return from_asio(error);
  if (removal == path_removal::on_close) remove_at_close(local);
  return start_listening(options.backlog);
}

std::error_code asio_listener::open_acceptor(const stream_protocol& protocol) noexcept {
  protocol_ = protocol;
  return open_native(*acceptor_, protocol);
}

// Does not block, and says so if a connection has gone: otherwise an accept that looks at the
// system would wait for the next one.
std::error_code asio_listener::start_listening(int backlog) noexcept {
  std::error_code error;
  acceptor_->non_blocking(true, error);
  if (error) return from_asio(error);
  acceptor_->set_option(asio::socket_base::enable_connection_aborted(true), error);
  if (error) return from_asio(error);
  acceptor_->listen(backlog == 0 ? asio::socket_base::max_listen_connections : backlog, error);
  return from_asio(error);
}

endpoint asio_listener::local_endpoint(std::error_code& error) const noexcept {
  const std::lock_guard lock(lock_);
  error = std::make_error_code(std::errc::bad_file_descriptor);
  if (closing()) return {};
  const stream_protocol::endpoint local = acceptor_->local_endpoint(error);
  error = from_asio(error);
  return error ? endpoint() : from_asio(local);
}

native_handle asio_listener::native() noexcept {
  return static_cast<native_handle>(acceptor_->native_handle());
}

}  // namespace naru::detail
