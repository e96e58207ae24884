// stream: what every kind of connection can do, once it is connected: tcp_stream, unix_stream.
//
// Take a stream& where the kind does not matter: a buffered reader, a proxy, a session. A stream is
// never made or destroyed as such, only as one of the kinds.
//
//     void start_session(naru::stream& peer);   // for a tcp_stream and a unix_stream alike
//
// Each operation comes in two forms: with an operation that the caller owns, and without, for
// co_await, which gives the operation's io_result:
//
//     auto [error, bytes] = co_await peer.receive(naru::buffer(storage));
//
// One receive and one send may be pending at the same time, started from any thread; a second of
// the same kind is refused with error::operation_already_pending. Destroying or closing a stream
// completes what is pending on it with std::errc::operation_canceled; the operations must live
// until then, the stream need not.
//
// Thread-safety: every member may be called from any thread at any time, with these exceptions,
// which need the stream to themselves: the destructor, the moves, a connect that begins a new
// connection, and an accept into the stream until it has completed.
#pragma once

#include <naru/awaitable_operation.hpp>
#include <naru/buffer.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/socket.hpp>
#include <naru/native_handle.hpp>
#include <naru/operation.hpp>

#include <cstddef>
#include <span>
#include <system_error>

namespace naru {

class proactor;

class NARU_API stream {
 public:
  [[nodiscard]] proactor& owner() const noexcept { return *proactor_; }

  /// Receives what is there, at least one byte, into the buffers in their order. bytes: how many.
  /// error::end_of_stream when the peer has finished sending, connection_reset when it is gone.
  /// With no byte of room it completes, with zero bytes, once something can be received: a wait
  /// that pins no memory. The span of buffers must live as long as the buffers. One receive fills
  /// 64 buffers at most.
  submission receive(std::span<const mutable_buffer> buffers, operation& op);
  /// The same into one buffer.
  submission receive(mutable_buffer buffer, operation& op);

  /// Fills every byte of the buffers, in their order; any number of buffers. bytes: how many came,
  /// all of them unless there is an error: what ended it (the end of the stream, a cancel, a reset)
  /// is told together with how much came before. With no byte of room it completes at once. The
  /// span of buffers must live as long as the buffers. Counts as a receive.
  submission receive_exactly(std::span<const mutable_buffer> buffers, operation& op);
  /// The same into one buffer.
  submission receive_exactly(mutable_buffer buffer, operation& op);

  /// Sends every byte of the buffers, in their order (what others call write_all); any number of
  /// buffers. bytes: how many were handed to the system, all of them unless there is an error.
  /// Waits while the peer does not read. After a cancelled send an unknown part is on its way: the
  /// stream is good only for closing. The span of buffers must live as long as the buffers.
  submission send(std::span<const const_buffer> buffers, operation& op);
  /// The same from one buffer.
  submission send(const_buffer buffer, operation& op);

  /// The same for co_await.
  auto receive(std::span<const mutable_buffer> buffers) {
    return make_awaitable(*this, [=, this](operation& op) { return receive(buffers, op); });
  }
  auto receive(mutable_buffer buffer) {
    return make_awaitable(*this, [=, this](operation& op) { return receive(buffer, op); });
  }
  auto receive_exactly(std::span<const mutable_buffer> buffers) {
    return make_awaitable(*this, [=, this](operation& op) { return receive_exactly(buffers, op); });
  }
  auto receive_exactly(mutable_buffer buffer) {
    return make_awaitable(*this, [=, this](operation& op) { return receive_exactly(buffer, op); });
  }
  auto send(std::span<const const_buffer> buffers) {
    return make_awaitable(*this, [=, this](operation& op) { return send(buffers, op); });
  }
  auto send(const_buffer buffer) {
    return make_awaitable(*this, [=, this](operation& op) { return send(buffer, op); });
  }

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
  /// goes on. Refused with error::operation_already_pending while a send is pending, which goes on:
  /// it is for the send's completion function. Other errors: not_connected, bad_file_descriptor.
  std::error_code shutdown_send() noexcept;

  /// Closes the connection; everything pending completes with std::errc::operation_canceled. Again
  /// is harmless.
  void close(close_mode mode = close_mode::graceful) noexcept;
  /// The same; `closed` completes without error (with operation_canceled while the proactor is
  /// being destroyed) once the completion function of every operation that was pending has
  /// returned. After that nothing refers to the stream. Once per stream.
  submission close(close_mode mode, operation& closed) noexcept;
  /// The same, close_mode::graceful.
  submission close(operation& closed) noexcept;
  /// The same for co_await. A stop does not keep it from closing, nor end the wait.
  auto close_and_wait(close_mode mode = close_mode::graceful) {
    return make_awaitable([=, this](operation& op) { return close(mode, op); });
  }

  /// True from a connect or accept until close, also while connecting.
  [[nodiscard]] bool is_open() const noexcept;

  /// What the system buffers of what was sent and is not acknowledged yet, and of what came and is
  /// not received yet: 1 byte to 2 GiB less one, else invalid_argument. The system may take it as a
  /// hint: Linux doubles it and has a limit. Leave it alone, as the systems adapt it themselves,
  /// unless measuring says otherwise.
  std::error_code set_send_buffer_size(std::size_t bytes) noexcept;
  std::error_code set_receive_buffer_size(std::size_t bytes) noexcept;
  /// What the system made of it; 0 with `error` set where the stream is not connected.
  [[nodiscard]] std::size_t send_buffer_size(std::error_code& error) const noexcept;
  [[nodiscard]] std::size_t receive_buffer_size(std::error_code& error) const noexcept;

  /// The system's own handle, for options that have no function here; all bits set where the stream
  /// is not connected. It stays the stream's, which may close it at any time.
  [[nodiscard]] naru::native_handle native_handle() const noexcept;

 protected:
  /// Not connected.
  explicit stream(proactor& owner) noexcept : proactor_(&owner) {}
  stream(stream&&) noexcept = default;
  stream& operator=(stream&&) noexcept = default;
  ~stream() = default;

  [[nodiscard]] std::size_t buffer_size(direction which, std::error_code& error) const noexcept;
  std::error_code set_buffer_size(direction which, std::size_t bytes) noexcept;

  proactor* proactor_;
  detail::stream_pointer socket_;
};

}  // namespace naru
