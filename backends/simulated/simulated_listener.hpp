// simulated_listener: accepts connections of the simulated network.
#pragma once

#include "simulated/listening_port.hpp"
#include "simulated/socket_table.hpp"
#include "sockets/listener_base.hpp"

namespace naru::detail {

class simulated_proactor;

class simulated_listener final : public listener_base, private network_watcher {
 public:
  simulated_listener(simulated_proactor& owner, const listen_options& options);

 private:
  socket_calls& calls() const noexcept override;
  std::error_code tie(native_handle handle, socket_family family) noexcept override;
  void accept_more() noexcept override;
  void look_again() noexcept override { accept_more(); }
  void close_acceptor() noexcept override;
  void close_handle() noexcept override;
  void look() noexcept override;

  [[nodiscard]] simulated_proactor& owner() const noexcept;
  [[nodiscard]] bool is_of_this_host(proactor& home) const noexcept;
  [[nodiscard]] std::error_code take_first();
  void drop_first();

  system_socket* socket_ = nullptr;    // while the handle is open
  native_handle arrival_ = no_handle;  // taken from the port, and not handed over yet
  endpoint peer_;                      // of arrival_
};

}  // namespace naru::detail
