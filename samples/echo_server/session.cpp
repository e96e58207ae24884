#include "session.hpp"

#include <system_error>

#include "server.hpp"

namespace samples {

void session::start() {
  if (!server_.log().is_quiet()) server_.log().connected(id_, stream_.remote_endpoint());
  receive();
}

void session::stop_waiting() noexcept {
  if (!goodbye_said_) stream_.cancel(naru::direction::receive);
}

void session::receive() { stream_.receive(naru::buffer(buffer_), received_); }

void session::on_received(naru::io_result result) {
  if (result.error) return server_.remove(*this, result.error);
  if (goodbye_said_) return receive();
  ++counted_.receives;
  const naru::const_buffer received = naru::buffer(buffer_, result.bytes);
  server_.log().received(id_, received);
  stream_.send(received, sent_);
}

void session::on_sent(naru::io_result result) {
  counted_.bytes += result.bytes;
  if (result.error) return server_.remove(*this, result.error);
  if (server_.stopping()) return say_goodbye();
  receive();
}

// If a system closes a connection with unread bytes, it resets it, and the last echo may be lost.
// So the session shuts down its sending side, and drops what the peer still sends until the peer
// ends too.
void session::say_goodbye() {
  goodbye_said_ = true;
  if (const std::error_code gone = stream_.shutdown_send()) return server_.remove(*this, gone);
  receive();
}

}  // namespace samples
