// tls_layer: TLS of one connection as a stream_layer, by OpenSSL, without I/O.
//
// The bytes go where they are needed with one copy less than through OpenSSL's memory BIOs. OpenSSL
// reads from the span that feed was given, one record at a time, decrypts it in its own buffer, and
// writes the plain bytes into the span that read was given. What it encrypts goes to the output.
#pragma once

#include <naru/detail/stream_layer.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "tls/client_context.hpp"
#include "tls/server_contexts.hpp"
#include "tls/tls_facts.hpp"
#include "tls/wire_bio.hpp"

namespace naru::detail {

class tls_layer final : public stream_layer {
 public:
  /// Null with `error` set if it cannot be made.
  static std::unique_ptr<tls_layer> make_server(std::shared_ptr<server_contexts> contexts,
                                                std::error_code& error);
  static std::unique_ptr<tls_layer> make_client(std::shared_ptr<client_context> context,
                                                std::string_view host, std::error_code& error);

  ~tls_layer() override;

  std::error_code start() override;
  [[nodiscard]] bool is_established() const noexcept override { return is_established_; }
  layer_progress feed(std::span<const std::byte> wire) override;
  std::error_code feed_end() override;
  layer_progress read(std::span<std::byte> plain) override;
  [[nodiscard]] bool has_plain() const noexcept override;
  layer_progress write(std::span<const std::byte> plain) override;
  std::error_code end() override;
  [[nodiscard]] std::span<const std::byte> output() const noexcept override {
    return wire_.output.bytes();
  }
  void drop_output(std::size_t bytes) noexcept override { wire_.output.drop(bytes); }
  void release_memory() noexcept override;

  /// Writes down what the handshake comes to. Called before start.
  void tell(std::shared_ptr<tls_facts> facts) noexcept { facts_ = std::move(facts); }
  /// The results of the handshake; empty before it has ended.
  [[nodiscard]] std::string_view protocol() const noexcept;
  [[nodiscard]] std::string_view application_protocol() const noexcept;
  [[nodiscard]] std::string_view server_name() const noexcept;
  [[nodiscard]] bool is_resumed() const noexcept;
  [[nodiscard]] std::string peer_subject() const;

 private:
  tls_layer() = default;

  [[nodiscard]] bool make_ssl(SSL_CTX& context) noexcept;
  std::error_code take_records();
  std::error_code take_record();
  std::error_code after_call(int result);
  std::error_code fail(std::error_code why) noexcept;
  void look_at_handshake() noexcept;
  void write_facts() noexcept;
  static void on_handshake(const SSL* ssl, int where, int result) noexcept;

  // They have to live as long as the SSL, which refers to them.
  std::shared_ptr<server_contexts> server_;
  std::shared_ptr<client_context> client_;
  std::string host_;
  wire_ends wire_;
  openssl_pointer<SSL> ssl_;
  std::shared_ptr<tls_facts> facts_;
  std::error_code failure_;
  bool is_established_ = false;
  bool has_ended_ = false;  // the peer has sent close_notify
  bool end_is_sent_ = false;
  bool renegotiates_ = false;
};

}  // namespace naru::detail
