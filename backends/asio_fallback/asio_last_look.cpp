// How a cancelled request of an asio_stream looks at the system once more, without waiting.
//
// Asio reports a cancelled request as aborted, even if what it waited for has come meanwhile and no
// thread has asked the system yet: all were held up. A limit that passed during such a stall would
// then report bytes as late that were there in time. A completion port needs such a look only for
// the rest of a request, because the system completes what was asked of it when the bytes come.
#include "asio_fallback/asio_stream.hpp"
#include "asio_fallback/buffer_sequence.hpp"

namespace naru::detail {
namespace {

// Of an exact receive that is cancelled: what a socket can hold, and not all that a fast peer sends
// meanwhile.
constexpr int pieces_of_last_look = 8;

// SO_ERROR, as Asio wants to see an option that can be read.
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

// All with the lock held. After interrupted: whether a request ended because it was cancelled, on a
// socket that stays open.
bool asio_stream::only_cancelled(const std::error_code& error) const noexcept {
  return error == asio::error::operation_aborted && !closing();
}

// The same for a request of several parts, which a cancel may have met between two of them.
bool asio_stream::ends_early(direction which, const std::error_code& error) const noexcept {
  const bool asked_for = which == direction::receive ? cancel_receive_ : cancel_send_;
  return asked_for && !closing() && (!error || error == asio::error::operation_aborted);
}

// The socket does not block, so neither does Asio's wait.
void asio_stream::look_for_connection(std::error_code& error) noexcept {
  std::error_code now;
  socket_->wait(asio_socket::wait_write, now);
  if (now) return;  // still connecting
  pending_error pending;
  socket_->get_option(pending, now);
  error = now ? now : std::error_code(pending.code, asio::error::get_system_category());
}

std::size_t asio_stream::look_for_bytes(std::error_code& error) noexcept {
  std::error_code now;
  const std::size_t bytes = receive_now(now);
  if (now != asio::error::would_block) error = now;
  return bytes;
}

void asio_stream::look_for_rest(std::error_code& error) noexcept {
  std::error_code now;
  for (int pieces = 0; pieces < pieces_of_last_look && !receive_cursor_.finished(); ++pieces) {
    const std::size_t bytes = receive_now(now);
    receive_cursor_.advance(bytes);
    received_ += bytes;
    if (now) break;
  }
  if (now && now != asio::error::would_block) error = now;
}

void asio_stream::look_for_room(std::error_code& error) noexcept {
  if (const std::error_code failure = push_now()) error = failure;
}

std::size_t asio_stream::receive_now(std::error_code& error) noexcept {
  if (receive_cursor_.finished()) {  // a receive without room waits for bytes and takes none
    socket_->wait(asio_socket::wait_read, error);
    return 0;
  }
  if (receive_cursor_.single()) {
    const mutable_buffer buffer = receive_cursor_.first();
    return socket_->receive(asio::mutable_buffer(buffer.data(), buffer.size()), 0, error);
  }
  return socket_->receive(buffer_sequence<mutable_buffer, asio::mutable_buffer>(receive_cursor_), 0,
                          error);
}

}  // namespace naru::detail
