// simulated_stream: a stream over a simulated connection.
#pragma once

#include "simulated/listening_port.hpp"
#include "simulated/socket_table.hpp"
#include "sockets/stream_base.hpp"

namespace naru::detail {

class simulated_proactor;

class simulated_stream final : public stream_base, private network_watcher {
 public:
  explicit simulated_stream(simulated_proactor& owner);

 private:
  socket_calls& calls() const noexcept override;
  std::error_code tie(native_handle handle, socket_family family) noexcept override;
  std::error_code untie() noexcept override;
  std::optional<std::error_code> start_connect(const connect_target& target,
                                               operation& op) noexcept override;
  std::optional<io_result> start_receive(operation& op) noexcept override;
  std::optional<io_result> start_send(operation& op) noexcept override;
  void cancel_native(direction which) noexcept override;
  void close_handle() noexcept override;
  void look() noexcept override;

  [[nodiscard]] simulated_proactor& owner() const noexcept;
  [[nodiscard]] std::error_code begin_attempt();
  template <class Transfer>
  [[nodiscard]] connection::outcome call(system_call which, Transfer transfer);
  [[nodiscard]] std::optional<io_result> give_way(direction which) noexcept;
  template <direction Which>
  void resume() noexcept;

  system_socket* socket_ = nullptr;  // while the handle is open
  std::error_code end_;              // the error that ended receiving
  bool receiving_ = false;           // the receive waits to be told
  bool sending_ = false;
  bool connecting_ = false;
  bool abandoned_ = false;  // the connect was cancelled
};

}  // namespace naru::detail
