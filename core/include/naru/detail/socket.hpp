// The sockets' part of the proactor contract: a backend implements it, and tcp_stream and
// tcp_listener call it. Programs use those two.
//
// All functions except release may be called from any thread at the same time. Every function that
// takes an operation starts it, and reports errors as its result. release ends the owner's
// interest: the socket closes, and frees itself once nothing is pending on it.
#pragma once

#include <naru/buffer.hpp>
#include <naru/close_mode.hpp>
#include <naru/detail/export.hpp>
#include <naru/direction.hpp>
#include <naru/endpoint.hpp>
#include <naru/native_handle.hpp>
#include <naru/operation.hpp>
#include <naru/unix_endpoint.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <system_error>

namespace naru {

class proactor;

namespace detail {

/// The kind of addresses that a connection uses.
enum class socket_family : std::uint8_t { v4, v6, local };

class socket_calls;

/// A function that uses a socket's handle, by the calls of its backend, while nobody can close it.
using handle_function = std::error_code (*)(void* context, socket_calls& system,
                                            native_handle handle) noexcept;

class NARU_API stream_socket {
 public:
  virtual submission connect(const endpoint& peer, operation& op) = 0;
  virtual submission connect(const unix_endpoint& peer, operation& op) = 0;
  virtual submission receive(std::span<const mutable_buffer> buffers, operation& op) = 0;
  virtual submission receive_exactly(std::span<const mutable_buffer> buffers, operation& op) = 0;
  virtual submission send(std::span<const const_buffer> buffers, operation& op) = 0;
  /// Completes once the handshake of the layer on the connection has succeeded or failed. Without a
  /// layer it completes at once. Cancelled like a receive.
  virtual submission handshake(operation& op) = 0;
  virtual void cancel(direction which) noexcept = 0;
  /// No effect if `op` is not pending on this socket; then it need not exist.
  virtual void cancel(operation& op) noexcept = 0;
  /// `closed`, if given, completes once every operation's completion function has returned.
  virtual submission close(close_mode mode, operation* closed) noexcept = 0;
  virtual std::error_code shutdown_send() noexcept = 0;
  virtual std::error_code use_handle(handle_function function, void* context) noexcept = 0;
  /// Called only before anything else, with a connected handle. If there is no error, the handle
  /// is the socket's.
  virtual std::error_code adopt(native_handle handle, socket_family family) noexcept = 0;
  /// Gives the handle away; refused while something is pending. Only close and release may follow.
  virtual std::error_code release_handle(native_handle& handle) noexcept = 0;
  virtual endpoint local_endpoint(std::error_code& error) const noexcept = 0;
  virtual endpoint remote_endpoint(std::error_code& error) const noexcept = 0;
  virtual bool is_open() const noexcept = 0;
  virtual void release() noexcept = 0;

 protected:
  stream_socket() = default;
  stream_socket(const stream_socket&) = delete;
  stream_socket& operator=(const stream_socket&) = delete;
  ~stream_socket() = default;
};

struct NARU_API release_socket {
  template <class Socket>
  void operator()(Socket* socket) const noexcept {
    socket->release();
  }
};

using stream_pointer = std::unique_ptr<stream_socket, release_socket>;

/// Whether closing a listener on a path removes the file that listening made.
enum class path_removal : std::uint8_t { never, on_close };

class NARU_API listener_socket {
 public:
  /// Fills `accepted` before `op` completes without error. The new stream belongs to `home`, a
  /// proactor of the same backend.
  virtual submission accept(stream_pointer& accepted, proactor& home, operation& op) = 0;
  /// No effect if `op` is not pending on this socket; then it need not exist.
  virtual void cancel(operation& op) noexcept = 0;
  virtual void cancel() noexcept = 0;
  virtual submission close(operation* closed) noexcept = 0;
  virtual std::error_code use_handle(handle_function function, void* context) noexcept = 0;
  virtual endpoint local_endpoint(std::error_code& error) const noexcept = 0;
  virtual bool is_open() const noexcept = 0;
  virtual void release() noexcept = 0;

 protected:
  listener_socket() = default;
  listener_socket(const listener_socket&) = delete;
  listener_socket& operator=(const listener_socket&) = delete;
  ~listener_socket() = default;
};

using listener_pointer = std::unique_ptr<listener_socket, release_socket>;

}  // namespace detail
}  // namespace naru
