// asio_listener: accepts connections on Asio, on POSIX systems. polled_listener does the work; Asio
// only waits.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "asio_fallback/convert.hpp"
#include "system/posix/polled_listener.hpp"

namespace naru::detail {

class asio_proactor;

class asio_listener final : public polled_listener {
 public:
  asio_listener(asio_proactor& owner, const listen_options& options);
  ~asio_listener() override;

 private:
  struct self_target;

  std::error_code tie(native_handle handle, socket_family family) noexcept override;
  void wait_for_next() noexcept override;
  void close_acceptor() noexcept override;

  static void waited(const self_target& self, const std::error_code& error);

  std::optional<asio_acceptor> acceptor_;
  alignas(void*) std::array<std::byte, 256> accept_storage_;
};

}  // namespace naru::detail
