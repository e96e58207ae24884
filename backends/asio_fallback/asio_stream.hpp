// asio_stream: a connection on Asio, over TCP or a Unix domain socket.
//
// Sends go straight to the socket, and go to Asio only if they would block. Asio cannot cancel the
// requests of one direction, but only all requests of a socket. So the request of the other
// direction is started again.
//
// A cancelled request asks the system once more before it reports the cancel, because Asio may not
// have asked since the bytes or the connection have come. That is the last look.
#pragma once

#include <optional>

#include "asio_fallback/convert.hpp"
#include "sockets/stream_base.hpp"

namespace naru::detail {

class asio_proactor;

class asio_stream final : public stream_base {
 public:
  /// Makes a stream that is not connected.
  explicit asio_stream(asio_proactor& owner);

  using stream_base::accepted;
  /// Does the same for a listener on Windows. The connection belongs to the same Asio context.
  void accepted(asio_socket connection, socket_family family, const endpoint& peer) noexcept;

 private:
  struct pending_operation;  // the target of Asio's handlers

  static void connect_done(const pending_operation& op, const std::error_code& error);
  static void wait_done(const pending_operation& op, const std::error_code& error);
  static void receive_done(const pending_operation& op, const std::error_code& error,
                           std::size_t bytes);
  static void send_done(const pending_operation& op, const std::error_code& error,
                        std::size_t bytes);

  std::error_code tie(native_handle handle, socket_family family) noexcept override;
  std::error_code untie() noexcept override;
  std::optional<std::error_code> start_connect(const connect_target& target,
                                               operation& op) noexcept override;
  std::optional<io_result> start_receive(operation& op) noexcept override;
  std::optional<io_result> start_send(operation& op) noexcept override;
  void cancel_native(direction which) noexcept override;
  void close_handle() noexcept override;

  [[nodiscard]] std::error_code wait_for_bytes(operation& op) noexcept;
  [[nodiscard]] std::optional<io_result> arrived(std::size_t bytes,
                                                 const std::error_code& error) noexcept;
  [[nodiscard]] std::error_code push() noexcept;
  [[nodiscard]] bool only_cancelled(const std::error_code& error) const noexcept;

  // The last look: see asio_last_look.cpp.
  [[nodiscard]] std::error_code look_for_connection(const std::error_code& error) noexcept;
  [[nodiscard]] io_result look_for_bytes() noexcept;
  [[nodiscard]] std::size_t receive_now(std::error_code& error) noexcept;

  std::optional<asio_socket> socket_;
  std::error_code end_;  // the error that ended receiving; empty until then
};

/// The protocol of Asio for streams of that family.
[[nodiscard]] inline stream_protocol protocol_of(socket_family family) {
  if (family == socket_family::local) return {AF_UNIX, 0};
  return family == socket_family::v4 ? tcp::v4() : tcp::v6();
}

}  // namespace naru::detail
