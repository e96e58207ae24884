// udp_socket: sends and receives datagrams.
//
// A move-only value. Unlike on a stream, any number of receives and of sends may be pending at the
// same time; the receives are served in the order in which they were started, the sends leave in
// theirs. A server keeps several receives pending, or receives in batches, so that a burst is not
// lost. Destroying or closing the socket completes what is pending on it with
// std::errc::operation_canceled; the operations must live until then, the socket need not.
//
//     naru::udp_socket socket(*proactor, naru::endpoint::parse("0.0.0.0:7777"));
//     socket.receive_from(naru::buffer(storage_), source_, received_);
//     …in received_:  socket.send_to(naru::buffer(storage_, result.bytes), source_, sent_);
//
// In a coroutine, where the forms without an operation are awaited:
//
//     auto [error, bytes, source] = co_await socket.receive_from(naru::buffer(storage));
//
// Not for: anything that must arrive. The network loses datagrams, repeats and reorders them.
//
// What the network reports of a datagram that could not be delivered (ICMP: "port unreachable" and
// its kin) never ends a receive and never fails a later send. Systems differ in whom they tell;
// here it is nobody, everywhere, also on a connected socket. A peer that is gone shows by its
// silence.
//
// Thread-safety: every member may be called from any thread at any time, with these exceptions,
// which need the socket to themselves: the destructor, the moves, bind, and the first send or
// connect of a socket that is not bound.
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
  /// Datagrams that one receive_batch takes at most.
  static constexpr std::size_t batch_max = 64;
  /// Buffers that one datagram can be gathered from.
  static constexpr std::size_t buffers_max = 64;

  /// Not bound. `owner` must outlive the socket.
  explicit udp_socket(proactor& owner) noexcept;
  /// Bound to `local`; port 0 lets the system choose: see local_endpoint. Throws std::system_error
  /// that names the endpoint, for the reasons that bind gives.
  udp_socket(proactor& owner, const endpoint& local, const udp_options& options = {});
  /// What was moved from is as newly made.
  udp_socket(udp_socket&&) noexcept = default;
  udp_socket& operator=(udp_socket&&) noexcept = default;
  ~udp_socket() = default;

  [[nodiscard]] proactor& owner() const noexcept { return *proactor_; }

  /// Opens and binds, in place of whatever this socket was before. Errors: address_in_use,
  /// address_not_available, permission_denied…; operation_not_supported for an option that the
  /// system lacks, invalid_argument for one out of range.
  std::error_code bind(const endpoint& local, const udp_options& options = {});

  /// Receives one datagram; `source` is its sender (on a socket for both families an IPv4 sender
  /// shows as a mapped address) and must live until then. bytes: its size, 0 for an empty one.
  /// message_size where it was larger than the buffer: bytes of it came, the rest is lost, `source`
  /// is known. With no room in the buffer it completes, with zero bytes, once there is a datagram
  /// to receive, and leaves it there. Errors: invalid_argument where the socket was never bound.
  submission receive_from(mutable_buffer buffer, endpoint& source, operation& op);
  /// The same where the sender is known or of no interest.
  submission receive(mutable_buffer buffer, operation& op);
  /// Receives what is there, at least one datagram and at most batch_max, into the first of
  /// `batch`. bytes: how many datagrams. A truncated one is marked and is no error. `batch` must
  /// live until then, its buffers too. invalid_argument where `batch` is empty. While several
  /// receives are pending, datagrams that came in a row may land in several of them.
  submission receive_batch(std::span<datagram> batch, operation& op);

  /// Sends one datagram; waits while the system has no room for it. A socket that is not bound is
  /// bound to any address and a free port. bytes: the datagram's size. An unspecified destination
  /// means this host. A socket for both families reaches IPv4 destinations too. Errors:
  /// message_size where it is too large to send, and then nothing is; network_unreachable;
  /// permission_denied for a broadcast without set_broadcast; address_family_not_supported;
  /// already_connected on a connected socket; invalid_argument for port 0.
  submission send_to(const_buffer payload, const endpoint& destination, operation& op);
  /// The same, one datagram from several buffers; the span must live as long as they.
  /// invalid_argument where there are more than buffers_max.
  submission send_to(std::span<const const_buffer> payload, const endpoint& destination,
                     operation& op);
  /// The same to the peer; not_connected where there is none.
  submission send(const_buffer payload, operation& op);
  submission send(std::span<const const_buffer> payload, operation& op);
  /// Sends all of `batch`, of any length, in its order. bytes: how many datagrams were sent; less
  /// than all only with the error of the one that follows them. `batch` must live until then, its
  /// buffers too.
  submission send_batch(std::span<const outgoing_datagram> batch, operation& op);

  /// The same for co_await. receive_from gives the sender too: auto [error, bytes, source] = …; the
  /// others give an io_result.
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

  /// Exchanges datagrams with `peer` alone from here on; those of others that came before may still
  /// be received. Again for another peer. Nothing is sent. A socket that is not bound is bound as
  /// by send_to. An unspecified address means this host.
  std::error_code connect(const endpoint& peer);

  /// Asks everything that is pending to end with std::errc::operation_canceled. What has completed
  /// keeps its result: nothing received is ever lost. After the cancel of a batch, bytes says how
  /// many had been sent.
  void cancel() noexcept;
  /// The same for one operation. No effect where it is not pending on this socket, even where it
  /// exists no more.
  void cancel(operation& op) noexcept;

  /// Everything pending completes with std::errc::operation_canceled. Again is harmless.
  void close() noexcept;
  /// The same; `closed` completes without error (with operation_canceled while the proactor is
  /// being destroyed) once the completion function of every operation that was pending has
  /// returned. Once per socket.
  submission close(operation& closed) noexcept;
  /// The same for co_await. A stop does not keep it from closing, nor end the wait.
  auto close_and_wait() {
    return make_awaitable([this](operation& op) { return close(op); });
  }

  // Options, of a socket that is bound: otherwise bad_file_descriptor.

  /// Takes part in a multicast group. IPv4: on the interface that has the address `on`, or on one
  /// of the system's choice. IPv6: on the interface whose index is the group's scope, 0 for one of
  /// the system's choice; `on` is left out. invalid_argument where `group` is no multicast address,
  /// address_family_not_supported where it is not of the socket's family.
  std::error_code join(const address& group, const address& on = {}) noexcept;
  /// Ends what join with the same arguments began.
  std::error_code leave(const address& group, const address& on = {}) noexcept;
  /// Where datagrams to groups leave: the interface with this IPv4 address, or whose index is this
  /// IPv6 address's scope; an unspecified address for the system's choice.
  std::error_code set_multicast_interface(const address& on) noexcept;
  /// Whether members on this host receive what is sent to a group; on from the start. On Windows
  /// the receiving socket's option counts, elsewhere the sending one's: set both.
  std::error_code set_multicast_loop(bool on) noexcept;
  /// How many networks a datagram to a group may cross: 0 to 255, 1 from the start.
  std::error_code set_multicast_hops(unsigned hops) noexcept;
  /// The same for a datagram to one host: 1 to 255.
  std::error_code set_hops(unsigned hops) noexcept;
  /// Whether datagrams may be sent to broadcast addresses; off from the start.
  std::error_code set_broadcast(bool on) noexcept;
  /// As in udp_options, but 0 is invalid_argument.
  std::error_code set_receive_buffer_size(std::size_t bytes) noexcept;
  std::error_code set_send_buffer_size(std::size_t bytes) noexcept;
  /// What the system made of it; 0 with `error` set to bad_file_descriptor where the socket is not
  /// open.
  [[nodiscard]] std::size_t receive_buffer_size(std::error_code& error) const noexcept;
  [[nodiscard]] std::size_t send_buffer_size(std::error_code& error) const noexcept;

  /// True from bind, or the first send or connect, until close.
  [[nodiscard]] bool is_open() const noexcept;

  /// With the real port. Empty (0.0.0.0:0) with `error` set where the socket is not open.
  [[nodiscard]] endpoint local_endpoint(std::error_code& error) const noexcept;
  /// The peer; as above where there is none.
  [[nodiscard]] endpoint remote_endpoint(std::error_code& error) const noexcept;
  /// The same, without the reason.
  [[nodiscard]] endpoint local_endpoint() const noexcept;
  [[nodiscard]] endpoint remote_endpoint() const noexcept;

  /// Of use only while the socket is open.
  [[nodiscard]] naru::native_handle native_handle() const noexcept;

 private:
  std::error_code bind_for(const endpoint& peer);
  [[nodiscard]] std::error_code set(detail::datagram_option which, std::size_t value) noexcept;

  proactor* proactor_;
  detail::datagram_pointer socket_;
};

}  // namespace naru
