// simulated_datagram_calls: the calls of datagram sockets on the system of a simulated host.
#pragma once

#include "datagrams/datagram_calls.hpp"
#include "simulated/socket_table.hpp"

namespace naru::detail {

struct world;

class simulated_datagram_calls final : public datagram_calls {
 public:
  simulated_datagram_calls(world& around, network_host& host) noexcept
      : world_(around), host_(host) {}

  native_handle open(const endpoint& local, const udp_options& options,
                     std::error_code& error) noexcept override;
  void close(native_handle handle) noexcept override;
  native_handle visible(native_handle) noexcept override { return no_handle; }
  endpoint local_endpoint(native_handle handle, std::error_code& error) noexcept override;
  std::error_code connect(native_handle handle, ip_family family,
                          const endpoint& peer) noexcept override;

  std::error_code set_option(native_handle handle, ip_family family, datagram_option which,
                             std::size_t value) noexcept override;
  std::size_t buffer_size(native_handle handle, direction which,
                          std::error_code& error) noexcept override;
  std::error_code change_membership(native_handle handle, ip_family family, membership how,
                                    const address& group, const address& on) noexcept override;
  std::error_code set_multicast_interface(native_handle handle, ip_family family,
                                          const address& on) noexcept override;

  std::optional<io_result> receive(native_handle handle,
                                   std::span<datagram> batch) noexcept override;
  std::optional<io_result> peek(native_handle handle) noexcept override;
  std::optional<io_result> send(native_handle handle, ip_family family,
                                const buffer_cursor<const_buffer>& buffers,
                                const endpoint* destination) noexcept override;
  std::optional<io_result> send(native_handle handle, ip_family family, addressing how,
                                std::span<const outgoing_datagram> batch) noexcept override;

 private:
  [[nodiscard]] datagram_port& port_of(native_handle handle) const noexcept;
  [[nodiscard]] std::error_code make_port(const endpoint& local, const udp_options& options,
                                          native_handle& made);
  [[nodiscard]] std::error_code send_one(datagram_port& from,
                                         const buffer_cursor<const_buffer>& buffers,
                                         const endpoint& target);

  world& world_;
  network_host& host_;
};

}  // namespace naru::detail
