// epoll_stream: a connection on epoll, over TCP or a Unix domain socket.
//
// A send tries the socket first. A receive tries it only if the last look has left something
// behind, or an event has come since. So a message costs one call to receive, not two.
//
// The socket is registered when a transfer first has to wait. A connection that ends before that
// costs no registration.
#pragma once

#include "epoll/event_watch.hpp"
#include "sockets/stream_base.hpp"

namespace naru::detail {

class epoll_proactor;

/// After these a look that does not fill its buffers may still have left something behind: the end
/// of the stream, an error, or what follows urgent data.
inline constexpr std::uint32_t end_events = EPOLLRDHUP | EPOLLHUP | EPOLLERR | EPOLLPRI;
inline constexpr std::uint32_t receive_events = EPOLLIN | EPOLLRDHUP | EPOLLPRI;
inline constexpr std::uint32_t all_events = receive_events | EPOLLOUT;

class epoll_stream final : public stream_base, private event_target {
 public:
  /// Makes a stream that is not connected.
  explicit epoll_stream(epoll_proactor& owner);

 private:
  std::error_code tie(native_handle handle, socket_family family) noexcept override;
  std::error_code untie() noexcept override;
  std::optional<std::error_code> start_connect(const connect_target& target,
                                               operation& op) noexcept override;
  std::optional<io_result> start_receive(operation& op) noexcept override;
  std::optional<io_result> start_send(operation& op) noexcept override;
  void cancel_native(direction which) noexcept override;
  void close_handle() noexcept override;
  void ready(std::uint32_t events, place_lock& place) noexcept override;

  [[nodiscard]] std::optional<io_result> look_for_bytes() noexcept;
  [[nodiscard]] std::optional<io_result> wait_for(direction which, bool again) noexcept;
  template <direction Which>
  void resume() noexcept;

  // Connecting: see epoll_connect.cpp.
  [[nodiscard]] bool look_for_connection(std::error_code& error) noexcept;
  void cancel_connect() noexcept;

  event_watch watch_;
  std::error_code end_;     // the error that ended receiving; empty until then
  bool readable_ = true;    // the next look may find something
  bool ends_ = false;       // the system has told of an end, which it tells once
  bool receiving_ = false;  // the receive waits for an event
  bool sending_ = false;    // the send does
  bool connecting_ = false;
  bool abandoned_ = false;  // the connect was cancelled
};

}  // namespace naru::detail
