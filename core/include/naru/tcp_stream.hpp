// tcp_stream: one TCP connection.
//
// A move-only value. One receive and one send may be pending at the same time, started from any
// thread; a second of the same kind is refused with error::operation_already_pending. Nagle's
// algorithm is off. Destroying or closing a stream completes what is pending on it with
// std::errc::operation_canceled; the operations must live until then, the stream need not.
//
//     naru::tcp_stream stream(*proactor);
//     stream.connect(naru::endpoint::parse("127.0.0.1:7777"), connected_);
//     …in connected_:  stream.send(naru::buffer("hello"sv), sent_);
//
// Thread-safety: every member may be called from any thread at any time, with these exceptions,
// which need the stream to themselves: the destructor, the moves, a connect that begins a new
// connection, and an accept into the stream until it has completed.
#pragma once

#include <naru/buffer.hpp>
#include <naru/detail/socket.hpp>
#include <naru/endpoint.hpp>
#include <naru/operation.hpp>

#include <span>
#include <system_error>

namespace naru {

class proactor;

class tcp_stream {
 public:
  /// Not connected. `owner` must outlive the stream.
  explicit tcp_stream(proactor& owner) noexcept;
  /// What was moved from is as newly made.
  tcp_stream(tcp_stream&&) noexcept = default;
  tcp_stream& operator=(tcp_stream&&) noexcept = default;
  ~tcp_stream() = default;

  [[nodiscard]] proactor& owner() const noexcept { return *proactor_; }

  /// Connects to `peer`. An unspecified address means this host. After a failure connect may be
  /// called again. Errors: connection_refused, host_unreachable, network_unreachable, timed_out…;
  /// error::connected_to_itself where source and destination are one; already_connected, and
  /// error::operation_already_pending while connecting.
  submission connect(const endpoint& peer, operation& op);

  /// Receives what is there, at least one byte, into the buffers in their order. bytes: how many.
  /// error::end_of_stream when the peer has finished sending, connection_reset when it is gone.
  /// With no byte of room it completes, with zero bytes, once something can be received: a wait
  /// that pins no memory. The span of buffers must live as long as the buffers. One receive fills
  /// 64 buffers at most.
  submission receive(std::span<const mutable_buffer> buffers, operation& op);
  /// The same into one buffer.
  submission receive(mutable_buffer buffer, operation& op);

  /// Sends every byte of the buffers, in their order; any number of buffers. bytes: how many were
  /// handed to the system, all of them unless there is an error. Waits while the peer does not
  /// read. After a cancelled send an unknown part is on its way: the stream is good only for
  /// closing. The span of buffers must live as long as the buffers.
  submission send(std::span<const const_buffer> buffers, operation& op);
  /// The same from one buffer.
  submission send(const_buffer buffer, operation& op);

  /// Asks the pending operation of one direction to end with std::errc::operation_canceled. One
  /// that has completed keeps its result: nothing received is ever lost. No effect where nothing is
  /// pending.
  void cancel(direction which) noexcept;
  /// Both directions.
  void cancel() noexcept;
  /// The same for one operation. No effect where `op` is not pending on this stream: it may be
  /// done, pending elsewhere or gone. (What is started in its place counts as itself.)
  void cancel(operation& op) noexcept;

  /// Ends the sending side: the peer reads the end of the stream after what was sent; receiving
  /// goes on. Not while a send is pending. Errors: not_connected, bad_file_descriptor.
  std::error_code shutdown_send() noexcept;

  /// Closes the connection; everything pending completes with std::errc::operation_canceled. Again
  /// is harmless.
  void close(close_mode mode = close_mode::graceful) noexcept;
  /// The same; `closed` completes without error (with operation_canceled while the proactor is
  /// being destroyed) once the completion function of every operation that was pending has
  /// returned. After that nothing refers to the stream. Once per stream.
  submission close(close_mode mode, operation& closed) noexcept;

  /// TCP_NODELAY; on from the start.
  std::error_code set_no_delay(bool on) noexcept;

  /// True from a connect or accept until close, also while connecting.
  [[nodiscard]] bool is_open() const noexcept;

  /// Empty (0.0.0.0:0) with `error` set where the stream is not connected.
  [[nodiscard]] endpoint local_endpoint(std::error_code& error) const noexcept;
  /// Known once connected, also after the connection has gone; before that as above.
  [[nodiscard]] endpoint remote_endpoint(std::error_code& error) const noexcept;
  /// The same, without the reason.
  [[nodiscard]] endpoint local_endpoint() const noexcept;
  [[nodiscard]] endpoint remote_endpoint() const noexcept;

 private:
  friend class tcp_listener;

  proactor* proactor_;
  detail::stream_pointer socket_;
};

}  // namespace naru
