// tls_factory: makes the layers of a tls_server's or a tls_client's connections.
#pragma once

#include <naru/detail/stream_layer.hpp>
#include <naru/tls/tls_server_options.hpp>

#include <memory>
#include <mutex>

#include "tls/client_context.hpp"
#include "tls/server_contexts.hpp"
#include "tls/tls_layer.hpp"

namespace naru::detail {

/// Of a server: what it presents can be loaded again at any time, by any thread.
class tls_server_factory final : public layer_factory {
 public:
  /// Both throw std::runtime_error that tells what is wrong; a reload then changes nothing.
  explicit tls_server_factory(tls_server_options options);
  void reload();
  void reload(tls_server_options options);

  std::unique_ptr<stream_layer> make_server(const layered_connection& on,
                                            std::error_code& error) override;
  std::unique_ptr<stream_layer> make_client(const layered_connection& on,
                                            std::error_code& error) override;
  [[nodiscard]] bool encrypts() const noexcept override { return true; }
  std::unique_ptr<tls_layer> make(std::error_code& error);

 private:
  std::mutex mutex_;
  tls_server_options options_;
  std::shared_ptr<server_contexts> contexts_;
};

class tls_client_factory final : public layer_factory {
 public:
  /// Throws std::runtime_error that tells what is wrong.
  explicit tls_client_factory(const tls_client_options& options);

  std::unique_ptr<stream_layer> make_server(const layered_connection& on,
                                            std::error_code& error) override;
  std::unique_ptr<stream_layer> make_client(const layered_connection& on,
                                            std::error_code& error) override;
  [[nodiscard]] bool encrypts() const noexcept override { return true; }
  std::unique_ptr<tls_layer> make(std::string_view host, std::error_code& error);

 private:
  std::shared_ptr<client_context> context_;
};

}  // namespace naru::detail
