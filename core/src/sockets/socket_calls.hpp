// socket_calls: the calls that a stream or a listener makes on its handle, except transfers and
// waits. A backend that has no operating system under it, such as a simulated network, has calls of
// its own. Its handles are numbers that only these calls understand.
//
// Nothing here runs for each transfer.
#pragma once

#include <naru/detail/socket.hpp>
#include <naru/endpoint.hpp>
#include <naru/keep_alive_options.hpp>
#include <naru/listen_options.hpp>
#include <naru/native_handle.hpp>
#include <naru/unix_endpoint.hpp>

#include <chrono>
#include <cstddef>
#include <system_error>

namespace naru::detail {

class socket_calls {
 public:
  /// Opens a stream socket that child processes do not inherit. Returns no_handle with `error` set
  /// if it is refused.
  virtual native_handle open_stream(socket_family family, std::error_code& error) noexcept = 0;
  virtual void close(native_handle handle) noexcept = 0;
  /// The handle that a program may see: no_handle if it means nothing outside of these calls.
  [[nodiscard]] virtual native_handle visible(native_handle handle) noexcept = 0;

  /// Claims the address as the options want it, and binds the socket to it.
  virtual std::error_code bind(native_handle handle, const endpoint& local,
                               const listen_options& options) noexcept = 0;
  virtual std::error_code bind(native_handle handle, const unix_endpoint& local) noexcept = 0;
  /// A backlog of zero is as long as the system allows.
  virtual std::error_code listen(native_handle handle, int backlog) noexcept = 0;

  /// Ends the sending side of a connection: the peer sees the end of the stream.
  virtual std::error_code shut_down_sending(native_handle handle) noexcept = 0;
  /// These return an empty endpoint for a socket that has no address and port.
  [[nodiscard]] virtual endpoint local_endpoint(native_handle handle,
                                                std::error_code& error) noexcept = 0;
  [[nodiscard]] virtual endpoint remote_endpoint(native_handle handle,
                                                 std::error_code& error) noexcept = 0;

  // Options. The callers have checked the ranges of the values.

  virtual std::error_code set_no_delay(native_handle handle, bool on) noexcept = 0;
  virtual std::error_code set_keep_alive(native_handle handle,
                                         const keep_alive_options& options) noexcept = 0;
  virtual std::error_code clear_keep_alive(native_handle handle) noexcept = 0;
  virtual std::error_code set_linger(native_handle handle, std::chrono::seconds time) noexcept = 0;
  virtual std::error_code clear_linger(native_handle handle) noexcept = 0;
  virtual std::error_code set_buffer_size(native_handle handle, direction which,
                                          int bytes) noexcept = 0;
  [[nodiscard]] virtual std::size_t buffer_size(native_handle handle, direction which,
                                                std::error_code& error) noexcept = 0;

 protected:
  socket_calls() = default;
  socket_calls(const socket_calls&) = default;
  socket_calls& operator=(const socket_calls&) = default;
  ~socket_calls() = default;
};

/// The calls of the operating system.
[[nodiscard]] socket_calls& system_socket_calls() noexcept;

}  // namespace naru::detail
