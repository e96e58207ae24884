// The implementation with naru::tls.
#include <naru/tls/tls_server.hpp>
#include <naru/tls/tls_stream.hpp>

#include <utility>

#include "encryption.hpp"

namespace samples {
namespace {

class tls_connection final : public secure_connection {
 public:
  tls_connection(naru::tcp_stream&& accepted, const naru::tls_server& server)
      : stream_(std::move(accepted), server) {}

  naru::tcp_stream& stream() noexcept override { return stream_; }
  void handshake(naru::operation& op) override { stream_.handshake(op); }

 private:
  naru::tls_stream stream_;
};

class tls_encryption final : public encryption {
 public:
  explicit tls_encryption(const tls_files& files)
      : server_({.certificates = {{.chain_file = files.certificate, .key_file = files.key}}}) {}

  naru::transport transport() const override { return server_.transport(); }
  std::unique_ptr<secure_connection> on(naru::tcp_stream&& accepted) override {
    return std::make_unique<tls_connection>(std::move(accepted), server_);
  }
  void reload() override { server_.reload(); }

 private:
  naru::tls_server server_;
};

}  // namespace

bool has_tls() noexcept { return true; }

std::unique_ptr<encryption> make_encryption(const tls_files& files) {
  return std::make_unique<tls_encryption>(files);
}

}  // namespace samples
