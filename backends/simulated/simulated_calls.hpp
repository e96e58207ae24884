// simulated_calls: the calls of streams and listeners on the system of a simulated host.
#pragma once

#include "simulated/socket_table.hpp"
#include "sockets/socket_calls.hpp"

namespace naru::detail {

struct world;

class simulated_calls final : public socket_calls {
 public:
  simulated_calls(world& around, network_host& host) noexcept : world_(around), host_(host) {}

  native_handle open_stream(socket_family family, std::error_code& error) noexcept override;
  void close(native_handle handle) noexcept override;
  native_handle visible(native_handle) noexcept override { return no_handle; }

  std::error_code bind(native_handle handle, const endpoint& local,
                       const listen_options& options) noexcept override;
  std::error_code bind(native_handle handle, const unix_endpoint& local) noexcept override;
  std::error_code listen(native_handle handle, int backlog) noexcept override;

  std::error_code shut_down_sending(native_handle handle) noexcept override;
  endpoint local_endpoint(native_handle handle, std::error_code& error) noexcept override;
  endpoint remote_endpoint(native_handle handle, std::error_code& error) noexcept override;

  std::error_code set_no_delay(native_handle handle, bool on) noexcept override;
  std::error_code set_keep_alive(native_handle handle,
                                 const keep_alive_options& options) noexcept override;
  std::error_code clear_keep_alive(native_handle handle) noexcept override;
  std::error_code set_linger(native_handle handle, std::chrono::seconds time) noexcept override;
  std::error_code clear_linger(native_handle handle) noexcept override;
  std::error_code set_buffer_size(native_handle handle, direction which,
                                  int bytes) noexcept override;
  std::size_t buffer_size(native_handle handle, direction which,
                          std::error_code& error) noexcept override;

 private:
  [[nodiscard]] std::error_code check(native_handle handle) const noexcept;

  world& world_;
  network_host& host_;
};

}  // namespace naru::detail
