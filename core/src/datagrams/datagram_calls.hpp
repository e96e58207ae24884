// datagram_calls: the calls that a datagram socket makes on its handle, except waits.
// A backend that has no operating system under it has calls of its own, as for streams: see
// sockets/socket_calls.hpp.
#pragma once

#include "datagrams/datagram_handle.hpp"

namespace naru::detail {

/// Each function is described at the one of the same name in datagram_handle.hpp.
class datagram_calls {
 public:
  virtual native_handle open(const endpoint& local, const udp_options& options,
                             std::error_code& error) noexcept = 0;
  virtual void close(native_handle handle) noexcept = 0;
  /// The handle that a program may see: no_handle if it means nothing outside of these calls.
  [[nodiscard]] virtual native_handle visible(native_handle handle) noexcept = 0;
  [[nodiscard]] virtual endpoint local_endpoint(native_handle handle,
                                                std::error_code& error) noexcept = 0;
  virtual std::error_code connect(native_handle handle, ip_family family,
                                  const endpoint& peer) noexcept = 0;

  virtual std::error_code set_option(native_handle handle, ip_family family, datagram_option which,
                                     std::size_t value) noexcept = 0;
  [[nodiscard]] virtual std::size_t buffer_size(native_handle handle, direction which,
                                                std::error_code& error) noexcept = 0;
  virtual std::error_code change_membership(native_handle handle, ip_family family, membership how,
                                            const address& group, const address& on) noexcept = 0;
  virtual std::error_code set_multicast_interface(native_handle handle, ip_family family,
                                                  const address& on) noexcept = 0;

  [[nodiscard]] virtual std::optional<io_result> receive(native_handle handle,
                                                         std::span<datagram> batch) noexcept = 0;
  [[nodiscard]] virtual std::optional<io_result> peek(native_handle handle) noexcept = 0;
  [[nodiscard]] virtual std::optional<io_result> send(native_handle handle, ip_family family,
                                                      const buffer_cursor<const_buffer>& buffers,
                                                      const endpoint* destination) noexcept = 0;
  [[nodiscard]] virtual std::optional<io_result> send(
      native_handle handle, ip_family family, addressing how,
      std::span<const outgoing_datagram> batch) noexcept = 0;

 protected:
  datagram_calls() = default;
  datagram_calls(const datagram_calls&) = default;
  datagram_calls& operator=(const datagram_calls&) = default;
  ~datagram_calls() = default;
};

/// The calls of the operating system.
[[nodiscard]] datagram_calls& system_datagram_calls() noexcept;

}  // namespace naru::detail
