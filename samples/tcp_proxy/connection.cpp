#include "connection.hpp"

#include <utility>

#include "proxy.hpp"

namespace samples {

connection::connection(proxy& owner, std::uint64_t id, naru::tcp_stream client)
    : proxy_(owner),
      id_(id),
      plain_(std::move(client)),
      secure_(owner.secure() != nullptr ? owner.secure()->on(std::move(plain_)) : nullptr),
      client_(secure_ ? secure_->stream() : plain_),
      handshake_limit_(client_.owner()),
      target_(client_.owner()),
      connector_(client_.owner()),
      to_target_(*this, client_, target_, owner.options().buffer_size),
      to_client_(*this, target_, client_, owner.options().buffer_size) {}

void connection::start() {
  if (!secure_) return connect();
  phase_ = phase::securing;
  secure_->handshake(handshake_limit_.arm(client_, proxy_.options().handshake_timeout, secured_));
}

// The target hears nothing of a client that does not speak TLS.
void connection::on_secured(naru::io_result result) {
  if (!result.error) return connect();
  if (!stopping()) proxy_.log().handshake_failed(id_, result.error);
  client_.close();
  proxy_.remove(*this);
}

void connection::connect() {
  phase_ = phase::connecting;
  const proxy_options& options = proxy_.options();
  naru::connect_options limits;
  limits.timeout = options.connect_timeout;
  connector_.connect(options.target.host, options.target.port, target_, connected_, limits);
}

void connection::on_connected(naru::io_result result) {
  if (result.error) {
    if (!stopping()) proxy_.log().connect_failed(id_, proxy_.options().target, result.error);
    client_.close(naru::close_mode::reset);
    return proxy_.remove(*this);
  }
  proxy_.log().connected(id_, client_.remote_endpoint(), target_.remote_endpoint());
  phase_ = phase::relaying;
  to_target_.start();
  to_client_.start();
}

void connection::flow_failed(const std::error_code& reason) {
  {
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = reason;  // a failure of the other flow is a consequence
  }
  close();
  flow_ended();
}

void connection::flow_ended() {
  if (--flows_left_ != 0) return;
  proxy_.log().closed(id_, failure_);
  proxy_.remove(*this);
}

void connection::stop_waiting() noexcept {
  if (phase_ == phase::connecting) return connector_.cancel();
  client_.cancel(naru::direction::receive);
  if (phase_ == phase::securing) return;
  target_.cancel(naru::direction::receive);
}

// While the target's stream connects, only the connector may use it.
void connection::close() noexcept {
  if (phase_ == phase::connecting) return connector_.cancel();
  client_.close(naru::close_mode::reset);
  if (phase_ == phase::securing) return;
  target_.close(naru::close_mode::reset);
}

bool connection::stopping() const noexcept { return proxy_.stopping(); }

}  // namespace samples
