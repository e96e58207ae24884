#include "tls/tls_layer.hpp"

#include <naru/error.hpp>

#include <openssl/err.h>

#include <algorithm>
#include <new>
#include <utility>

#include "tls/tls_code.hpp"

namespace naru::detail {
namespace {

// One record of plain bytes, and when write stops to take more.
constexpr std::size_t record_max = SSL3_RT_MAX_PLAIN_LENGTH;
constexpr std::size_t output_enough = 3 * record_max;

// Which layer an SSL belongs to. The index is taken once.
int layer_index() noexcept {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

// Another user of OpenSSL on this thread may have left errors. A call that fails would report them
// as its own. To look costs a quarter of clearing.
void forget_old_errors() noexcept {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

}  // namespace

std::unique_ptr<tls_layer> tls_layer::make_server(std::shared_ptr<server_contexts> contexts,
                                                  std::error_code& error) {
  std::unique_ptr<tls_layer> made(new (std::nothrow) tls_layer);
  if (!made || !made->make_ssl(contexts->first())) {
    error = make_error_code(std::errc::not_enough_memory);
    return nullptr;
  }
  made->server_ = std::move(contexts);
  SSL_set_accept_state(made->ssl_.get());
  return made;
}

std::unique_ptr<tls_layer> tls_layer::make_client(std::shared_ptr<client_context> context,
                                                  std::string_view host, std::error_code& error) {
  std::unique_ptr<tls_layer> made(new (std::nothrow) tls_layer);
  if (!made || !made->make_ssl(context->context())) {
    error = make_error_code(std::errc::not_enough_memory);
    return nullptr;
  }
  made->host_ = context->server_name(host);
  if (!context->set_up(*made->ssl_, made->host_)) {
    ERR_clear_error();
    error = make_error_code(std::errc::invalid_argument);
    return nullptr;
  }
  made->client_ = std::move(context);
  made->client_->resume(*made->ssl_, made->host_);
  SSL_set_connect_state(made->ssl_.get());
  return made;
}

tls_layer::~tls_layer() {
  // Otherwise OpenSSL takes the session for spoiled, because no close_notify was sent, and a client
  // could not resume it. TLS 1.1 ended that rule; a session that has failed stays spoiled.
  const bool is_sound = !failure_ || failure_ == tls_error::truncated;
  if (ssl_ && is_established_ && is_sound) SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN);
}

bool tls_layer::make_ssl(SSL_CTX& context) noexcept {
  ERR_clear_error();
  ssl_.reset(SSL_new(&context));
  BIO* const bio = ssl_ ? make_wire_bio(wire_) : nullptr;
  if (bio == nullptr || SSL_set_ex_data(ssl_.get(), layer_index(), this) != 1) {
    BIO_free(bio);
    return false;
  }
  SSL_set_bio(ssl_.get(), bio, bio);
  SSL_set_info_callback(ssl_.get(), &on_handshake);
  return true;
}

std::error_code tls_layer::start() {
  if (server_) return {};  // the client speaks first; OpenSSL takes no buffers before it has
  forget_old_errors();
  return after_call(SSL_do_handshake(ssl_.get()));
}

layer_progress tls_layer::feed(std::span<const std::byte> wire) {
  if (failure_) return {failure_, 0};
  if (has_plain() && !has_ended_) return {};
  wire_.input = wire;
  const std::error_code error = take_records();
  const std::size_t taken = wire.size() - std::exchange(wire_.input, {}).size();
  return {error, taken};
}

std::error_code tls_layer::take_records() {
  while (!wire_.input.empty() && !has_plain()) {
    if (const std::error_code error = take_record()) return error;
  }
  if (has_ended_) wire_.input = {};  // nothing counts that follows close_notify
  return {};
}

std::error_code tls_layer::take_record() {
  forget_old_errors();
  if (!is_established_) return after_call(SSL_do_handshake(ssl_.get()));
  // Decrypts the next record, whatever it is, and leaves the plain bytes for read.
  char first = 0;
  return after_call(SSL_peek(ssl_.get(), &first, 1));
}

std::error_code tls_layer::after_call(int result) {
  look_at_handshake();
  if (wire_.failure) return fail(wire_.failure);
  if (renegotiates_) return fail(tls_code(tls_error::renegotiation_refused));
  if (result > 0) return {};
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return {};
    case SSL_ERROR_ZERO_RETURN:
      if (!is_established_) return fail(tls_code(tls_error::handshake_interrupted));
      has_ended_ = true;
      return {};
    default:
      return fail(tls_code_of_queue(SSL_get_verify_result(ssl_.get())));
  }
}

std::error_code tls_layer::fail(std::error_code why) noexcept {
  ERR_clear_error();
  failure_ = why;
  return why;
}

void tls_layer::look_at_handshake() noexcept {
  if (is_established_) return;
  wire_.is_tls_1_3 = SSL_version(ssl_.get()) == TLS1_3_VERSION;
  if (SSL_is_init_finished(ssl_.get()) == 0) return;
  is_established_ = true;
  wire_.watch.handshake_has_ended();
  if (facts_) write_facts();
}

void tls_layer::on_handshake(const SSL* ssl, int where, int) noexcept {
  if ((where & SSL_CB_HANDSHAKE_START) == 0) return;
  auto& self = *static_cast<tls_layer*>(SSL_get_ex_data(ssl, layer_index()));
  // OpenSSL answers each attempt with an alert and goes on, so a peer could ask without an end.
  // In TLS 1.3 a handshake after the first is a new key or a ticket.
  if (self.is_established_ && !self.wire_.is_tls_1_3) self.renegotiates_ = true;
}

std::error_code tls_layer::feed_end() {
  if (failure_) return failure_;
  if (has_ended_) return {};
  return fail(tls_code(is_established_ ? tls_error::truncated : tls_error::handshake_interrupted));
}

layer_progress tls_layer::read(std::span<std::byte> plain) {
  if (SSL_pending(ssl_.get()) > 0) {
    if (plain.empty()) return {};
    forget_old_errors();
    std::size_t bytes = 0;
    if (SSL_read_ex(ssl_.get(), plain.data(), plain.size(), &bytes) == 1) return {{}, bytes};
    return {after_call(0), 0};
  }
  if (failure_) return {failure_, 0};
  if (has_ended_) return {make_error_code(error::end_of_stream), 0};
  return {};
}

bool tls_layer::has_plain() const noexcept {
  return has_ended_ || failure_ || SSL_pending(ssl_.get()) > 0;
}

layer_progress tls_layer::write(std::span<const std::byte> plain) {
  if (failure_) return {failure_, 0};
  if (end_is_sent_) return {make_error_code(std::errc::broken_pipe), 0};
  if (!is_established_) return {};
  std::size_t taken = 0;
  while (taken < plain.size() && wire_.output.size() < output_enough) {
    const auto part = plain.subspan(taken, std::min(record_max, plain.size() - taken));
    std::size_t bytes = 0;
    forget_old_errors();
    const int result = SSL_write_ex(ssl_.get(), part.data(), part.size(), &bytes);
    taken += bytes;
    if (const std::error_code error = after_call(result)) return {error, taken};
    if (result != 1) break;  // waits for the peer's part of a handshake
  }
  return {{}, taken};
}

std::error_code tls_layer::end() {
  if (failure_) return failure_;
  if (end_is_sent_ || !is_established_) return {};
  end_is_sent_ = true;
  forget_old_errors();
  const int result = SSL_shutdown(ssl_.get());
  return result < 0 ? after_call(result) : std::error_code();
}

void tls_layer::release_memory() noexcept {
  wire_.output.release();
  if (is_established_ && !has_plain() && wire_.watch.is_between_records()) {
    SSL_free_buffers(ssl_.get());
  }
}

}  // namespace naru::detail
