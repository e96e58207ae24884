// stream: the members that every kind of connection has: tcp_stream, unix_stream.
//
// Take a stream& if the kind does not matter: a buffered reader, a proxy, a session. A stream is
// made and destroyed only as one of the kinds.
//
//     void start_session(naru::stream& peer);   // for a tcp_stream and a unix_stream alike
//
// Each operation comes in two forms: with an operation that the caller owns, and without one, for
// co_await. The second form gives the operation's io_result:
//
//     auto [error, bytes] = co_await peer.receive(naru::buffer(storage));
//
// One receive and one send may be pending at the same time, started from any thread. A second one
// of the same kind is refused with error::operation_already_pending. Destroying or closing a
// stream completes what is pending on it with std::errc::operation_canceled; the operations must
// live until then, the stream need not.
//
// Thread-safety: every member may be called from any thread at any time, with these exceptions:
// during the destructor, the moves, a connect that begins a new connection, and an accept into the
// stream (until it has completed), no other thread may use the stream.
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

namespace detail {
struct stream_access;
}

class NARU_API stream {
 public:
  /// The proactor on which operations complete.
  [[nodiscard]] proactor& owner() const noexcept { return *proactor_; }

  /// Receives the bytes that are there, at least one, into the buffers in their order. bytes: how
  /// many. error::end_of_stream if the peer has finished sending, connection_reset if it is gone.
  /// If the buffers have no room for a byte, it completes with zero bytes once something can be
  /// received: such a wait pins no memory. The span of buffers must live as long as the buffers.
  /// One receive fills 64 buffers at most.
  submission receive(std::span<const mutable_buffer> buffers, operation& op);
  /// Works like the above, into one buffer.
  submission receive(mutable_buffer buffer, operation& op);

  /// Fills every byte of the buffers, in their order; any number of buffers is allowed. bytes: how
  /// many came, which is all of them unless there is an error. The error tells what ended it (the
  /// end of the stream, a cancel, a reset). If the buffers have no room for a byte, it completes
  /// at once. The span of buffers must live as long as the buffers. Counts as a receive.
  submission receive_exactly(std::span<const mutable_buffer> buffers, operation& op);
  /// Works like the above, into one buffer.
  submission receive_exactly(mutable_buffer buffer, operation& op);

  /// Sends every byte of the buffers, in their order (others call this write_all); any number of
  /// buffers is allowed. bytes: how many were handed to the system, which is all of them unless
  /// there is an error. Waits while the peer does not read. After a cancelled send an unknown part
  /// is on its way, so the stream can only be closed. The span of buffers must live as long as the
  /// buffers.
  submission send(std::span<const const_buffer> buffers, operation& op);
  /// Works like the above, from one buffer.
  submission send(const_buffer buffer, operation& op);

  /// This form is for co_await.
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

  /// Asks the pending operation of one direction to end with std::errc::operation_canceled. An
  /// operation that has completed keeps its result, so no received byte is ever lost. No effect if
  /// nothing is pending.
  void cancel(direction which) noexcept;
  /// Cancels both directions.
  void cancel() noexcept;
  /// Cancels one operation. No effect if `op` is not pending on this stream: it may be done,
  /// pending elsewhere or gone. (If another operation is started in the same memory, it counts as
  /// `op`.)
  void cancel(operation& op) noexcept;

  /// Ends the sending side: the peer reads the end of the stream after everything that was sent;
  /// receiving goes on. Refused with error::operation_already_pending while a send is pending, and
  /// that send goes on; so call this in the send's completion function. Other errors:
  /// not_connected, bad_file_descriptor.
  std::error_code shutdown_send() noexcept;

  /// Closes the connection. Everything that is pending completes with
  /// std::errc::operation_canceled. A second call is harmless.
  void close(close_mode mode = close_mode::graceful) noexcept;
  /// Works like the above. `closed` completes once the completion function of every pending
  /// operation has returned: without error, or with operation_canceled while the proactor is being
  /// destroyed. After that nothing refers to the stream. Call it once per stream.
  submission close(close_mode mode, operation& closed) noexcept;
  /// Works like the above, with close_mode::graceful.
  submission close(operation& closed) noexcept;
  /// This form is for co_await. A stop neither prevents the close nor ends the wait.
  auto close_and_wait(close_mode mode = close_mode::graceful) {
    return make_awaitable([=, this](operation& op) { return close(mode, op); });
  }

  /// True from a connect or accept until close, also while connecting.
  [[nodiscard]] bool is_open() const noexcept;

  /// The size of the system's buffer for sent bytes that are not acknowledged yet, and of that for
  /// bytes that came and are not received yet: 1 byte to 2 GiB less one, otherwise
  /// invalid_argument. The system may take it as a hint: Linux doubles it and has a limit. Systems
  /// adapt the sizes themselves, so change them only if measurements ask for it.
  std::error_code set_send_buffer_size(std::size_t bytes) noexcept;
  std::error_code set_receive_buffer_size(std::size_t bytes) noexcept;
  /// The size that the system uses. If the stream is not connected, 0 with `error` set.
  [[nodiscard]] std::size_t send_buffer_size(std::error_code& error) const noexcept;
  [[nodiscard]] std::size_t receive_buffer_size(std::error_code& error) const noexcept;

  /// The system's own handle, for options that have no function here. All bits are set if the
  /// stream is not connected. The handle stays the stream's, which may close it at any time.
  [[nodiscard]] naru::native_handle native_handle() const noexcept;

 protected:
  // The functions below are for tcp_stream and unix_stream.

  /// Not connected.
  explicit stream(proactor& owner) noexcept : proactor_(&owner) {}
  stream(stream&&) noexcept = default;
  stream& operator=(stream&&) noexcept = default;
  ~stream() = default;

  [[nodiscard]] std::size_t buffer_size(direction which, std::error_code& error) const noexcept;
  std::error_code set_buffer_size(direction which, std::size_t bytes) noexcept;

  proactor* proactor_;
  detail::stream_pointer socket_;

 private:
  friend struct detail::stream_access;
};

}  // namespace naru
