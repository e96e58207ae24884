#include "tls/tls_factory.hpp"

#include <utility>

namespace naru::detail {

tls_server_factory::tls_server_factory(tls_server_options options)
    : options_(std::move(options)), contexts_(std::make_shared<server_contexts>(options_)) {}

void tls_server_factory::reload() {
  std::unique_lock lock(mutex_);
  tls_server_options options = options_;
  lock.unlock();
  reload(std::move(options));
}

void tls_server_factory::reload(tls_server_options options) {
  auto contexts = std::make_shared<server_contexts>(options);  // reads files: without the lock
  const std::lock_guard lock(mutex_);
  options_ = std::move(options);
  contexts_.swap(contexts);
}

std::unique_ptr<tls_layer> tls_server_factory::make(std::error_code& error) {
  std::unique_lock lock(mutex_);
  auto contexts = contexts_;
  lock.unlock();
  return tls_layer::make_server(std::move(contexts), error);
}

std::unique_ptr<stream_layer> tls_server_factory::make_server(const layered_connection&,
                                                              std::error_code& error) {
  return make(error);
}

std::unique_ptr<stream_layer> tls_server_factory::make_client(const layered_connection&,
                                                              std::error_code& error) {
  error = make_error_code(std::errc::operation_not_supported);
  return nullptr;
}

tls_client_factory::tls_client_factory(const tls_client_options& options)
    : context_(std::make_shared<client_context>(options)) {}

std::unique_ptr<tls_layer> tls_client_factory::make(std::string_view host, std::error_code& error) {
  return tls_layer::make_client(context_, host, error);
}

std::unique_ptr<stream_layer> tls_client_factory::make_client(const layered_connection& on,
                                                              std::error_code& error) {
  return make(on.host, error);
}

std::unique_ptr<stream_layer> tls_client_factory::make_server(const layered_connection&,
                                                              std::error_code& error) {
  error = make_error_code(std::errc::operation_not_supported);
  return nullptr;
}

}  // namespace naru::detail
