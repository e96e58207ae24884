// iocp_stream: a connection on a completion port, over TCP or a Unix domain socket.
//
// A short message needs at most one WSARecv and one WSASend, and no packet if the system finishes
// at once.
#pragma once

#include "iocp/request.hpp"
#include "sockets/stream_base.hpp"

namespace naru::detail {

class iocp_proactor;

class iocp_stream final : public stream_base {
 public:
  /// Makes a stream that is not connected.
  explicit iocp_stream(iocp_proactor& owner);

 private:
  struct stream_request;  // the native request of an operation

  static void connect_done(request& native, std::size_t bytes,
                           const std::error_code& error) noexcept;
  static void receive_done(request& native, std::size_t bytes,
                           const std::error_code& error) noexcept;
  static void send_done(request& native, std::size_t bytes, const std::error_code& error) noexcept;
  template <direction Which>
  static void turn_came(request& native, std::size_t bytes, const std::error_code& error) noexcept;

  std::error_code tie(native_handle handle, socket_family family) noexcept override;
  std::error_code untie() noexcept override { return {}; }
  std::optional<std::error_code> start_connect(const connect_target& target,
                                               operation& op) noexcept override;
  std::optional<io_result> start_receive(operation& op) noexcept override;
  std::optional<io_result> start_send(operation& op) noexcept override;
  void cancel_native(direction which) noexcept override;
  void close_handle() noexcept override;

  [[nodiscard]] bool is_interrupted(const std::error_code& error) const noexcept;
  [[nodiscard]] std::error_code connect_now(const connect_target& target) noexcept;
  [[nodiscard]] std::error_code confirm(const std::error_code& error) noexcept;
  template <direction Which>
  [[nodiscard]] bool wait_for_turn(stream_request& native) noexcept;
  void withdraw(request& native) noexcept;

  /// Builds the native request of `op` in the storage of `op`.
  stream_request& make_request(operation& op, request::function on_completion) noexcept;
  [[nodiscard]] iocp_proactor& proactor() const noexcept;
  [[nodiscard]] SOCKET socket() const noexcept { return static_cast<SOCKET>(handle_); }

  bool skips_ = false;  // a request that succeeds at once queues no packet
};

}  // namespace naru::detail
