// tcp_stream: one TCP connection.
//
// A move-only value. What it can do once connected, and its thread-safety, is in stream.hpp.
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

class NARU_API tcp_stream : public stream {
 public:
  /// Not connected. `owner` must outlive the stream.
  explicit tcp_stream(proactor& owner) noexcept;
  /// What was moved from is as newly made.
  tcp_stream(tcp_stream&&) noexcept = default;
  tcp_stream& operator=(tcp_stream&&) noexcept = default;
  ~tcp_stream() = default;

  /// Connects to `peer`. An unspecified address means this host. After a failure connect may be
  /// called again. Errors: connection_refused, host_unreachable, network_unreachable, timed_out…;
  /// error::connected_to_itself where source and destination are one; already_connected, and
  /// error::operation_already_pending while connecting.
  submission connect(const endpoint& peer, operation& op);
  /// The same for co_await, which gives an io_result.
  auto connect(const endpoint& peer) {
    return make_awaitable(*this, [=, this](operation& op) { return connect(peer, op); });
  }

  /// Makes a connected socket of the program's own this stream, in place of what it was. The handle
  /// is the stream's from here on; where there is an error it stays the caller's, and so does this
  /// stream. Errors: bad_file_descriptor, not_a_socket; wrong_protocol_type where it is no stream
  /// socket, address_family_not_supported where it is none of IP; not_connected; invalid_argument
  /// on Windows where it was not made for overlapped I/O or has belonged to a proactor before.
  std::error_code adopt(naru::native_handle handle);
  /// Gives the connection's handle to the caller, open; the stream is as newly made then. Refused
  /// with error::operation_already_pending while something is pending; not_connected,
  /// bad_file_descriptor; operation_not_supported where the system cannot part a handle from its
  /// completion port, as the Asio backend asks of it; `error` is clear otherwise. All bits are set
  /// where there is an error. On POSIX the handle does not block. On Windows it belongs to this
  /// proactor's completion port for life: it is good for calls that are not overlapped, or for
  /// another process (WSADuplicateSocket), and no proactor can adopt it again.
  [[nodiscard]] naru::native_handle release(std::error_code& error) noexcept;

  // Options. Each needs a connection: not_connected or bad_file_descriptor where there is none, and
  // invalid_argument for what is out of range.

  /// TCP_NODELAY; on from the start.
  std::error_code set_no_delay(bool on) noexcept;
  /// Probes a silent peer; off from the start. See keep_alive_options for the ranges.
  std::error_code set_keep_alive(const keep_alive_options& options) noexcept;
  /// No probes.
  std::error_code set_keep_alive_off() noexcept;
  /// How long close waits, and holds up its thread, for what was sent to be acknowledged: 0 to
  /// 65,535 s, where 0 resets the connection. Empty, as from the start: the system delivers it
  /// behind the program's back.
  std::error_code set_linger(std::optional<std::chrono::seconds> time) noexcept;

  /// Empty (0.0.0.0:0) with `error` set where the stream is not connected.
  [[nodiscard]] endpoint local_endpoint(std::error_code& error) const noexcept;
  /// Known once connected, also after the connection has gone; before that as above.
  [[nodiscard]] endpoint remote_endpoint(std::error_code& error) const noexcept;
  /// The same, without the reason.
  [[nodiscard]] endpoint local_endpoint() const noexcept;
  [[nodiscard]] endpoint remote_endpoint() const noexcept;

 private:
  friend class tcp_listener;
};

}  // namespace naru
