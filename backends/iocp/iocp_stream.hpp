// iocp_stream: a connection on a completion port, over TCP or a Unix domain socket.
//
// Per message at most one WSARecv and one WSASend; where the system finishes at once, no packet.
#pragma once

#include <optional>

#include "iocp/winsock.hpp"
#include "sockets/stream_base.hpp"
#include "values/buffer_cursor.hpp"

namespace naru::detail {

class iocp_proactor;
struct request;

class iocp_stream final : public stream_base {
 public:
  /// Not connected.
  explicit iocp_stream(iocp_proactor& owner);

  submission connect(const endpoint& peer, operation& op) override;
  submission connect(const unix_endpoint& peer, operation& op) override;
  submission receive(std::span<const mutable_buffer> buffers, operation& op) override;
  submission receive_exactly(std::span<const mutable_buffer> buffers, operation& op) override;
  submission send(std::span<const const_buffer> buffers, operation& op) override;
  std::error_code shutdown_send() noexcept override;
  endpoint local_endpoint(std::error_code& error) const noexcept override;

  std::error_code adopt(native_handle handle, socket_family family) noexcept override;

  /// Takes over a connection that a listener accepted. The handle belongs to the stream from here
  /// on, whatever comes back.
  std::error_code accepted(SOCKET handle, socket_family family, const endpoint& peer) noexcept;

 private:
  // The native halves of the operations.
  struct stream_request;
  struct receive_request;
  struct exact_request;
  struct send_request;

  static void connect_done(request& native, std::size_t bytes,
                           const std::error_code& error) noexcept;
  static void receive_done(request& native, std::size_t bytes,
                           const std::error_code& error) noexcept;
  static void exactly_done(request& native, std::size_t bytes,
                           const std::error_code& error) noexcept;
  static void send_done(request& native, std::size_t bytes, const std::error_code& error) noexcept;

  [[nodiscard]] native_handle native() noexcept override { return handle_; }
  std::error_code detach_native(native_handle& handle) noexcept override;
  void cancel_native(direction which) noexcept override;
  void close_native(close_mode mode) noexcept override;
  void close_slowly() noexcept override;
  std::error_code open(int family) noexcept;
  std::error_code take(SOCKET handle, socket_family family, const endpoint& peer) noexcept;
  std::error_code connect_now(const unix_endpoint& peer) noexcept;
  std::optional<std::error_code> start_connect(operation& op) noexcept;
  std::error_code connected(const std::error_code& error) noexcept;
  std::optional<io_result> start_receive(receive_request& native,
                                         const buffer_cursor<mutable_buffer>& buffers) noexcept;
  std::optional<io_result> start_exactly(exact_request& native) noexcept;
  std::optional<io_result> received(exact_request& native, std::size_t bytes,
                                    const std::error_code& error) noexcept;
  std::optional<io_result> go_on(exact_request& native) noexcept;
  std::optional<io_result> start_send(send_request& native) noexcept;
  std::optional<io_result> sent(send_request& native, std::size_t bytes,
                                const std::error_code& error) noexcept;
  std::optional<io_result> go_on(send_request& native) noexcept;
  void withdraw(request& native) noexcept;

  [[nodiscard]] iocp_proactor& proactor() const noexcept;
  /// The native half of a pending operation.
  [[nodiscard]] static stream_request& request_of(operation& op) noexcept;

  SOCKET handle_ = INVALID_SOCKET;
  bool skips_ = false;  // what succeeds at once queues no packet
};

}  // namespace naru::detail
