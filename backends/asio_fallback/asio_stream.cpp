#include "asio_fallback/asio_stream.hpp"

#include <algorithm>

#include "asio_fallback/asio_proactor.hpp"
#include "asio_fallback/assign_native.hpp"
#include "asio_fallback/buffer_sequence.hpp"
#include "asio_fallback/handler.hpp"

namespace naru::detail {

struct asio_stream::pending_operation {
  static constexpr std::size_t storage_size = operation::native_size;

  operation* op;

  [[nodiscard]] void* storage() const noexcept { return operation_access::native(*op); }
  [[nodiscard]] asio_stream& stream() const noexcept {
    return static_cast<asio_stream&>(*operation_access::owner(*op));
  }
};

asio_stream::asio_stream(asio_proactor& owner) : stream_base(owner), socket_(owner.context()) {}

// Calls of the socket do not block. A send that goes straight to the socket must not wait, and
// neither must the look after a cancel (asio_last_look.cpp).
std::error_code asio_stream::tie(native_handle handle, socket_family family) noexcept {
  if (const auto error = assign_native(*socket_, protocol_of(family), handle)) return error;
  std::error_code error;
  std::error_code ignored;
  socket_->non_blocking(true, error);
  if (error) socket_->release(ignored);
  return from_asio(error);
}

std::error_code asio_stream::untie() noexcept {
  std::error_code error;
  socket_->release(error);
  return from_asio(error);
}

std::optional<std::error_code> asio_stream::start_connect(const connect_target& target,
                                                          operation& op) noexcept {
  const stream_protocol::endpoint where(target.address, static_cast<std::size_t>(target.size));
  // On Windows Asio connects a Unix domain socket on a thread of its own, for which there may be no
  // memory. From async_connect on, another thread may run connect_done, which waits for the lock.
  const std::error_code error = as_error([&] {
    socket_->async_connect(where, handler<pending_operation, &connect_done>{{&op}});
    return std::error_code();
  });
  return error ? std::optional(error) : std::nullopt;
}

void asio_stream::connect_done(const pending_operation& op, const std::error_code& error) {
  asio_stream& self = op.stream();
  std::error_code failure;
  {
    const std::lock_guard lock(self.lock_);
    failure = self.connected(from_asio(self.look_for_connection(error)));
  }
  self.finish_connect(*op.op, failure);
}

// Needs the lock. True if a request ended only because the program cancelled it, or because Asio
// cancels both directions together, on a socket that stays open.
bool asio_stream::only_cancelled(const std::error_code& error) const noexcept {
  return error == asio::error::operation_aborted && !closing();
}

// After async_receive another thread may run the handler, which waits for the lock. An exact
// receive into one buffer asks for one piece at a time. Asio queues even what it receives at once,
// so other sockets are served between two requests.
std::optional<io_result> asio_stream::start_receive(operation& op) noexcept {
  if (receive_.cancelled) return look_for_bytes();
  if (receive_.left.finished()) {
    const std::error_code error = wait_for_bytes(op);
    return error ? std::optional(io_result{error, 0}) : std::nullopt;
  }
  if (end_) return received(0, end_);
  if (receive_.left.single()) {
    const mutable_buffer buffer = receive_.left.first();
    const std::size_t most = receive_.wanted == extent::all ? piece_bytes_max : buffer.size();
    socket_->async_receive(asio::mutable_buffer(buffer.data(), std::min(buffer.size(), most)),
                           handler<pending_operation, &receive_done>{{&op}});
  } else {
    socket_->async_receive(buffer_sequence<mutable_buffer, asio::mutable_buffer>(receive_.left),
                           handler<pending_operation, &receive_done>{{&op}});
  }
  return std::nullopt;
}

// Needs the lock. On Windows Asio makes a thread that waits, and there may be no memory for it.
// From async_wait on, another thread may run wait_done, which waits for the lock.
std::error_code asio_stream::wait_for_bytes(operation& op) noexcept {
  return as_error([&] {
    socket_->async_wait(asio_socket::wait_read, handler<pending_operation, &wait_done>{{&op}});
    return std::error_code();
  });
}

void asio_stream::wait_done(const pending_operation& op, const std::error_code& error) {
  receive_done(op, error, 0);
}

void asio_stream::receive_done(const pending_operation& op, const std::error_code& error,
                               std::size_t bytes) {
  asio_stream& self = op.stream();
  self.end(direction::receive, *op.op, [&] {
    std::optional<io_result> result;
    if (!self.only_cancelled(error)) result = self.arrived(bytes, error);
    return result ? result : self.go_on(direction::receive, *op.op);
  });
}

// Needs the lock. Asio waits for events that it has not seen yet, and never reports the same end
// twice, neither the end of the stream nor a reset. So the error is kept, and each later receive
// with room gets it.
std::optional<io_result> asio_stream::arrived(std::size_t bytes,
                                              const std::error_code& error) noexcept {
  if (error && error != asio::error::operation_aborted) end_ = from_asio(error);
  return received(bytes, from_asio(error));
}

// Sends about one piece without waiting, and leaves the rest to Asio, whose handler waits for the
// lock. A cancelled send makes one more attempt and then ends.
std::optional<io_result> asio_stream::start_send(operation& op) noexcept {
  if (const std::error_code error = push()) return sent(0, from_asio(error));
  if (send_.left.finished()) return io_result{{}, send_.moved};
  if (send_.cancelled) return canceled_after(send_.moved);
  const const_buffer buffer = send_.left.first();
  socket_->async_send(asio::const_buffer(buffer.data(), buffer.size()),
                      handler<pending_operation, &send_done>{{&op}});
  return std::nullopt;
}

// Needs the lock. Sends until about one piece has left. would_block is not an error here.
std::error_code asio_stream::push() noexcept {
  std::error_code error;
  for (std::size_t pushed = 0; !send_.left.finished() && pushed < piece_bytes_max;) {
    std::size_t bytes = 0;
    if (send_.left.single()) {
      const const_buffer buffer = send_.left.first();
      bytes = socket_->send(asio::const_buffer(buffer.data(), buffer.size()), 0, error);
    } else {
      bytes =
          socket_->send(buffer_sequence<const_buffer, asio::const_buffer>(send_.left), 0, error);
    }
    send_.advance(bytes);
    pushed += bytes;
    if (error == asio::error::would_block) return {};
    if (error) return error;
  }
  return {};
}

// A cancelled request may have sent a part too, so its bytes count.
void asio_stream::send_done(const pending_operation& op, const std::error_code& error,
                            std::size_t bytes) {
  asio_stream& self = op.stream();
  self.end(direction::send, *op.op, [&] {
    const std::error_code reason =
        self.only_cancelled(error) ? std::error_code() : from_asio(error);
    const std::optional<io_result> result = self.sent(bytes, reason);
    return result ? result : self.go_on(direction::send, *op.op);
  });
}

// Asio cancels both directions. go_on starts the other one again.
void asio_stream::cancel_native(direction) noexcept {
  std::error_code ignored;
  socket_->cancel(ignored);
}

void asio_stream::close_handle() noexcept {
  std::error_code ignored;
  socket_->close(ignored);
  socket_.reset();  // a closed stream may outlive its proactor; Asio's socket must not
}

}  // namespace naru::detail
