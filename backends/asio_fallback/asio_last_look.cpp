// The last look: a cancelled request of an asio_stream asks the system once more, without waiting.
//
// Asio reports a cancelled request as aborted, even if the bytes or the connection have come
// meanwhile. That happens if all threads were held up, so that none has asked the system yet. A
// limit that passed during such a stall would then report bytes as late that were there in time. A
// completion port completes a request when the bytes come. So it needs such a look only for the
// rest of a request.
#include "asio_fallback/asio_stream.hpp"
#include "asio_fallback/buffer_sequence.hpp"

namespace naru::detail {
namespace {

// The option SO_ERROR, in the form that Asio needs to read it.
struct pending_error {
  int code = 0;

  template <class Protocol>
  [[nodiscard]] int level(const Protocol&) const noexcept {
    return SOL_SOCKET;
  }
  template <class Protocol>
  [[nodiscard]] int name(const Protocol&) const noexcept {
    return SO_ERROR;
  }
  template <class Protocol>
  [[nodiscard]] int* data(const Protocol&) noexcept {
    return &code;
  }
  template <class Protocol>
  [[nodiscard]] std::size_t size(const Protocol&) const noexcept {
    return sizeof code;
  }
  template <class Protocol>
  void resize(const Protocol&, std::size_t) const noexcept {}
};

}  // namespace

// These need the lock. They return the result that a cancelled request has after all. The socket
// does not block, so Asio's wait does not block either.
std::error_code asio_stream::look_for_connection(const std::error_code& error) noexcept {
  if (!only_cancelled(error)) return error;
  std::error_code now;
  socket_->wait(asio_socket::wait_write, now);
  if (now) return error;  // not connected yet
  pending_error pending;
  socket_->get_option(pending, now);
  return now ? now : std::error_code(pending.code, asio::error::get_system_category());
}

io_result asio_stream::look_for_bytes() noexcept {
  while (!receive_.has_looked_enough()) {
    std::error_code error;
    const std::size_t bytes = receive_now(error);
    if (error == asio::error::would_block) break;
    if (const auto result = arrived(bytes, error)) return *result;
  }
  return canceled_after(receive_.moved);
}

std::size_t asio_stream::receive_now(std::error_code& error) noexcept {
  if (receive_.left.finished()) {  // a receive without room waits for bytes and takes none
    socket_->wait(asio_socket::wait_read, error);
    return 0;
  }
  if (receive_.left.single()) {
    const mutable_buffer buffer = receive_.left.first();
    return socket_->receive(asio::mutable_buffer(buffer.data(), buffer.size()), 0, error);
  }
  return socket_->receive(buffer_sequence<mutable_buffer, asio::mutable_buffer>(receive_.left), 0,
                          error);
}

}  // namespace naru::detail
