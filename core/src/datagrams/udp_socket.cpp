#include <naru/udp_socket.hpp>

#include <naru/detail/proactor_access.hpp>
#include <naru/detail/services.hpp>
#include <naru/proactor.hpp>

#include <string>

#include "datagrams/make_datagram.hpp"
#include "loop/loop_of.hpp"
#include "sockets/open_socket.hpp"
#include "values/no_handle.hpp"
#include "values/refused.hpp"

namespace naru {
namespace {

using detail::datagram_option;
using detail::not_connected;

std::error_code not_bound() noexcept { return std::make_error_code(std::errc::invalid_argument); }

std::error_code not_open() noexcept { return std::make_error_code(std::errc::bad_file_descriptor); }

detail::datagram_pointer open(proactor& owner, const endpoint& local, const udp_options& options,
                              std::error_code& error) {
  auto* const own = detail::proactor_access::own_services(owner);
  if (own != nullptr) return own->open_datagram(local, options, error);
  return detail::open_socket<detail::datagram_pointer>(
      [&] { return detail::make_datagram(detail::loop_of(owner)); },
      [&](detail::datagram_base& made) { return made.open(local, options); }, error);
}

}  // namespace

udp_socket::udp_socket(proactor& owner) noexcept : proactor_(&owner) {}

udp_socket::udp_socket(proactor& owner, const endpoint& local, const udp_options& options)
    : proactor_(&owner) {
  if (const std::error_code error = bind(local, options)) {
    throw std::system_error(error, "cannot bind a UDP socket to " + local.to_string());
  }
}

std::error_code udp_socket::bind(const endpoint& local, const udp_options& options) {
  socket_.reset();
  std::error_code error;
  socket_ = open(*proactor_, local, options, error);
  return error;
}

// The first send or connect binds the socket on every system. Some systems would do that
// themselves, and some would not.
std::error_code udp_socket::bind_for(const endpoint& peer) {
  if (socket_) return {};
  const bool v4 = peer.address().unmapped().is_v4();
  return bind({v4 ? address::any_v4() : address::any_v6(), 0});
}

submission udp_socket::receive_from(mutable_buffer buffer, endpoint& source, operation& op) {
  return socket_ ? socket_->receive(buffer, &source, op) : proactor_->fail(op, not_bound());
}

submission udp_socket::receive(mutable_buffer buffer, operation& op) {
  return socket_ ? socket_->receive(buffer, nullptr, op) : proactor_->fail(op, not_bound());
}

submission udp_socket::receive_batch(std::span<datagram> batch, operation& op) {
  return socket_ ? socket_->receive_batch(batch, op) : proactor_->fail(op, not_bound());
}

submission udp_socket::send_to(std::span<const const_buffer> payload, const endpoint& destination,
                               operation& op) {
  if (const std::error_code error = bind_for(destination)) return proactor_->fail(op, error);
  return socket_->send(payload, &destination, op);
}

submission udp_socket::send_to(const_buffer payload, const endpoint& destination, operation& op) {
  return send_to(std::span<const const_buffer>(&payload, 1), destination, op);
}

submission udp_socket::send(std::span<const const_buffer> payload, operation& op) {
  return socket_ ? socket_->send(payload, nullptr, op) : proactor_->fail(op, not_connected());
}

submission udp_socket::send(const_buffer payload, operation& op) {
  return send(std::span<const const_buffer>(&payload, 1), op);
}

submission udp_socket::send_batch(std::span<const outgoing_datagram> batch, operation& op) {
  const endpoint first = batch.empty() ? endpoint() : batch.front().destination;
  if (const std::error_code error = bind_for(first)) return proactor_->fail(op, error);
  return socket_->send_batch(batch, op);
}

std::error_code udp_socket::connect(const endpoint& peer) {
  if (const std::error_code error = bind_for(peer)) return error;
  return socket_->connect(peer);
}

void udp_socket::cancel() noexcept {
  if (socket_) socket_->cancel();
}

void udp_socket::cancel(operation& op) noexcept {
  if (socket_) socket_->cancel(op);
}

void udp_socket::close() noexcept {
  if (socket_) socket_->close(nullptr);
}

submission udp_socket::close(operation& closed) noexcept {
  return socket_ ? socket_->close(&closed) : proactor_->finish(closed, {});
}

std::error_code udp_socket::join(const address& group, const address& on) noexcept {
  return socket_ ? socket_->change(detail::membership::join, group, on) : not_open();
}

std::error_code udp_socket::leave(const address& group, const address& on) noexcept {
  return socket_ ? socket_->change(detail::membership::leave, group, on) : not_open();
}

std::error_code udp_socket::set_multicast_interface(const address& on) noexcept {
  return socket_ ? socket_->set_multicast_interface(on) : not_open();
}

std::error_code udp_socket::set(datagram_option which, std::size_t value) noexcept {
  return socket_ ? socket_->set(which, value) : not_open();
}

std::error_code udp_socket::set_multicast_loop(bool on) noexcept {
  return set(datagram_option::multicast_loop, on ? 1 : 0);
}

std::error_code udp_socket::set_multicast_hops(unsigned hops) noexcept {
  return set(datagram_option::multicast_hops, hops);
}

std::error_code udp_socket::set_hops(unsigned hops) noexcept {
  return set(datagram_option::hops, hops);
}

std::error_code udp_socket::set_broadcast(bool on) noexcept {
  return set(datagram_option::broadcast, on ? 1 : 0);
}

std::error_code udp_socket::set_receive_buffer_size(std::size_t bytes) noexcept {
  return set(datagram_option::receive_buffer_size, bytes);
}

std::error_code udp_socket::set_send_buffer_size(std::size_t bytes) noexcept {
  return set(datagram_option::send_buffer_size, bytes);
}

std::size_t udp_socket::receive_buffer_size(std::error_code& error) const noexcept {
  error = not_open();
  return socket_ ? socket_->buffer_size(direction::receive, error) : 0;
}

std::size_t udp_socket::send_buffer_size(std::error_code& error) const noexcept {
  error = not_open();
  return socket_ ? socket_->buffer_size(direction::send, error) : 0;
}

bool udp_socket::is_open() const noexcept { return socket_ && socket_->is_open(); }

endpoint udp_socket::local_endpoint(std::error_code& error) const noexcept {
  error = not_open();
  return socket_ ? socket_->local_endpoint(error) : endpoint();
}

endpoint udp_socket::remote_endpoint(std::error_code& error) const noexcept {
  error = not_connected();
  return socket_ ? socket_->remote_endpoint(error) : endpoint();
}

endpoint udp_socket::local_endpoint() const noexcept {
  std::error_code ignored;
  return local_endpoint(ignored);
}

endpoint udp_socket::remote_endpoint() const noexcept {
  std::error_code ignored;
  return remote_endpoint(ignored);
}

naru::native_handle udp_socket::native_handle() const noexcept {
  return socket_ ? socket_->native_handle() : detail::no_handle;
}

}  // namespace naru
