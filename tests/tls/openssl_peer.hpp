// openssl_peer: OpenSSL's own memory BIOs as a layer, for what naru's layer never does: old
// versions, renegotiation, key updates, records by hand.
#pragma once

#include <naru/detail/stream_layer.hpp>

#include <vector>

#include "tls/openssl_pointers.hpp"

namespace tls_tests {

class openssl_peer final : public naru::detail::stream_layer {
 public:
  /// A client that accepts every certificate.
  static openssl_peer client();

  openssl_peer(SSL_CTX* context, bool is_client);

  /// For settings, before start; and for what only OpenSSL can do, afterwards.
  [[nodiscard]] SSL* ssl() const noexcept { return ssl_.get(); }
  /// Moves what OpenSSL wants to send to output().
  void collect();
  /// Puts bytes that OpenSSL has not made into output().
  void add_output(std::span<const std::byte> bytes) {
    output_.insert(output_.end(), bytes.begin(), bytes.end());
  }

  std::error_code start() override;
  [[nodiscard]] bool is_established() const noexcept override;
  naru::detail::layer_progress feed(std::span<const std::byte> wire) override;
  std::error_code feed_end() override { return {}; }
  naru::detail::layer_progress read(std::span<std::byte> plain) override;
  [[nodiscard]] bool has_plain() const noexcept override { return SSL_pending(ssl_.get()) > 0; }
  naru::detail::layer_progress write(std::span<const std::byte> plain) override;
  std::error_code end() override;
  [[nodiscard]] std::span<const std::byte> output() const noexcept override { return output_; }
  void drop_output(std::size_t bytes) noexcept override;

  /// The reason of OpenSSL's first error, or 0.
  int reason = 0;
  /// The peer has sent close_notify.
  bool has_ended = false;

 private:
  void after_call(int result);

  naru::detail::openssl_pointer<SSL> ssl_;
  std::vector<std::byte> output_;
};

}  // namespace tls_tests
