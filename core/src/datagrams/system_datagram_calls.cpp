#include "datagrams/datagram_calls.hpp"
#include "native/socket_options.hpp"
#include "sockets/socket_handle.hpp"

namespace naru::detail {
namespace {

class system_calls final : public datagram_calls {
 public:
  native_handle open(const endpoint& local, const udp_options& options,
                     std::error_code& error) noexcept override {
    return open_datagram_handle(local, options, error);
  }
  void close(native_handle handle) noexcept override { close_datagram_handle(handle); }
  native_handle visible(native_handle handle) noexcept override { return handle; }
  endpoint local_endpoint(native_handle handle, std::error_code& error) noexcept override {
    return local_endpoint_of(handle, error);
  }
  std::error_code connect(native_handle handle, ip_family family,
                          const endpoint& peer) noexcept override {
    return connect_datagram(handle, family, peer);
  }

  std::error_code set_option(native_handle handle, ip_family family, datagram_option which,
                             std::size_t value) noexcept override {
    return set_datagram_option(handle, family, which, value);
  }
  std::size_t buffer_size(native_handle handle, direction which,
                          std::error_code& error) noexcept override {
    return detail::buffer_size(handle, which, error);
  }
  std::error_code change_membership(native_handle handle, ip_family family, membership how,
                                    const address& group, const address& on) noexcept override {
    return detail::change_membership(handle, family, how, group, on);
  }
  std::error_code set_multicast_interface(native_handle handle, ip_family family,
                                          const address& on) noexcept override {
    return detail::set_multicast_interface(handle, family, on);
  }

  std::optional<io_result> receive(native_handle handle,
                                   std::span<datagram> batch) noexcept override {
    return receive_datagrams(handle, batch);
  }
  std::optional<io_result> peek(native_handle handle) noexcept override {
    return peek_datagram(handle);
  }
  std::optional<io_result> send(native_handle handle, ip_family family,
                                const buffer_cursor<const_buffer>& buffers,
                                const endpoint* destination) noexcept override {
    return send_datagram(handle, family, buffers, destination);
  }
  std::optional<io_result> send(native_handle handle, ip_family family, addressing how,
                                std::span<const outgoing_datagram> batch) noexcept override {
    return send_datagrams(handle, family, how, batch);
  }
};

constinit system_calls calls;

}  // namespace

datagram_calls& system_datagram_calls() noexcept { return calls; }

}  // namespace naru::detail
