#include "asio_fallback/asio_stream.hpp"

#include <algorithm>
#include <utility>

#include "asio_fallback/asio_proactor.hpp"
#include "asio_fallback/buffer_sequence.hpp"
#include "asio_fallback/handler.hpp"
#include "native/socket_options.hpp"
#include "values/reachable.hpp"
#include <open_native.hpp>

namespace naru::detail {
namespace {

// What one send pushes into a socket before others get their turn, however fast its peer reads, and
// what an exact receive asks for at a time.
constexpr std::size_t piece_bytes_max = std::size_t{1} << 20U;

bool is_local(const stream_protocol& protocol) noexcept { return protocol.family() == AF_UNIX; }

stream_protocol protocol_of(socket_family family) {
  if (family == socket_family::local) return {AF_UNIX, 0};
  return family == socket_family::v4 ? tcp::v4() : tcp::v6();
}

}  // namespace

struct asio_stream::pending_operation {
  static constexpr std::size_t storage_size = operation::native_size;

  operation* op;

  [[nodiscard]] void* storage() const noexcept { return operation_access::native(*op); }
  [[nodiscard]] asio_stream& stream() const noexcept {
    return static_cast<asio_stream&>(*operation_access::owner(*op));
  }
};

asio_stream::asio_stream(asio_proactor& owner) : stream_base(owner), socket_(owner.context()) {}

std::error_code asio_stream::open(const stream_protocol& protocol) noexcept {
  if (const std::error_code error = open_native(*socket_, protocol)) return error;
  return prepare(protocol);
}

std::error_code asio_stream::prepare(const stream_protocol& protocol) noexcept {
  std::error_code error;
  socket_->non_blocking(true, error);
  if (!error && !is_local(protocol)) socket_->set_option(tcp::no_delay(true), error);
  return from_asio(error);
}

std::error_code asio_stream::accepted(native_handle connection, const stream_protocol& protocol,
                                      const stream_protocol::endpoint& peer) noexcept {
  const std::lock_guard lock(lock_);
  const auto handle = static_cast<asio_socket::native_handle_type>(connection);
  const std::error_code error = assign_native(*socket_, protocol, handle);
  if (!error) stands(peer);
  return error;
}

// Options can fail on a connection that its peer has reset already; the next transfer tells.
void asio_stream::stands(const stream_protocol::endpoint& peer) noexcept {
  peer_ = from_asio(peer);
  connected_ = true;
  static_cast<void>(prepare(peer.protocol()));
}

std::error_code asio_stream::adopt(native_handle handle, socket_family family) noexcept {
  const std::lock_guard lock(lock_);
  std::error_code error = assign_native(*socket_, protocol_of(family),
                                        static_cast<asio_socket::native_handle_type>(handle));
  if (error) return error;
  const stream_protocol::endpoint peer = socket_->remote_endpoint(error);
  if (!error) {
    stands(peer);
    return {};
  }
  std::error_code ignored;
  socket_->release(ignored);  // it stays the caller's
  return from_asio(error);
}

native_handle asio_stream::native() noexcept {
  return static_cast<native_handle>(socket_->native_handle());
}

std::error_code asio_stream::detach_native(native_handle& handle) noexcept {
  std::error_code error;
  const auto released = socket_->release(error);
  if (error) return from_asio(error);
  handle = static_cast<native_handle>(released);
  return {};
}

submission asio_stream::connect(const endpoint& peer, operation& op) {
  const endpoint where = reachable(peer);
  return connect(to_asio(where), where, op);
}

submission asio_stream::connect(const unix_endpoint& peer, operation& op) {
  return connect(to_asio(peer), endpoint(), op);
}

submission asio_stream::connect(const stream_protocol::endpoint& target, const endpoint& peer,
                                operation& op) {
  std::error_code refused;
  std::error_code error;
  {
    const std::lock_guard lock(lock_);
    refused = begin_connect(op);
    if (!refused) {
      cancel_send_ = false;
      peer_ = peer;
      error = open(target.protocol());
      if (!error) {
        socket_->async_connect(target, handler<pending_operation, &connect_done>{{&op}});
        return submission::pending;
      }
    }
  }
  if (refused) return loop_.fail(op, refused);
  close(close_mode::reset, nullptr);
  return loop_.finish_at_once(op, {error, 0});
}

void asio_stream::connect_done(const pending_operation& op, const std::error_code& reported) {
  asio_stream& self = op.stream();
  operation& done = *op.op;
  std::error_code error = reported;
  std::error_code failure;
  {
    const std::lock_guard lock(self.lock_);
    if (self.only_cancelled(error)) self.look_for_connection(error);
    failure = self.connected(from_asio(error));
  }
  if (failure) self.close(close_mode::reset, nullptr);
  self.loop_.complete(done, {failure, 0});
}

// With the lock held: what a finished attempt came to.
std::error_code asio_stream::connected(const std::error_code& error) noexcept {
  if (closing()) return std::make_error_code(std::errc::operation_canceled);
  if (error) return error;
  std::error_code ignored;
  const stream_protocol::endpoint local = socket_->local_endpoint(ignored);
  if (!is_local(local.protocol()) && from_asio(local) == peer_) return error::connected_to_itself;
  connected_ = true;
  return {};
}

submission asio_stream::receive(std::span<const mutable_buffer> buffers, operation& op) {
  std::error_code refused;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(lock_);
    refused = begin_transfer(direction::receive, op);
    if (!refused) {
      cancel_receive_ = false;
      receive_cursor_ = buffer_cursor<mutable_buffer>(buffers);
      if (end_ && !receive_cursor_.finished()) {
        result = io_result{end_, 0};
      } else {
        start_receive(op);
      }
    }
  }
  if (refused) return loop_.fail(op, refused);
  return result ? loop_.finish_at_once(op, *result) : submission::pending;
}

void asio_stream::start_receive(operation& op) {
  if (receive_cursor_.finished()) {
    socket_->async_wait(asio_socket::wait_read, handler<pending_operation, &wait_done>{{&op}});
  } else if (receive_cursor_.single()) {
    const mutable_buffer buffer = receive_cursor_.first();
    socket_->async_receive(asio::mutable_buffer(buffer.data(), buffer.size()),
                           handler<pending_operation, &receive_done>{{&op}});
  } else {
    socket_->async_receive(buffer_sequence<mutable_buffer, asio::mutable_buffer>(receive_cursor_),
                           handler<pending_operation, &receive_done>{{&op}});
  }
}

void asio_stream::wait_done(const pending_operation& op, const std::error_code& error) {
  receive_done(op, error, 0);
}

void asio_stream::receive_done(const pending_operation& op, const std::error_code& reported,
                               std::size_t bytes) {
  asio_stream& self = op.stream();
  std::error_code error = reported;
  {
    const std::lock_guard lock(self.lock_);
    if (self.interrupted(direction::receive, error)) return self.start_receive(*op.op);
    if (self.only_cancelled(error)) bytes = self.look_for_bytes(error);
    self.note_end(error);
  }
  self.loop_.complete(*op.op, self.outcome(from_asio(error), bytes));
}

// With the lock held. Asio's reactor would wait for ever for the edge of an end that it has
// reported already, be it the end of the stream or a reset: a later receive is told the same again.
void asio_stream::note_end(const std::error_code& error) noexcept {
  if (error && error != asio::error::operation_aborted) end_ = from_asio(error);
}

submission asio_stream::receive_exactly(std::span<const mutable_buffer> buffers, operation& op) {
  std::error_code refused;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(lock_);
    refused = begin_transfer(direction::receive, op);
    if (!refused) {
      cancel_receive_ = false;
      receive_cursor_ = buffer_cursor<mutable_buffer>(buffers);
      received_ = 0;
      if (receive_cursor_.finished()) {
        result.emplace();
      } else if (end_) {
        result = io_result{end_, 0};
      } else {
        start_exactly(op);
      }
    }
  }
  if (refused) return loop_.fail(op, refused);
  return result ? loop_.finish_at_once(op, *result) : submission::pending;
}

// With the lock held: asks for one piece. Others get their turn between two pieces, because Asio
// queues even what it receives at once.
void asio_stream::start_exactly(operation& op) {
  if (receive_cursor_.single()) {
    const mutable_buffer buffer = receive_cursor_.first();
    const std::size_t size = std::min(buffer.size(), piece_bytes_max);
    socket_->async_receive(asio::mutable_buffer(buffer.data(), size),
                           handler<pending_operation, &exactly_done>{{&op}});
  } else {
    socket_->async_receive(buffer_sequence<mutable_buffer, asio::mutable_buffer>(receive_cursor_),
                           handler<pending_operation, &exactly_done>{{&op}});
  }
}

void asio_stream::exactly_done(const pending_operation& op, const std::error_code& reported,
                               std::size_t bytes) {
  asio_stream& self = op.stream();
  std::error_code error = reported;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(self.lock_);
    self.receive_cursor_.advance(bytes);
    self.received_ += bytes;
    if (!self.receive_cursor_.finished()) {
      if (self.interrupted(direction::receive, error)) return self.start_exactly(*op.op);
      if (self.ends_early(direction::receive, error)) self.look_for_rest(error);
    }
    const bool finished = self.receive_cursor_.finished();
    self.note_end(error);
    if (error || finished) {
      result = self.outcome(finished ? std::error_code() : from_asio(error), self.received_);
    } else if (self.closing() || self.cancel_receive_) {
      result = io_result{std::make_error_code(std::errc::operation_canceled), self.received_};
    } else {
      self.start_exactly(*op.op);
    }
  }
  if (result) self.loop_.complete(*op.op, *result);
}

submission asio_stream::send(std::span<const const_buffer> buffers, operation& op) {
  std::error_code refused;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(lock_);
    refused = begin_transfer(direction::send, op);
    if (!refused) {
      cancel_send_ = false;
      send_cursor_ = buffer_cursor<const_buffer>(buffers);
      sent_ = 0;
      result = push(op);
    }
  }
  if (refused) return loop_.fail(op, refused);
  return result ? loop_.finish_at_once(op, *result) : submission::pending;
}

// With the lock held: sends what the system takes at once, and leaves the rest to Asio. The result
// where nothing is left.
std::optional<io_result> asio_stream::push(operation& op) {
  if (const std::error_code error = push_now()) return outcome(from_asio(error), sent_);
  if (send_cursor_.finished()) return io_result{{}, sent_};
  start_send(op);
  return std::nullopt;
}

// With the lock held: that the system takes no more is no error.
std::error_code asio_stream::push_now() noexcept {
  std::error_code error;
  std::size_t pushed = 0;
  while (!send_cursor_.finished() && pushed < piece_bytes_max) {
    std::size_t bytes = 0;
    if (send_cursor_.single()) {
      const const_buffer buffer = send_cursor_.first();
      bytes = socket_->send(asio::const_buffer(buffer.data(), buffer.size()), 0, error);
    } else {
      bytes =
          socket_->send(buffer_sequence<const_buffer, asio::const_buffer>(send_cursor_), 0, error);
    }
    send_cursor_.advance(bytes);
    sent_ += bytes;
    pushed += bytes;
    if (error == asio::error::would_block) return {};
    if (error) return error;
  }
  return {};
}

void asio_stream::start_send(operation& op) {
  const const_buffer buffer = send_cursor_.first();
  socket_->async_send(asio::const_buffer(buffer.data(), buffer.size()),
                      handler<pending_operation, &send_done>{{&op}});
}

void asio_stream::send_done(const pending_operation& op, const std::error_code& reported,
                            std::size_t bytes) {
  asio_stream& self = op.stream();
  std::error_code error = reported;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(self.lock_);
    // A part may be on its way even where the request was cancelled.
    self.send_cursor_.advance(bytes);
    self.sent_ += bytes;
    if (!self.send_cursor_.finished()) {
      if (self.interrupted(direction::send, error)) return self.start_send(*op.op);
      if (self.ends_early(direction::send, error)) self.look_for_room(error);
    }
    const bool finished = self.send_cursor_.finished();
    if (error || finished) {
      result = self.outcome(finished ? std::error_code() : from_asio(error), self.sent_);
    } else if (self.closing() || self.cancel_send_) {
      result = io_result{std::make_error_code(std::errc::operation_canceled), self.sent_};
    } else {
      result = self.push(*op.op);
    }
  }
  if (result) self.loop_.complete(*op.op, *result);
}

void asio_stream::cancel_native(direction which) noexcept {
  (which == direction::receive ? cancel_receive_ : cancel_send_) = true;
  std::error_code ignored;
  socket_->cancel(ignored);
}

// With the lock held: whether a request ended only because the other direction was cancelled.
bool asio_stream::interrupted(direction which, const std::error_code& error) const noexcept {
  const bool asked_for = which == direction::receive ? cancel_receive_ : cancel_send_;
  return error == asio::error::operation_aborted && !asked_for && !closing();
}

void asio_stream::close_native(close_mode mode) noexcept {
  std::error_code ignored;
  if (mode == close_mode::reset && socket_->is_open()) {
    socket_->set_option(asio::socket_base::linger(true, 0), ignored);
  }
  socket_->cancel(ignored);  // as on Windows: closing alone loses completions
}

void asio_stream::close_slowly() noexcept {
  std::error_code ignored;
  socket_->close(ignored);
  socket_.reset();  // a closed stream may outlive its proactor, Asio's socket may not
}

std::error_code asio_stream::shutdown_send() noexcept {
  const std::lock_guard lock(lock_);
  if (const std::error_code refused = may_shut_down()) return refused;
  std::error_code error;
  socket_->shutdown(asio_socket::shutdown_send, error);
  return from_asio(error);
}

endpoint asio_stream::local_endpoint(std::error_code& error) const noexcept {
  const std::lock_guard lock(lock_);
  error = usable();
  if (error) return {};
  const stream_protocol::endpoint local = socket_->local_endpoint(error);
  error = from_asio(error);
  return error ? endpoint() : from_asio(local);
}

}  // namespace naru::detail
