// stream_base: the one engine of transfers. A backend's stream derives from it.
//
// The engine decides whether an operation may start, knows what is left of it, and makes its
// result. The backend starts requests with its system, cancels them, and reports how each request
// has ended:
//
//     receive, send, connect
//       └ start_receive, start_send, start_connect      the backend: a result, or a request
//           └ received, sent, connected                 the engine: a result, or go_on
//
// One receive and one send (or connect) may be pending at the same time. Two threads write
// `receive_` and `send_`, but never both at once: the thread that starts an operation, and the
// thread on which its request ends. Functions that cancel or close take the lock.
//
// A large transfer is moved in pieces: see transfer.hpp.
#pragma once

#include <naru/error.hpp>

#include <cassert>
#include <optional>

#include "loop/loop.hpp"
#include "native/native_address.hpp"
#include "sockets/socket_base.hpp"
#include "sockets/socket_calls.hpp"
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
  submission handshake(operation& op) final;
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
  /// The endpoint to which the stream was connected. It is also known after the connection has
  /// gone.
  endpoint remote_endpoint(std::error_code& error) const noexcept final;
  [[nodiscard]] bool is_open() const noexcept final { return !closing(); }
  void release() noexcept final { socket_base::release(); }

  /// Takes over a connection for a listener, before any other code knows this stream. If there is
  /// an error, the caller keeps the connection.
  std::error_code accepted(native_handle connection, socket_family family,
                           const endpoint& peer) noexcept;

 protected:
  /// The address that a connect goes to, in the system's own form. If it is an endpoint, it is also
  /// in peer_.
  struct connect_target {
    const sockaddr* address;
    native::length size;
    socket_family family;
  };

  using socket_base::socket_base;

  // The functions that a backend adds. They are called with the lock held; close_handle of
  // socket_base is called without it.

  /// The calls that understand this stream's handle.
  [[nodiscard]] virtual socket_calls& calls() const noexcept { return system_socket_calls(); }

  /// Ties an open handle to the backend, for as long as the handle is open. On failure the caller
  /// keeps the handle.
  virtual std::error_code tie(native_handle handle, socket_family family) noexcept = 0;
  /// Unties the handle, which the caller is about to give away. Nothing is pending. After this
  /// close_handle closes nothing.
  virtual std::error_code untie() noexcept = 0;
  /// Starts to connect `handle_`, which is tied. Returns the result, or nothing if a request is
  /// under way whose end brings the result.
  virtual std::optional<std::error_code> start_connect(const connect_target& target,
                                                       operation& op) noexcept = 0;
  /// Starts to move the bytes that are left. Returns the result, or nothing if a request is under
  /// way whose end brings the result. If the transfer is cancelled, it only takes bytes that the
  /// system holds, or only sends what the system takes at once.
  virtual std::optional<io_result> start_receive(operation& op) noexcept = 0;
  virtual std::optional<io_result> start_send(operation& op) noexcept = 0;
  /// Asks the system to end the request that was started in that direction, if that request is
  /// still under way.
  virtual void cancel_native(direction which) noexcept = 0;

  // The functions that a backend calls when a request has ended.

  /// Needs the lock. `bytes` have been received, or the request has failed with `error`. Returns
  /// the result if that ends the operation, or nothing if go_on has to follow. If there was room,
  /// zero bytes without an error are the end of the stream.
  [[nodiscard]] std::optional<io_result> received(std::size_t bytes,
                                                  const std::error_code& error) noexcept {
    assert(receive_.pending != nullptr && lock_.is_locked());
    if (receive_.wanted == extent::some) {
      const bool ended = !error && bytes == 0 && !receive_.left.finished();
      return outcome(ended ? make_error_code(error::end_of_stream) : error, bytes);
    }
    receive_.advance(bytes);
    if (receive_.left.finished()) return io_result{{}, receive_.moved};
    if (error) return outcome(error, receive_.moved);
    if (bytes == 0) return outcome(error::end_of_stream, receive_.moved);
    return std::nullopt;
  }
  [[nodiscard]] std::optional<io_result> sent(std::size_t bytes,
                                              const std::error_code& error) noexcept {
    assert(send_.pending != nullptr && lock_.is_locked());
    send_.advance(bytes);
    if (send_.left.finished()) return io_result{{}, send_.moved};
    if (error) return outcome(error, send_.moved);
    return std::nullopt;
  }
  /// Needs the lock. Starts the next request of the transfer, unless the stream closes. No request
  /// of the transfer may be under way.
  [[nodiscard]] std::optional<io_result> go_on(direction which, operation& op) noexcept;
  /// Needs the lock. Returns the result of an attempt to connect that has ended with `error`, and
  /// frees the place of its operation.
  [[nodiscard]] std::error_code connected(const std::error_code& error) noexcept;
  /// Called without the lock, after connected. Closes a stream that failed to connect, and ends the
  /// operation.
  void finish_connect(operation& op, const std::error_code& failure) noexcept;

  /// Called without the lock when a request of `op` has ended. `decide` runs under the lock and
  /// returns the result, which ends the operation. If it returns nothing, the operation goes on.
  template <class Decide>
  void end(direction which, operation& op, Decide decide) noexcept {
    std::optional<io_result> result;
    {
      const std::lock_guard lock(lock_);
      assert(pending(which) == &op);
      result = decide();
      if (result) free_place(which, op);
    }
    if (result) loop_.complete(op, *result);
  }
  /// Needs the lock. `op` has its result, so the next operation may start. From here on only the
  /// caller completes `op`.
  void free_place(direction which, [[maybe_unused]] operation& op) noexcept {
    assert(lock_.is_locked() && pending(which) == &op);  // invariant: place-until-result
    (which == direction::receive ? receive_.pending : send_.pending) = nullptr;
  }

  [[nodiscard]] static io_result canceled_after(std::size_t bytes) noexcept {
    return {std::make_error_code(std::errc::operation_canceled), bytes};
  }
  [[nodiscard]] operation* pending(direction which) const noexcept {
    return which == direction::receive ? receive_.pending : send_.pending;
  }

  /// Needs the lock. The tied `handle_` is connected from this call on.
  void establish(const endpoint& peer) noexcept;

  native_handle handle_ = no_handle;  // tied; set from start_connect or establish to close_handle
  socket_family family_ = socket_family::v4;
  endpoint peer_;
  transfer<mutable_buffer> receive_;
  transfer<const_buffer> send_;

 private:
  void begin_close(close_mode mode) noexcept final;

  submission start_receiving(std::span<const mutable_buffer> buffers, extent amount, operation& op);
  submission connect(const connect_target& target, const endpoint& peer, operation& op);
  std::optional<std::error_code> open_and_connect(const connect_target& target,
                                                  operation& op) noexcept;
  std::error_code tie_as(native_handle handle, socket_family family) noexcept;
  void cancel_pending(direction which) noexcept;
  [[nodiscard]] bool was_asked(direction which) const noexcept {
    return which == direction::receive ? receive_.asked : send_.asked;
  }

  template <direction Which, class Buffer>
  submission start(transfer<Buffer>& own, std::span<const Buffer> buffers, extent amount,
                   operation& op);
  [[nodiscard]] std::error_code refusal_of_transfer() const noexcept;

  // These need the lock.

  /// Takes the place of a connect for `op`. If it returns an error, `op` is not started.
  [[nodiscard]] std::error_code begin_connect(operation& op);
  [[nodiscard]] bool can_transfer() const noexcept {
    assert(lock_.is_locked());
    return established_ && !closing() && !loop_.shutting_down();
  }
  /// Returns why the connection cannot be used; empty if it can be used.
  [[nodiscard]] std::error_code refusal() const noexcept {
    assert(lock_.is_locked());
    if (closing()) return std::make_error_code(std::errc::bad_file_descriptor);
    if (!established_) return std::make_error_code(std::errc::not_connected);
    assert(handle_ != no_handle);
    return {};
  }

  /// Makes the result of a request. After a local close every failure is reported as cancelled,
  /// because the close has caused it, whatever error the system reports. It needs no lock.
  [[nodiscard]] io_result outcome(const std::error_code& error, std::size_t bytes) const noexcept {
    if (error && closing()) return canceled_after(bytes);
    return {error, bytes};
  }

  bool established_ = false;
};

}  // namespace naru::detail
