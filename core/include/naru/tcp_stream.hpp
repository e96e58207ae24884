// tcp_stream: one TCP connection.
//
// A move-only value. stream.hpp describes what it can do once connected, and its thread-safety.
// Nagle's algorithm is off.
//
//     naru::tcp_stream stream(*proactor);
//     stream.connect(naru::endpoint::parse("127.0.0.1:7777"), connected_);
//     …in connected_:  stream.send(naru::buffer("hello"sv), sent_);
#pragma once

#include <naru/detail/export.hpp>
#include <naru/endpoint.hpp>
#include <naru/keep_alive_options.hpp>
#include <naru/operation.hpp>
#include <naru/stream.hpp>

#include <chrono>
#include <optional>
#include <system_error>

namespace naru {

class proactor;

namespace detail {
template <class Stream, class Endpoint>
class basic_listener;
}

class NARU_API tcp_stream : public stream {
 public:
  /// Not connected. `owner` must outlive the stream.
  explicit tcp_stream(proactor& owner) noexcept;
  /// A stream that was moved from is like a new one.
  tcp_stream(tcp_stream&&) noexcept = default;
  tcp_stream& operator=(tcp_stream&&) noexcept = default;
  ~tcp_stream() = default;

  /// Connects to `peer`. An unspecified address means this host. After a failure connect may be
  /// called again. Errors: connection_refused, host_unreachable, network_unreachable, timed_out…;
  /// error::connected_to_itself if source and destination are the same; already_connected, and
  /// error::operation_already_pending while connecting.
  submission connect(const endpoint& peer, operation& op);
  /// This form is for co_await, which gives an io_result.
  auto connect(const endpoint& peer) {
    return make_awaitable(*this, [=, this](operation& op) { return connect(peer, op); });
  }

  /// Makes a connected socket of the program's own this stream, in place of what the stream was.
  /// From here on the handle is the stream's. If there is an error, the handle stays the caller's,
  /// and the stream stays as it was. The connection must be plain: on the epoll backend one whose
  /// receives stop early, such as TLS in the kernel, would miss bytes until more come. Errors:
  /// bad_file_descriptor, not_a_socket; wrong_protocol_type if it is no stream socket;
  /// address_family_not_supported if it is not of IPv4 or IPv6; not_connected; invalid_argument on
  /// Windows if it was not made for overlapped I/O or has belonged to a proactor before. If the
  /// Asio backend on Windows finds no memory and the system cannot part a handle from its
  /// completion port, the handle is closed.
  std::error_code adopt(naru::native_handle handle);
  /// Gives the connection's open handle to the caller; the stream is then like a new one. If there
  /// is an error, all bits are set; otherwise `error` is clear. Errors:
  /// error::operation_already_pending while something is pending; not_connected,
  /// bad_file_descriptor; operation_not_supported if the connection has a layer such as TLS, whose
  /// bytes the handle does not know, or if the system cannot part a handle from its completion
  /// port, which the Asio backend asks for. On POSIX the handle does not block. On
  /// Windows it belongs to this proactor's completion port for life: it can be used for calls that
  /// are not overlapped, or by another process (WSADuplicateSocket), and no proactor can adopt it
  /// again.
  [[nodiscard]] naru::native_handle release(std::error_code& error) noexcept;

  // Options. Each needs a connection: not_connected or bad_file_descriptor if there is none, and
  // invalid_argument for a value out of range.

  /// TCP_NODELAY; on by default.
  std::error_code set_no_delay(bool on) noexcept;
  /// Probes a silent peer; off by default. See keep_alive_options for the ranges.
  std::error_code set_keep_alive(const keep_alive_options& options) noexcept;
  /// Switches the probes off.
  std::error_code set_keep_alive_off() noexcept;
  /// How long close waits, and holds up its thread, until the sent bytes are acknowledged: 0 to
  /// 65,535 s, and 0 resets the connection. If `time` is empty, which is the default, close does
  /// not wait: the system delivers the bytes afterwards.
  std::error_code set_linger(std::optional<std::chrono::seconds> time) noexcept;

  /// If the stream is not connected, empty (0.0.0.0:0) with `error` set.
  [[nodiscard]] endpoint local_endpoint(std::error_code& error) const noexcept;
  /// Known once connected, also after the connection has gone. Before that, like local_endpoint.
  [[nodiscard]] endpoint remote_endpoint(std::error_code& error) const noexcept;
  /// Works like the above, without the reason.
  [[nodiscard]] endpoint local_endpoint() const noexcept;
  [[nodiscard]] endpoint remote_endpoint() const noexcept;

 private:
  template <class, class>
  friend class detail::basic_listener;
};

}  // namespace naru
