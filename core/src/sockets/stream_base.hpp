// stream_base: the one engine of transfers. A backend's stream derives from it.
//
// The engine decides whether an operation may start, keeps what is left of it, and says what it
// came to. The backend starts requests with its system, cancels them, and reports how each has
// ended:
//
//     receive, send, connect
//       └ start_receive, start_send, start_connect      the backend: a result, or a request
//           └ received, sent, connected                 the engine: a result, or go_on
//
// One receive and one send (or connect) may be pending at the same time. `receive_` and `send_` are
// written by the thread that starts an operation and by the thread on which its request ends, never
// by both at once. What cancels and closes takes the lock.
#pragma once

#include <naru/error.hpp>

#include <cassert>
#include <optional>

#include "loop/loop.hpp"
#include "native/native_address.hpp"
#include "sockets/socket_base.hpp"
#include "sockets/transfer.hpp"
#include "values/no_handle.hpp"

namespace naru::detail {

class stream_base : public stream_socket, public socket_base {
 public:
  submission connect(const endpoint& peer, operation& op) final;
  submission connect(const unix_endpoint& peer, operation& op) final;
  submission receive(std::span<const mutable_buffer> buffers, operation& op) final {
    return start_receiving(buffers, extent::some, op);
  }
  submission receive_exactly(std::span<const mutable_buffer> buffers, operation& op) final {
    return start_receiving(buffers, extent::all, op);
  }
  submission send(std::span<const const_buffer> buffers, operation& op) final;
  void cancel(direction which) noexcept final;
  void cancel(operation& op) noexcept final;
  submission close(close_mode mode, operation* closed) noexcept final {
    return socket_base::close(mode, closed);
  }
  std::error_code shutdown_send() noexcept final;
  std::error_code use_handle(handle_function function, void* context) noexcept final;
  std::error_code adopt(native_handle handle, socket_family family) noexcept final;
  std::error_code release_handle(native_handle& handle) noexcept final;
  endpoint local_endpoint(std::error_code& error) const noexcept final;
  /// Where the stream was connected to; known even when the connection has gone.
  endpoint remote_endpoint(std::error_code& error) const noexcept final;
  [[nodiscard]] bool is_open() const noexcept final { return !closing(); }
  void release() noexcept final { socket_base::release(); }

  /// For a listener, before the stream is anyone's: takes over a connection, which stays the
  /// caller's if there is an error.
  std::error_code accepted(native_handle connection, socket_family family,
                           const endpoint& peer) noexcept;

 protected:
  /// Where a connect goes, as the system wants to see it.
  struct connect_target {
    const sockaddr* address;
    native::length size;
    socket_family family;
  };

  using socket_base::socket_base;

  // What a backend adds. All with the lock held; close_handle of socket_base without it.

  /// Ties an open handle to the backend, for good. On failure it stays the caller's.
  virtual std::error_code tie(native_handle handle, socket_family family) noexcept = 0;
  /// Nothing is pending: the handle is about to be given away, and close_handle closes nothing.
  virtual std::error_code untie() noexcept = 0;
  /// Starts to connect `handle_`, which is tied: what that came to, or nothing if a request tells
  /// later.
  virtual std::optional<std::error_code> start_connect(const connect_target& target,
                                                       operation& op) noexcept = 0;
  /// Starts to move what is left: the result, or nothing if a request tells later. A transfer that
  /// is cancelled only takes what the system holds, or fills the room that there is.
  virtual std::optional<io_result> start_receive(operation& op) noexcept = 0;
  virtual std::optional<io_result> start_send(operation& op) noexcept = 0;
  /// Asks the system to end the request that was started in that direction, if it is still under
  /// way.
  virtual void cancel_native(direction which) noexcept = 0;

  // What a backend calls when a request has ended.

  /// With the lock held: `bytes` have moved, or none for that reason. The result if that ends the
  /// operation, or nothing if go_on has to follow. Zero bytes without an error are the end of the
  /// stream, if there was room.
  [[nodiscard]] std::optional<io_result> received(std::size_t bytes,
                                                  const std::error_code& error) noexcept {
    assert(receive_.pending != nullptr && lock_.is_locked());
    if (receive_.wanted == extent::some) return received_some(bytes, error);
    receive_.advance(bytes);
    if (receive_.left.finished()) return io_result{{}, receive_.moved};
    if (error) return outcome(error, receive_.moved);
    if (bytes == 0) return outcome(error::end_of_stream, receive_.moved);
    return std::nullopt;
  }
  /// The same of a receive that ends with its first request. With or without the lock.
  [[nodiscard]] io_result received_some(std::size_t bytes,
                                        const std::error_code& error) const noexcept {
    assert(receive_.pending != nullptr && receive_.wanted == extent::some);
    const bool ended = !error && bytes == 0 && !receive_.left.finished();
    return outcome(ended ? make_error_code(error::end_of_stream) : error, bytes);
  }
  [[nodiscard]] std::optional<io_result> sent(std::size_t bytes,
                                              const std::error_code& error) noexcept {
    assert(send_.pending != nullptr && lock_.is_locked());
    send_.advance(bytes);
    if (send_.left.finished()) return io_result{{}, send_.moved};
    if (error) return outcome(error, send_.moved);
    return std::nullopt;
  }
  /// With the lock held, while no request of the transfer is under way: starts the next one, unless
  /// the stream closes.
  [[nodiscard]] std::optional<io_result> go_on(direction which, operation& op) noexcept;
  /// With the lock held: what an attempt to connect came to.
  [[nodiscard]] std::error_code connected(const std::error_code& error) noexcept;
  /// Without the lock, after connected: closes a stream that failed to connect, and ends the
  /// operation.
  void finish_connect(operation& op, const std::error_code& failure) noexcept;

  /// Without the lock, on a request's end: has `decide` say under the lock what it came to, and
  /// ends the operation with that, unless it goes on.
  template <class Decide>
  void end(operation& op, Decide decide) noexcept {
    std::optional<io_result> result;
    {
      const std::lock_guard lock(lock_);
      assert(has_place(op));
      result = decide();
    }
    if (result) loop_.complete(op, *result);
  }

  [[nodiscard]] static io_result canceled_after(std::size_t bytes) noexcept {
    return {std::make_error_code(std::errc::operation_canceled), bytes};
  }
  [[nodiscard]] operation* pending(direction which) const noexcept {
    return which == direction::receive ? receive_.pending : send_.pending;
  }
  [[nodiscard]] bool has_place(const operation& op) const noexcept {
    return receive_.pending == &op || send_.pending == &op;
  }

  /// With the lock held: the tied `handle_` is connected from here on.
  void establish(const endpoint& peer) noexcept;

  native_handle handle_ = no_handle;  // tied, from start_connect or establish to close_handle
  socket_family family_ = socket_family::v4;
  endpoint peer_;
  transfer<mutable_buffer> receive_;
  transfer<const_buffer> send_;

 private:
  void begin_close(close_mode mode) noexcept final;
  void forget(operation& op) noexcept final;

  submission start_receiving(std::span<const mutable_buffer> buffers, extent amount, operation& op);
  submission connect(const connect_target& target, const endpoint& peer, operation& op);
  std::optional<std::error_code> open_and_connect(const connect_target& target,
                                                  operation& op) noexcept;
  std::error_code tie_as(native_handle handle, socket_family family) noexcept;
  void cancel_pending(direction which) noexcept;
  [[nodiscard]] bool was_asked(direction which) const noexcept {
    return which == direction::receive ? receive_.asked : send_.asked;
  }

  // In the header, as each transfer begins with them. All with the lock held.

  /// Takes the place of that direction for `op`, or says why not; then `op` is not started.
  [[nodiscard]] std::error_code begin(direction which, operation& op, operation_kind kind) {
    if (closing()) return std::make_error_code(std::errc::bad_file_descriptor);
    if (loop_.shutting_down()) return std::make_error_code(std::errc::operation_canceled);
    if (pending(which) != nullptr) return error::operation_already_pending;
    (which == direction::receive ? receive_.pending : send_.pending) = &op;
    attach(op, kind);
    return {};
  }
  /// The same for a connect.
  [[nodiscard]] std::error_code begin_connect(operation& op) {
    if (established_) return std::make_error_code(std::errc::already_connected);
    return begin(direction::send, op, operation_kind::connect);
  }
  /// The same for a transfer, which needs a connection.
  [[nodiscard]] std::error_code begin_transfer(direction which, operation& op) {
    if (const std::error_code refused = refusal()) return refused;
    const bool receives = which == direction::receive;
    return begin(which, op, receives ? operation_kind::receive : operation_kind::send);
  }
  /// Why the connection cannot be used; empty if it can.
  [[nodiscard]] std::error_code refusal() const noexcept {
    assert(lock_.is_locked());
    if (closing()) return std::make_error_code(std::errc::bad_file_descriptor);
    if (!established_) return std::make_error_code(std::errc::not_connected);
    assert(handle_ != no_handle);
    return {};
  }

  /// What a request came to. After a local close every failure is the close's doing, whatever the
  /// system calls it. With or without the lock.
  [[nodiscard]] io_result outcome(const std::error_code& error, std::size_t bytes) const noexcept {
    if (error && closing()) return canceled_after(bytes);
    return {error, bytes};
  }

  bool established_ = false;
};

}  // namespace naru::detail
