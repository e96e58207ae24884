// The datagram part of the proactor contract: a backend implements it and udp_socket calls it.
// Programs use udp_socket.
//
// As in naru/detail/socket.hpp, all functions except release may be called from any thread at any
// time. Every function that takes an operation to start reports errors as its result.
#pragma once

#include <naru/address.hpp>
#include <naru/datagram.hpp>
#include <naru/detail/export.hpp>
#include <naru/detail/socket.hpp>
#include <naru/endpoint.hpp>
#include <naru/native_handle.hpp>
#include <naru/operation.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <system_error>

namespace naru::detail {

/// The options that are one number.
enum class datagram_option : std::uint8_t {
  broadcast,
  hops,
  multicast_hops,
  multicast_loop,
  receive_buffer_size,
  send_buffer_size,
};

enum class membership : std::uint8_t { join, leave };

class NARU_API datagram_socket {
 public:
  /// `source`, if given, is filled in before `op` completes.
  virtual submission receive(mutable_buffer buffer, endpoint* source, operation& op) = 0;
  virtual submission receive_batch(std::span<datagram> batch, operation& op) = 0;
  /// If `destination` is null, sends to the peer.
  virtual submission send(std::span<const const_buffer> buffers, const endpoint* destination,
                          operation& op) = 0;
  virtual submission send_batch(std::span<const outgoing_datagram> batch, operation& op) = 0;
  virtual std::error_code connect(const endpoint& peer) noexcept = 0;
  virtual void cancel() noexcept = 0;
  /// `op` need not be pending here, and need not exist.
  virtual void cancel(operation& op) noexcept = 0;
  /// `closed`, if given, completes once every operation's completion function has returned.
  virtual submission close(operation* closed) noexcept = 0;
  virtual std::error_code set(datagram_option which, std::size_t value) noexcept = 0;
  /// The size that the system uses.
  virtual std::size_t buffer_size(direction which, std::error_code& error) const noexcept = 0;
  virtual std::error_code change(membership how, const address& group,
                                 const address& on) noexcept = 0;
  virtual std::error_code set_multicast_interface(const address& on) noexcept = 0;
  virtual endpoint local_endpoint(std::error_code& error) const noexcept = 0;
  virtual endpoint remote_endpoint(std::error_code& error) const noexcept = 0;
  virtual naru::native_handle native_handle() const noexcept = 0;
  virtual bool is_open() const noexcept = 0;
  virtual void release() noexcept = 0;

 protected:
  datagram_socket() = default;
  datagram_socket(const datagram_socket&) = delete;
  datagram_socket& operator=(const datagram_socket&) = delete;
  ~datagram_socket() = default;
};

using datagram_pointer = std::unique_ptr<datagram_socket, release_socket>;

}  // namespace naru::detail
