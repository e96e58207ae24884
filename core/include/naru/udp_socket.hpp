// udp_socket: sends and receives datagrams.
//
// A move-only value. Unlike on a stream, any number of receives and sends may be pending at the
// same time. The receives are served in the order in which they were started, and the sends leave
// in theirs. A server keeps several receives pending, or receives in batches, so that a burst is
// not lost. Destroying or closing the socket completes what is pending on it with
// std::errc::operation_canceled; the operations must live until then, the socket need not.
//
//     naru::udp_socket socket(*proactor, naru::endpoint::parse("0.0.0.0:7777"));
//     socket.receive_from(naru::buffer(storage_), source_, received_);
//     …in received_:  socket.send_to(naru::buffer(storage_, result.bytes), source_, sent_);
//
// In a coroutine, await the forms without an operation:
//
//     auto [error, bytes, source] = co_await socket.receive_from(naru::buffer(storage));
//
// It is not for data that must arrive: the network loses datagrams, repeats and reorders them.
//
// The network may report that a datagram could not be delivered (ICMP: "port unreachable" and its
// kin). Such a report never ends a receive and never fails a later send, also on a connected
// socket, because systems differ in which calls they report to. A peer that is gone shows by its
// silence.
//
// Thread-safety: every member may be called from any thread at any time, with these exceptions:
// during the destructor, the moves, bind, and the first send or connect of a socket that is not
// bound, no other thread may use the socket.
#pragma once

#include <naru/address.hpp>
#include <naru/awaitable_operation.hpp>
#include <naru/buffer.hpp>
#include <naru/datagram.hpp>
#include <naru/detail/datagram.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/receive_from_action.hpp>
#include <naru/endpoint.hpp>
#include <naru/native_handle.hpp>
#include <naru/operation.hpp>
#include <naru/udp_options.hpp>

#include <cstddef>
#include <span>
#include <system_error>

namespace naru {

class proactor;

class NARU_API udp_socket {
 public:
  /// The number of datagrams that one receive_batch takes at most.
  static constexpr std::size_t batch_max = 64;
  /// The number of buffers from which one datagram can be gathered.
  static constexpr std::size_t buffers_max = 64;

  /// Not bound. `owner` must outlive the socket.
  explicit udp_socket(proactor& owner) noexcept;
  /// Bound to `local`. With port 0 the system chooses a port: see local_endpoint. Throws
  /// std::system_error that names the endpoint, with the errors of bind.
  udp_socket(proactor& owner, const endpoint& local, const udp_options& options = {});
  /// A socket that was moved from is like a new one.
  udp_socket(udp_socket&&) noexcept = default;
  udp_socket& operator=(udp_socket&&) noexcept = default;
  ~udp_socket() = default;

  /// The proactor on which operations complete.
  [[nodiscard]] proactor& owner() const noexcept { return *proactor_; }

  /// Opens and binds, in place of whatever this socket was before. Errors: address_in_use,
  /// address_not_available, permission_denied…; operation_not_supported for an option that the
  /// system lacks, invalid_argument for an option out of range.
  std::error_code bind(const endpoint& local, const udp_options& options = {});

  /// Receives one datagram. `source` becomes its sender (on a socket for both families an IPv4
  /// sender shows as a mapped address) and must live until then. bytes: its size, 0 for an empty
  /// one. If it was larger than the buffer, the error is message_size: bytes tells how much came,
  /// the rest is lost, and `source` is known. If the buffer has no room, it completes with zero
  /// bytes once there is a datagram to receive, and leaves the datagram there. Errors:
  /// invalid_argument if the socket was never bound.
  submission receive_from(mutable_buffer buffer, endpoint& source, operation& op);
  /// Works like the above, if the sender is known or of no interest.
  submission receive(mutable_buffer buffer, operation& op);
  /// Receives the datagrams that are there, at least one and at most batch_max, into the first
  /// elements of `batch`. bytes: how many datagrams. A truncated datagram is marked and is no
  /// error. `batch` and its buffers must live until then. invalid_argument if `batch` is empty.
  /// While several receives are pending, datagrams that came in a row may go to several of them.
  submission receive_batch(std::span<datagram> batch, operation& op);

  /// Sends one datagram; waits while the system has no room for it. A socket that is not bound is
  /// bound to any address and a free port. bytes: the datagram's size. An unspecified destination
  /// means this host. A socket for both families also reaches IPv4 destinations. Errors:
  /// message_size if it is too large to send, and then nothing is sent; network_unreachable;
  /// permission_denied for a broadcast without set_broadcast; address_family_not_supported;
  /// already_connected on a connected socket; invalid_argument for port 0.
  submission send_to(const_buffer payload, const endpoint& destination, operation& op);
  /// Works like the above, with one datagram from several buffers. The span must live as long as
  /// the buffers. invalid_argument if there are more than buffers_max.
  submission send_to(std::span<const const_buffer> payload, const endpoint& destination,
                     operation& op);
  /// Like send_to, to the peer. not_connected if there is none.
  submission send(const_buffer payload, operation& op);
  submission send(std::span<const const_buffer> payload, operation& op);
  /// Sends all of `batch`, of any length, in its order. bytes: how many datagrams were sent. If
  /// not all were sent, the error is that of the first one that was not. `batch` and its buffers
  /// must live until then.
  submission send_batch(std::span<const outgoing_datagram> batch, operation& op);

  /// This form is for co_await. receive_from also gives the sender: auto [error, bytes, source] =
  /// …; the others give an io_result.
  auto receive_from(mutable_buffer buffer) {
    using action = detail::receive_from_action<udp_socket>;
    return detail::awaitable_operation<action>(action{this, buffer, {}});
  }
  auto receive(mutable_buffer buffer) {
    return make_awaitable(*this, [=, this](operation& op) { return receive(buffer, op); });
  }
  auto receive_batch(std::span<datagram> batch) {
    return make_awaitable(*this, [=, this](operation& op) { return receive_batch(batch, op); });
  }
  auto send_to(const_buffer payload, const endpoint& destination) {
    return make_awaitable(*this,
                          [=, this](operation& op) { return send_to(payload, destination, op); });
  }
  auto send_to(std::span<const const_buffer> payload, const endpoint& destination) {
    return make_awaitable(*this,
                          [=, this](operation& op) { return send_to(payload, destination, op); });
  }
  auto send(const_buffer payload) {
    return make_awaitable(*this, [=, this](operation& op) { return send(payload, op); });
  }
  auto send(std::span<const const_buffer> payload) {
    return make_awaitable(*this, [=, this](operation& op) { return send(payload, op); });
  }
  auto send_batch(std::span<const outgoing_datagram> batch) {
    return make_awaitable(*this, [=, this](operation& op) { return send_batch(batch, op); });
  }

  /// From here on, exchanges datagrams with `peer` alone; datagrams of others that came before may
  /// still be received. Call it again for another peer. Nothing is sent. A socket that is not
  /// bound is bound as by send_to. An unspecified address means this host.
  std::error_code connect(const endpoint& peer);

  /// Asks everything that is pending to end with std::errc::operation_canceled. An operation that
  /// has completed keeps its result, so nothing received is ever lost. After the cancel of a
  /// batch, bytes tells how many had been sent.
  void cancel() noexcept;
  /// Cancels one operation. No effect if `op` is not pending on this socket, even if it no longer
  /// exists.
  void cancel(operation& op) noexcept;

  /// Everything that is pending completes with std::errc::operation_canceled. A second call is
  /// harmless.
  void close() noexcept;
  /// Works like the above. `closed` completes once the completion function of every pending
  /// operation has returned: without error, or with operation_canceled while the proactor is being
  /// destroyed. Call it once per socket.
  submission close(operation& closed) noexcept;
  /// This form is for co_await. A stop neither prevents the close nor ends the wait.
  auto close_and_wait() {
    return make_awaitable([this](operation& op) { return close(op); });
  }

  // Options. Each needs a bound socket: otherwise bad_file_descriptor.

  /// Joins a multicast group. IPv4: on the interface that has the address `on`, or on one of the
  /// system's choice. IPv6: on the interface whose index is the group's scope, or on one of the
  /// system's choice if that is 0; `on` is ignored. invalid_argument if `group` is no multicast
  /// address, address_family_not_supported if it is not of the socket's family.
  std::error_code join(const address& group, const address& on = {}) noexcept;
  /// Ends a membership that join began with the same arguments.
  std::error_code leave(const address& group, const address& on = {}) noexcept;
  /// Chooses the interface through which datagrams to groups leave: the interface with this IPv4
  /// address, or with this IPv6 address's scope as its index. An unspecified address leaves the
  /// choice to the system.
  std::error_code set_multicast_interface(const address& on) noexcept;
  /// Whether members on this host receive datagrams that are sent to a group; on by default. On
  /// Windows the option of the receiving socket counts, elsewhere that of the sending socket, so
  /// set both.
  std::error_code set_multicast_loop(bool on) noexcept;
  /// How many networks a datagram to a group may cross: 0 to 255, 1 by default.
  std::error_code set_multicast_hops(unsigned hops) noexcept;
  /// How many networks a datagram to one host may cross: 1 to 255.
  std::error_code set_hops(unsigned hops) noexcept;
  /// Whether datagrams may be sent to broadcast addresses; off by default.
  std::error_code set_broadcast(bool on) noexcept;
  /// Like in udp_options, but 0 is invalid_argument.
  std::error_code set_receive_buffer_size(std::size_t bytes) noexcept;
  std::error_code set_send_buffer_size(std::size_t bytes) noexcept;
  /// The size that the system uses. If the socket is not open, 0 with `error` set to
  /// bad_file_descriptor.
  [[nodiscard]] std::size_t receive_buffer_size(std::error_code& error) const noexcept;
  [[nodiscard]] std::size_t send_buffer_size(std::error_code& error) const noexcept;

  /// True from bind, or the first send or connect, until close.
  [[nodiscard]] bool is_open() const noexcept;

  /// The endpoint with the real port. If the socket is not open, empty (0.0.0.0:0) with `error`
  /// set.
  [[nodiscard]] endpoint local_endpoint(std::error_code& error) const noexcept;
  /// The peer. If there is none, like local_endpoint.
  [[nodiscard]] endpoint remote_endpoint(std::error_code& error) const noexcept;
  /// Works like the above, without the reason.
  [[nodiscard]] endpoint local_endpoint() const noexcept;
  [[nodiscard]] endpoint remote_endpoint() const noexcept;

  /// Valid only while the socket is open.
  [[nodiscard]] naru::native_handle native_handle() const noexcept;

 private:
  std::error_code bind_for(const endpoint& peer);
  [[nodiscard]] std::error_code set(detail::datagram_option which, std::size_t value) noexcept;

  proactor* proactor_;
  detail::datagram_pointer socket_;
};

}  // namespace naru
