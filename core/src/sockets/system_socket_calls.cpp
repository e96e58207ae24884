#include "native/native_address.hpp"
#include "native/socket_options.hpp"
#include "native/unix_address.hpp"
#include "sockets/socket_calls.hpp"
#include "sockets/socket_handle.hpp"

namespace naru::detail {
namespace {

std::error_code bind_to(native_handle socket, const sockaddr* where, native::length size) noexcept {
  const bool done = ::bind(native::to_handle(socket), where, size) == 0;
  return done ? std::error_code() : native::last_error();
}

std::error_code set_dual_stack(native_handle socket, bool accept_ipv4) noexcept {
  return native::set_option(native::to_handle(socket), IPPROTO_IPV6, IPV6_V6ONLY,
                            accept_ipv4 ? 0 : 1);
}

class system_calls final : public socket_calls {
 public:
  native_handle open_stream(socket_family family, std::error_code& error) noexcept override {
    return open_stream_handle(family, error);
  }
  void close(native_handle handle) noexcept override { native::close(native::to_handle(handle)); }
  native_handle visible(native_handle handle) noexcept override { return handle; }

  std::error_code bind(native_handle handle, const endpoint& local,
                       const listen_options& options) noexcept override {
    std::error_code error = claim_address(handle, options);
    if (!error && local.address().is_v6()) error = set_dual_stack(handle, options.accept_ipv4);
    if (error) return error;
    native_address where(local);
    return bind_error(bind_to(handle, where.data(), where.size()));
  }
  std::error_code bind(native_handle handle, const unix_endpoint& local) noexcept override {
    const unix_address where(local);
    const auto* const address = reinterpret_cast<const sockaddr*>(where.bytes.data());
    return bind_to(handle, address, static_cast<native::length>(where.size));
  }
  std::error_code listen(native_handle handle, int backlog) noexcept override {
    const int length = backlog == 0 ? SOMAXCONN : backlog;
    const bool done = ::listen(native::to_handle(handle), length) == 0;
    return done ? std::error_code() : native::last_error();
  }

  std::error_code shut_down_sending(native_handle handle) noexcept override {
    return detail::shut_down_sending(handle);
  }
  endpoint local_endpoint(native_handle handle, std::error_code& error) noexcept override {
    return local_endpoint_of(handle, error);
  }
  endpoint remote_endpoint(native_handle handle, std::error_code& error) noexcept override {
    return remote_endpoint_of(handle, error);
  }

  std::error_code set_no_delay(native_handle handle, bool on) noexcept override {
    return detail::set_no_delay(handle, on);
  }
  std::error_code set_keep_alive(native_handle handle,
                                 const keep_alive_options& options) noexcept override {
    return detail::set_keep_alive(handle, options);
  }
  std::error_code clear_keep_alive(native_handle handle) noexcept override {
    return detail::clear_keep_alive(handle);
  }
  std::error_code set_linger(native_handle handle, std::chrono::seconds time) noexcept override {
    return detail::set_linger(handle, time);
  }
  std::error_code clear_linger(native_handle handle) noexcept override {
    return detail::clear_linger(handle);
  }
  std::error_code set_buffer_size(native_handle handle, direction which,
                                  int bytes) noexcept override {
    return detail::set_buffer_size(handle, which, bytes);
  }
  std::size_t buffer_size(native_handle handle, direction which,
                          std::error_code& error) noexcept override {
    return detail::buffer_size(handle, which, error);
  }
};

constinit system_calls calls;

}  // namespace

socket_calls& system_socket_calls() noexcept { return calls; }

}  // namespace naru::detail
