// asio_stream: a connection on Asio, over TCP or a Unix domain socket.
//
// Sends go straight to the socket and to Asio only where that would block. Asio can cancel all of a
// socket's requests but not one direction's; the other direction is then simply started again.
//
// A request that is cancelled looks at the system once more before it says so: Asio may not have
// asked the system since what the request waited for has come.
#pragma once

#include <optional>

#include "asio_fallback/convert.hpp"
#include "sockets/stream_base.hpp"
#include "values/buffer_cursor.hpp"

namespace naru::detail {

class asio_proactor;

class asio_stream final : public stream_base {
 public:
  /// Not connected.
  explicit asio_stream(asio_proactor& owner);

  submission connect(const endpoint& peer, operation& op) override;
  submission connect(const unix_endpoint& peer, operation& op) override;
  submission receive(std::span<const mutable_buffer> buffers, operation& op) override;
  submission receive_exactly(std::span<const mutable_buffer> buffers, operation& op) override;
  submission send(std::span<const const_buffer> buffers, operation& op) override;
  std::error_code shutdown_send() noexcept override;
  endpoint local_endpoint(std::error_code& error) const noexcept override;

  std::error_code adopt(native_handle handle, socket_family family) noexcept override;

  /// For a listener, before the stream is anyone's: takes over a connection, which stays the
  /// caller's where there is an error.
  std::error_code accepted(native_handle connection, const stream_protocol& protocol,
                           const stream_protocol::endpoint& peer) noexcept;
  /// The same on Windows, with a connection of the same Asio context.
  void accepted(asio_socket connection, const stream_protocol::endpoint& peer) noexcept;

 private:
  struct pending_operation;  // what Asio's handlers point at

  static void connect_done(const pending_operation& op, const std::error_code& error);
  static void wait_done(const pending_operation& op, const std::error_code& error);
  static void receive_done(const pending_operation& op, const std::error_code& error,
                           std::size_t bytes);
  static void exactly_done(const pending_operation& op, const std::error_code& error,
                           std::size_t bytes);
  static void send_done(const pending_operation& op, const std::error_code& error,
                        std::size_t bytes);

  [[nodiscard]] native_handle native() noexcept override;
  std::error_code detach_native(native_handle& handle) noexcept override;
  void cancel_native(direction which) noexcept override;
  void close_native(close_mode mode) noexcept override;
  void close_slowly() noexcept override;
  submission connect(const stream_protocol::endpoint& target, const endpoint& peer, operation& op);
  std::error_code open(const stream_protocol& protocol) noexcept;
  std::error_code prepare(const stream_protocol& protocol) noexcept;
  void stands(const stream_protocol::endpoint& peer) noexcept;
  std::error_code connected(const std::error_code& error) noexcept;
  void start_receive(operation& op);
  void start_exactly(operation& op);
  void note_end(const std::error_code& error) noexcept;
  std::optional<io_result> push(operation& op);
  std::error_code push_now() noexcept;
  void start_send(operation& op);
  [[nodiscard]] bool interrupted(direction which, const std::error_code& error) const noexcept;

  // The last look: asio_last_look.cpp. `error` changes to what the system says.
  [[nodiscard]] bool only_cancelled(const std::error_code& error) const noexcept;
  [[nodiscard]] bool ends_early(direction which, const std::error_code& error) const noexcept;
  void look_for_connection(std::error_code& error) noexcept;
  [[nodiscard]] std::size_t look_for_bytes(std::error_code& error) noexcept;
  void look_for_rest(std::error_code& error) noexcept;
  void look_for_room(std::error_code& error) noexcept;
  [[nodiscard]] std::size_t receive_now(std::error_code& error) noexcept;

  std::optional<asio_socket> socket_;
  buffer_cursor<mutable_buffer> receive_cursor_{{}};
  buffer_cursor<const_buffer> send_cursor_{{}};
  std::size_t received_ = 0;  // of an exact receive
  std::size_t sent_ = 0;
  std::error_code end_;  // why nothing more will be received
  bool cancel_receive_ = false;
  bool cancel_send_ = false;
};

}  // namespace naru::detail
